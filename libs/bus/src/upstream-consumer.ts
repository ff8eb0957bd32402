import { setTimeout as delay } from 'node:timers/promises';
import { UPSTREAM_STREAM } from '#contracts';
import { AckPolicy, DeliverPolicy, jetstream, type ConsumerMessages } from '@nats-io/jetstream';
import type { Bus } from './bus.js';
import type { DeliveredMessage } from './partition-consumer.js';

const NANOS_PER_MS = 1_000_000;
const RETRY_WAIT_MS = 1_000;
const FETCH_EXPIRES_MS = 10_000;

interface UpstreamConsumerOptions {
  /** Name of the durable consumer: all processes that give the same share its messages. */
  readonly name: string;
  /** Which messages of the stream. */
  readonly subject: string;
  /** A message that is not settled within this comes again. Milliseconds. */
  readonly ackWaitMs: number;
  /** Messages in flight at a time, over all processes. */
  readonly maxInFlight: number;
}

/**
 * Reads the stream of what clients send by a durable consumer, which keeps its place while nobody reads. It begins behind
 * what the stream holds when the first process starts it, and is created anew where it is found gone.
 */
export class UpstreamConsumer {
  private messages: ConsumerMessages | undefined;
  private isStopped = false;

  constructor(
    private readonly bus: Bus,
    private readonly options: UpstreamConsumerOptions,
    private readonly onMessage: (message: DeliveredMessage) => void,
    private readonly onRetry: (error: unknown) => void,
  ) {}

  /** Resolves when it reads. @throws what the server says where the consumer can't be created */
  async start(): Promise<void> {
    this.messages = await this.open();
    void this.follow(this.messages);
  }

  /** Takes no more; what was given out already can still be settled. */
  stop(): void {
    this.isStopped = true;
    this.messages?.stop();
  }

  private async follow(first: ConsumerMessages): Promise<void> {
    let messages: ConsumerMessages | undefined = first;
    while (!this.isStopped) {
      const error = await messages?.closed();
      if (this.isStopped) return;
      if (error) this.onRetry(error);
      await delay(RETRY_WAIT_MS, undefined, { ref: false });
      messages = await this.open().catch((cause: unknown) => {
        this.onRetry(cause);
        return undefined;
      });
      this.messages = messages;
    }
    this.messages?.stop();
  }

  private async open(): Promise<ConsumerMessages> {
    const { name, subject, ackWaitMs, maxInFlight } = this.options;
    const js = jetstream(this.bus.connection);
    const manager = await js.jetstreamManager(false);
    await manager.consumers.add(UPSTREAM_STREAM, {
      durable_name: name,
      filter_subject: subject,
      deliver_policy: DeliverPolicy.New,
      ack_policy: AckPolicy.Explicit,
      ack_wait: ackWaitMs * NANOS_PER_MS,
      max_ack_pending: maxInFlight,
      // Who handles the messages counts the tries itself, so that the last one is not given up in silence.
      max_deliver: -1,
    });
    const consumer = await js.consumers.get(UPSTREAM_STREAM, name);
    return consumer.consume({
      max_messages: maxInFlight,
      expires: FETCH_EXPIRES_MS,
      abort_on_missing_resource: true,
      callback: (message) => this.onMessage(message),
    });
  }
}
