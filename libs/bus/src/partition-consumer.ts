import { AppError, partitionConsumer, PUSH_STREAM } from '#contracts';
import { jetstream, type ConsumerMessages } from '@nats-io/jetstream';
import type { Bus } from './bus.js';

/** A task of the queue, with its ways to be settled. Each of them is sent without waiting. */
export interface QueuedTask {
  readonly subject: string;
  readonly data: Uint8Array;
  /** Stream sequence: the task's id. */
  readonly seq: number;
  /** 1 at the first delivery. */
  readonly info: { readonly deliveryCount: number };
  ack(): void;
  /** Give it out again after `delayMs`. */
  nak(delayMs: number): void;
  /** It is being worked: start its acknowledgement time anew. */
  working(): void;
  /** Never give it out again. */
  term(): void;
}

const FETCH_EXPIRES_MS = 10_000;

/** Pulls the tasks of one partition of the push queue. One process at a time may do so: the lease's holder. */
export class PartitionConsumer {
  private messages: ConsumerMessages | undefined;
  private generation = 0;

  constructor(
    private readonly bus: Bus,
    private readonly partition: number,
  ) {}

  /**
   * Tasks that were given out and are not acknowledged, of this process or another.
   *
   * @throws AppError `unavailable`
   */
  async unacknowledged(): Promise<number> {
    try {
      const manager = await jetstream(this.bus.connection).jetstreamManager();
      const info = await manager.consumers.info(PUSH_STREAM, partitionConsumer(this.partition));
      return info.num_ack_pending;
    } catch (cause) {
      throw new AppError('unavailable', `cannot look at partition ${this.partition}`, { cause });
    }
  }

  /**
   * Starts pulling up to `prefetch` tasks ahead.
   *
   * @throws AppError `unavailable`
   */
  async start(prefetch: number, onTask: (task: QueuedTask) => void): Promise<void> {
    const generation = ++this.generation;
    try {
      const consumer = await jetstream(this.bus.connection).consumers.get(
        PUSH_STREAM,
        partitionConsumer(this.partition),
      );
      const messages = await consumer.consume({
        max_messages: prefetch,
        expires: FETCH_EXPIRES_MS,
        callback: (message) => {
          // What still arrives after a stop is left unacknowledged, and comes again.
          if (generation === this.generation) onTask(message);
        },
      });
      if (generation === this.generation) this.messages = messages;
      else messages.stop();
    } catch (cause) {
      throw new AppError('unavailable', `cannot read partition ${this.partition}`, { cause });
    }
  }

  stop(): void {
    this.generation++;
    this.messages?.stop();
    this.messages = undefined;
  }
}
