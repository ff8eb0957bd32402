import { setTimeout as delay } from 'node:timers/promises';
import { UPSTREAM_STREAM } from '#contracts';
import { AckPolicy, DeliverPolicy } from '@nats-io/jetstream';
import type { Bus } from '../connection/bus.js';
import { ConsumerPull } from './consumer-pull.js';
import { DurableAssets } from '../durable/durable-assets.js';
import type { DeliveredMessage } from './pulled-message.js';

const NANOS_PER_MS = 1_000_000;
const RETRY_WAIT_MS = 1_000;

interface UpstreamConsumerOptions {
  /** Name of the durable consumer: all processes that give the same share its messages. */
  readonly name: string;
  /** Which messages of the stream. */
  readonly subject: string;
  /** A message that is not settled within this comes again. Milliseconds. */
  readonly ackWaitMs: number;
  /** Messages that this process asks for while it has them in hand. */
  readonly maxInHand: number;
  /** Messages that are given out and not settled, over all processes; those that wait for their next try are among them. */
  readonly maxUnsettled: number;
}

/**
 * Reads the stream of what clients send, which must be kept already, by a durable consumer, which keeps its place while
 * nobody reads. It begins behind what the stream holds when the first process starts it, and is created anew where it is
 * found gone.
 */
export class UpstreamConsumer {
  private pull: ConsumerPull | undefined;
  private isStopped = false;
  private inHand = 0;

  /** @param onMessage resolves when the message is no longer in hand; never rejects */
  constructor(
    private readonly bus: Bus,
    private readonly options: UpstreamConsumerOptions,
    private readonly onMessage: (message: DeliveredMessage) => Promise<void>,
    private readonly onRetry: (error: unknown) => void,
  ) {}

  /** Resolves when it reads. @throws AppError `unavailable` where the consumer can't be created */
  async start(): Promise<void> {
    const { name, subject, ackWaitMs, maxUnsettled } = this.options;
    await DurableAssets.of(this.bus).keepConsumer(UPSTREAM_STREAM, {
      durable_name: name,
      filter_subject: subject,
      deliver_policy: DeliverPolicy.New,
      ack_policy: AckPolicy.Explicit,
      ack_wait: ackWaitMs * NANOS_PER_MS,
      max_ack_pending: maxUnsettled,
      // Who handles the messages counts the tries itself, so that the last one is not given up in silence.
      max_deliver: -1,
    });
    this.read();
  }

  /** Takes no more, and gives back what is on its way; what was taken can still be settled. At most 2 s. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.pull?.giveBack();
  }

  private read(): void {
    if (this.isStopped) return;
    const { name, maxInHand } = this.options;
    const room = (): number => maxInHand - this.inHand;
    const options = { stream: UPSTREAM_STREAM, consumer: name, ahead: maxInHand, room };
    const message = (one: DeliveredMessage): void => void this.take(one);
    this.pull = new ConsumerPull(this.bus, options, { message, lost: () => void this.readAgain() });
    this.pull.start();
  }

  private async take(message: DeliveredMessage): Promise<void> {
    this.inHand++;
    await this.onMessage(message);
    this.inHand--;
    this.pull?.more();
  }

  /** Asks for messages as soon as there is a consumer that can be asked. */
  private async readAgain(): Promise<void> {
    this.onRetry(new Error('the consumer is gone'));
    while (!this.isStopped) {
      await delay(RETRY_WAIT_MS, undefined, { ref: false });
      try {
        await DurableAssets.of(this.bus).ensure(UPSTREAM_STREAM);
        break;
      } catch (error) {
        this.onRetry(error);
      }
    }
    this.read();
  }
}
