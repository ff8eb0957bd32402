import { setTimeout as delay } from 'node:timers/promises';
import {
  jetstream,
  type JetStreamManager,
  type NextMsgRequest,
  type SeqMsgRequest,
  type StreamInfo,
} from '@nats-io/jetstream';
import { AppError } from '#contracts';
import type { Bus } from './bus.js';
import { ConsumerLook } from './consumer-look.js';
import { ConsumerPull } from './consumer-pull.js';
import { DurableAssets } from './durable/durable-assets.js';
import type { QueuedTask } from './pulled-message.js';

export interface WorkQueue {
  readonly stream: string;
  /** Name of the durable consumer. */
  readonly consumer: string;
  /** What the consumer gives out: nobody else has a consumer of it. */
  readonly subject: string;
}

/** Acknowledgements are counted by then. */
const COUNTED_MS = 250;

/**
 * Pulls what a durable consumer of a work queue gives out. One process at a time may do so: the holder of a lease. So what it
 * gets is in the order of the stream.
 *
 * It puts right what a server of 2.9 does that was killed. Messages that were acknowledged in its last minutes are in the
 * stream again: nobody gets them, but they count as waiting. And the consumer may take messages that are gone for such as
 * wait to be given out again: as long as something older is in the stream, it tries those over and over, and gives nothing else.
 */
export class WorkConsumer {
  private readonly look: ConsumerLook;
  private readonly assets: DurableAssets;
  private pull: ConsumerPull | undefined;
  private isLooking = false;
  /** A start that is overtaken by a stop comes to nothing. */
  private stops = 0;
  /** Stream sequence: what was given out before this process pulled. A server that was killed may have some of that again. */
  private givenBefore = 0;
  /** Stream sequence: of what was acknowledged up to it nothing is in the stream. */
  private cleanUpTo = 0;

  constructor(
    private readonly bus: Bus,
    private readonly queue: WorkQueue,
  ) {
    this.look = new ConsumerLook(bus, queue.stream, queue.consumer);
    this.assets = DurableAssets.of(bus);
  }

  /**
   * Messages that were given out and are not acknowledged, of this process or another.
   *
   * @throws AppError `unavailable`
   */
  async unacknowledged(): Promise<number> {
    return (await this.look.info()).num_ack_pending;
  }

  /**
   * Starts pulling up to `prefetch` messages ahead.
   *
   * @param onLost the consumer is gone, with what it knew of acknowledgements: nothing more comes. Call `start` again.
   * @param mayPullFor so many milliseconds this process may have messages, from now on: by its lease
   * @throws AppError `unavailable`
   */
  async start(
    prefetch: number,
    onTask: (task: QueuedTask) => void,
    onLost: () => void = () => undefined,
    mayPullFor?: () => number,
  ): Promise<void> {
    this.stop();
    const { stops } = this;
    await this.forgetGone();
    if (this.stops !== stops) return;
    const { stream, consumer } = this.queue;
    const options = { stream, consumer, ahead: prefetch, mayPullFor };
    const pull = new ConsumerPull(this.bus, options, { message: onTask, lost: onLost });
    this.pull = pull;
    try {
      const { epoch, info } = await this.look.withEpoch();
      pull.start(epoch);
      if (this.pull !== pull) return;
      this.givenBefore = info.delivered.stream_seq;
      // Whatever was removed before may be back by now.
      this.cleanUpTo = 0;
      this.assets.on('looked', this.looked);
    } catch (error) {
      pull.stop();
      throw error;
    }
  }

  stop(): void {
    this.stops++;
    this.assets.off('looked', this.looked);
    this.pull?.stop();
    this.pull = undefined;
  }

  /** Where the consumer knows of messages that are gone, it is made anew: then it gives out all that is not acknowledged. */
  private async forgetGone(): Promise<void> {
    const { stream, consumer } = this.queue;
    try {
      if ((await this.gone()) <= 0) return;
      await delay(COUNTED_MS);
      const gone = await this.gone();
      if (gone <= 0) return;
      const manager = await this.manager();
      await manager.consumers.delete(stream, consumer);
      this.tell('forgotten', `${gone} messages that it was to give out are gone, so it is made anew`);
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      throw new AppError('unavailable', `cannot compare the consumer ${consumer} with ${stream}`, { cause });
    }
    await this.assets.ensure(stream);
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
    const { pull } = this;
    const { ack_floor, delivered, num_ack_pending } = await this.look.info();
    const worked = num_ack_pending === 0 ? delivered.stream_seq : ack_floor.stream_seq;
    if (!pull || this.pull !== pull) return;
    // What was given out since is not back: the server was not killed since.
    if (worked >= this.givenBefore) this.assets.off('looked', this.looked);
    const { stream, subject } = this.queue;
    const manager = await this.manager();
    let dropped = 0;
    // One by one: a server of 2.9 that purges a subject forgets what its consumer has given out, and never gives it again.
    while (this.pull === pull && this.cleanUpTo < worked) {
      const query: NextMsgRequest & SeqMsgRequest = { next_by_subj: subject, seq: this.cleanUpTo + 1 };
      const found = await manager.streams.getMessage(stream, query);
      if (!found || found.seq > worked) this.cleanUpTo = worked;
      else {
        await manager.streams.deleteMessage(stream, found.seq, false);
        this.cleanUpTo = found.seq;
        dropped++;
      }
    }
    if (dropped > 0) this.tell('returned', `${dropped} messages were back that had been worked, and are removed`);
  }

  private tell(reason: 'returned' | 'forgotten', detail: string): void {
    this.assets.repaired({ asset: `${this.queue.stream}/${this.queue.consumer}`, reason, detail });
  }

  private manager(): Promise<JetStreamManager> {
    return jetstream(this.bus.connection).jetstreamManager(false);
  }
}
