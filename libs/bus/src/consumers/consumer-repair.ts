import { setTimeout as delay } from 'node:timers/promises';
import {
  jetstream,
  type ConsumerInfo,
  type JetStreamManager,
  type NextMsgRequest,
  type SeqMsgRequest,
  type StreamInfo,
} from '@nats-io/jetstream';
import { AppError } from '#contracts';
import type { Bus } from '../connection/bus.js';
import type { ConsumerLook } from './consumer-look.js';
import { DurableAssets } from '../durable/durable-assets.js';

/** A durable consumer of a work queue, and what it gives out: nobody else has a consumer of that. */
export interface WorkQueue {
  readonly stream: string;
  /** Name of the durable consumer. */
  readonly consumer: string;
  readonly subject: string;
  /** A logic that remembers has the stream count up again where its server had lost its newest messages: then the consumer is not ahead of it any more. */
  readonly isCountedUp?: boolean;
}

/** Acknowledgements are counted by then, and a server of a cluster is up to date. */
const COUNTED_MS = 250;
/** A logic that remembers has begun to have the stream count up by then; where none does, nobody will. */
const COUNTED_UP_WITHIN_MS = 5_000;

/**
 * Puts right what a server of 2.9 does that was killed. Messages that were acknowledged in its last minutes are in the
 * stream again: nobody gets them, but they count as waiting. And the consumer may take messages that are gone for such as
 * wait to be given out again: as long as something older is in the stream, it tries those over and over, and gives nothing else.
 */
export class ConsumerRepair {
  private readonly assets: DurableAssets;
  /** As it was before this process pulled. A server that was killed may have again some of what was given out by then. */
  private before: ConsumerInfo | undefined;
  private isLooking = false;
  /** Stream sequence: of what was acknowledged up to it nothing is in the stream. */
  private cleanUpTo = 0;

  constructor(
    private readonly bus: Bus,
    private readonly queue: WorkQueue,
    private readonly look: ConsumerLook,
  ) {
    this.assets = DurableAssets.of(bus);
  }

  /**
   * Where the consumer knows of messages that are gone, it is made anew: then it gives out all that is not acknowledged. One of a
   * server of 2.9 that is ahead of its stream would pass over all messages up to where it is.
   *
   * @throws AppError `unavailable`
   */
  async forgetGone(): Promise<void> {
    const { stream, consumer } = this.queue;
    try {
      const gone = await this.whatIsGone();
      if (gone === undefined) return;
      const manager = await this.manager();
      await manager.consumers.delete(stream, consumer);
      this.tell('forgotten', `${gone}, so it is made anew`);
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      throw new AppError('unavailable', `cannot compare the consumer ${consumer} with ${stream}`, { cause });
    }
    await this.assets.ensure(stream);
  }

  /** From now on what is back is removed, as the stream is looked at. @param info of the consumer, before anything is pulled */
  watch(info: ConsumerInfo): void {
    this.before = info;
    // Whatever was removed before may be back by now.
    this.cleanUpTo = 0;
    this.assets.on('looked', this.looked);
  }

  unwatch(): void {
    this.before = undefined;
    this.assets.off('looked', this.looked);
  }

  private async whatIsGone(): Promise<string | undefined> {
    if (await this.isLeftAhead()) return 'the newest messages that it gave out are gone';
    if ((await this.gone()) <= 0) return undefined;
    await delay(COUNTED_MS);
    const gone = await this.gone();
    return gone > 0 ? `${gone} messages that it was to give out are gone` : undefined;
  }

  private async isLeftAhead(): Promise<boolean> {
    const deadline = performance.now() + (this.queue.isCountedUp ? COUNTED_UP_WITHIN_MS : COUNTED_MS);
    while (await this.isAhead()) {
      if (performance.now() >= deadline) return true;
      await delay(COUNTED_MS);
    }
    return false;
  }

  private async isAhead(): Promise<boolean> {
    const { delivered } = await this.look.info();
    const manager = await this.manager();
    // Read afterwards: it only grows.
    const { state } = await manager.streams.info(this.queue.stream);
    return delivered.stream_seq > state.last_seq;
  }

  /** Messages that the consumer knows of and the stream has no more; fewer where the stream has some that were worked. */
  private async gone(): Promise<number> {
    const { num_pending, num_ack_pending } = await this.look.info();
    if (num_ack_pending === 0) return 0;
    const { stream, subject } = this.queue;
    const manager = await this.manager();
    // Read afterwards: what is pushed meanwhile makes it greater, and nobody takes anything away.
    const { state } = await manager.streams.info(stream, { subjects_filter: subject });
    const stored = Object.values(state.subjects ?? {}).reduce((sum, count) => sum + count, 0);
    return num_pending + num_ack_pending - stored;
  }

  private readonly looked = (stream: string, { state }: StreamInfo): void => {
    if (stream !== this.queue.stream || state.messages === 0 || this.isLooking) return;
    this.isLooking = true;
    // Where it fails, the next look does it.
    void this.dropReturned()
      .catch(() => undefined)
      .finally(() => (this.isLooking = false));
  };

  /** Removes what was acknowledged, and is in the stream all the same. */
  private async dropReturned(): Promise<void> {
    const { before } = this;
    const { ack_floor, delivered, num_ack_pending } = await this.look.info();
    const worked = num_ack_pending === 0 ? delivered.stream_seq : ack_floor.stream_seq;
    // What was found is of another pull: in a stream that was made anew it would mean other messages.
    if (!before || this.before !== before) return;
    // What was given out since is not back: the server was not killed since.
    if (worked >= before.delivered.stream_seq) this.assets.off('looked', this.looked);
    const { stream, subject } = this.queue;
    const manager = await this.manager();
    let dropped = 0;
    try {
      // One by one: a server of 2.9 that purges a subject forgets what its consumer has given out, and never gives it again.
      while (this.before === before && this.cleanUpTo < worked) {
        const query: NextMsgRequest & SeqMsgRequest = { next_by_subj: subject, seq: this.cleanUpTo + 1 };
        const found = await manager.streams.getMessage(stream, query);
        if (!found || found.seq > worked) this.cleanUpTo = worked;
        else {
          await manager.streams.deleteMessage(stream, found.seq, false);
          this.cleanUpTo = found.seq;
          dropped++;
        }
      }
    } finally {
      if (dropped > 0) this.tell('returned', `${dropped} messages were back that had been worked, and are removed`);
    }
  }

  private tell(reason: 'returned' | 'forgotten', detail: string): void {
    this.assets.repaired({ asset: `${this.queue.stream}/${this.queue.consumer}`, reason, detail });
  }

  private manager(): Promise<JetStreamManager> {
    return jetstream(this.bus.connection).jetstreamManager(false);
  }
}
