import { AppError, partitionConsumer, PUSH_STREAM } from '#contracts';
import { jetstream } from '@nats-io/jetstream';
import type { Msg } from '@nats-io/transport-node';
import type { Bus } from './bus.js';
import { parseDelivery, type Delivery } from './delivery.js';
import { DurableAssets } from './durable/durable-assets.js';
import { PullRequests } from './pull-requests.js';

/** A message that a consumer delivered, with its ways to be settled. Each of them is sent without waiting. */
export interface DeliveredMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  /** Stream sequence. */
  readonly seq: number;
  readonly info: {
    /** 1 at the first delivery. */
    readonly deliveryCount: number;
  };
  ack(): void;
  /** Give it out again after `delayMs`. */
  nak(delayMs: number): void;
  /** It is being worked: start its acknowledgement time anew. */
  working(): void;
  /** Never give it out again. */
  term(): void;
}

/** A task of the queue. */
export interface QueuedTask extends DeliveredMessage {
  /** Names the task among all that were ever queued: the sequence begins anew where the stream was lost. */
  readonly id: string;
}

const ACK = Buffer.from('+ACK');
const WORKING = Buffer.from('+WPI');
const TERM = Buffer.from('+TERM');
const NANOS_PER_MS = 1_000_000;

/** Cost: this object and its `Delivery` a task. */
class PulledTask implements QueuedTask {
  readonly info: Delivery;

  constructor(
    private readonly msg: Msg,
    /** The consumer that gave it out; a newer one with its name must not be told of it. */
    private readonly consumer: { readonly isGone: boolean },
  ) {
    this.info = parseDelivery(msg.reply!);
  }

  get subject(): string {
    return this.msg.subject;
  }

  get data(): Uint8Array {
    return this.msg.data;
  }

  get seq(): number {
    return this.info.streamSequence;
  }

  get id(): string {
    return `${this.seq}-${this.info.storedAt}`;
  }

  ack(): void {
    this.say(ACK);
  }

  nak(delayMs: number): void {
    this.say(Buffer.from(`-NAK {"delay":${delayMs * NANOS_PER_MS}}`));
  }

  working(): void {
    this.say(WORKING);
  }

  term(): void {
    this.say(TERM);
  }

  private say(what: Uint8Array): void {
    if (!this.consumer.isGone) this.msg.respond(what);
  }
}

/** Pulls the tasks of one partition of the push queue. One process at a time may do so: the lease's holder. */
export class PartitionConsumer {
  private readonly name: string;
  private pulls: PullRequests | undefined;
  private generation = 0;

  constructor(
    private readonly bus: Bus,
    private readonly partition: number,
  ) {
    this.name = partitionConsumer(partition);
  }

  /**
   * Tasks that were given out and are not acknowledged, of this process or another.
   *
   * @throws AppError `unavailable`
   */
  async unacknowledged(): Promise<number> {
    try {
      const manager = await jetstream(this.bus.connection).jetstreamManager(false);
      const info = await manager.consumers.info(PUSH_STREAM, this.name);
      return info.num_ack_pending;
    } catch (cause) {
      DurableAssets.of(this.bus).suspect(PUSH_STREAM);
      throw new AppError('unavailable', `cannot look at partition ${this.partition}`, { cause });
    }
  }

  /**
   * Starts pulling up to `prefetch` tasks ahead.
   *
   * @param onLost the consumer is gone, with what it knew of acknowledgements: nothing more comes. Call `start` again.
   * @throws AppError `unavailable`
   */
  async start(
    prefetch: number,
    onTask: (task: QueuedTask) => void,
    onLost: () => void = () => undefined,
  ): Promise<void> {
    this.stop();
    const generation = this.generation;
    await this.unacknowledged();
    if (generation !== this.generation) return;
    const assets = DurableAssets.of(this.bus);
    const consumer = { isGone: false };
    const lost = (): void => {
      if (consumer.isGone) return;
      consumer.isGone = true;
      this.end(generation);
      assets.suspect(PUSH_STREAM);
      onLost();
    };
    const pulls = new PullRequests(this.bus.connection, `${PUSH_STREAM}.${this.name}`, prefetch, {
      // What still arrives after a stop is left unacknowledged, and comes again.
      message: (msg) => {
        if (generation === this.generation) onTask(new PulledTask(msg, consumer));
      },
      lost,
    });
    this.pulls = pulls;
    const deleted = (stream: string, name: string): void => {
      if (stream === PUSH_STREAM && name === this.name) lost();
    };
    // With the stream its consumers are deleted, and said to be.
    assets.on('consumerDeleted', deleted);
    pulls.onStop(() => assets.off('consumerDeleted', deleted));
    pulls.start();
  }

  stop(): void {
    this.end(this.generation);
  }

  private end(generation: number): void {
    if (generation !== this.generation) return;
    this.generation++;
    this.pulls?.stop();
    this.pulls = undefined;
  }
}
