import { AppError, epochOf, partitionConsumer, PUSH_STREAM, sequenceOf, subjects } from '#contracts';
import type { Bus } from '../connection/bus.js';
import { ConsumerLook } from '../consumers/consumer-look.js';
import { DurableAssets } from '../durable/durable-assets.js';
import { newestBatch } from './history-stream.js';
import { jetStreamApi, newestMessage } from './jetstream-api.js';

/** Where a partition of the push queue is. */
export interface PushPosition {
  /** Incarnation of the push stream. */
  readonly epoch: number;
  /** Stream sequence: all tasks of the partition up to it have been worked. 0 = none was. */
  readonly worked: number;
  /**
   * Stream sequence: no task up to it is yet to be given to a job. It moves on with the tasks of other partitions, so there
   * may be no task of this one at it. 0 = none was given.
   */
  readonly given: number;
  /** Stream sequence of the newest task of the partition; 0 = all are worked. */
  readonly pushed: number;
}

/** The same, with what the history is to have. */
export interface PushPositionNow extends PushPosition {
  /**
   * Stream sequence: once the history is so far with the partition, it has all that was given before. 0 = it has it already.
   */
  readonly unwritten: number;
}

const RECENT_MS = 200;

interface Recent {
  readonly at: number;
  readonly position: PushPositionNow;
}

/** Tells how far the push queue is worked. Whoever asks for one partition at the same time shares the request. */
export class PushPositions {
  private readonly reading = new Map<number, Promise<PushPositionNow>>();
  private readonly next = new Map<number, Promise<PushPositionNow>>();
  private readonly recent = new Map<number, Recent>();
  /** The look at the stream of those who ask in this turn. */
  private epochLook: Promise<number> | undefined;
  /** The newest task that was seen in the push stream, of whichever partition. */
  private newest = { epoch: 0, sequence: 0 };
  private newestLook: Promise<void> | undefined;

  constructor(private readonly bus: Bus) {}

  /** As it was at most 200 ms ago. @throws AppError `unavailable` */
  async about(partition: number): Promise<PushPosition> {
    return this.recently(partition) ?? this.reading.get(partition) ?? this.now(partition);
  }

  /**
   * As it was at most 200 ms ago, and when a task had been given already; as it is now, where that is not known. What the
   * history is to have then has the task with it.
   *
   * @param sequence of the task
   * @throws AppError `unavailable`
   */
  async whenGiven(partition: number, epoch: number, sequence: number): Promise<PushPositionNow> {
    const known = this.recently(partition);
    return known?.epoch === epoch && known.given >= sequence ? known : this.now(partition);
  }

  /** As it is after this was called: a request that is under way already is not enough. @throws AppError `unavailable` */
  now(partition: number): Promise<PushPositionNow> {
    const running = this.reading.get(partition);
    if (!running) return this.read(partition);
    let next = this.next.get(partition);
    if (!next) {
      const afterwards = (): Promise<PushPositionNow> => {
        this.next.delete(partition);
        return this.read(partition);
      };
      next = running.then(afterwards, afterwards);
      this.next.set(partition, next);
    }
    return next;
  }

  /**
   * Whether the push stream was there and so far before this was called: tasks of all partitions count, and those that were removed.
   * The stream is looked at only where it is not known to have been.
   *
   * @throws AppError `unavailable`
   */
  async wasAt(epoch: number, sequence: number): Promise<boolean> {
    const isKnown = (): boolean =>
      epoch < this.newest.epoch || (epoch === this.newest.epoch && sequence <= this.newest.sequence);
    // A look that is under way may have begun before.
    for (let looks = 0; looks < 2 && !isKnown(); looks++) {
      await (this.newestLook ??= this.seeNewest().finally(() => (this.newestLook = undefined)));
    }
    return isKnown();
  }

  private async seeNewest(): Promise<void> {
    try {
      const { created, state } = await (await jetStreamApi(this.bus)).streams.info(PUSH_STREAM);
      this.newest = { epoch: epochOf(created), sequence: state.last_seq };
    } catch (cause) {
      DurableAssets.of(this.bus).suspect(PUSH_STREAM);
      throw new AppError('unavailable', `cannot look at the stream ${PUSH_STREAM}`, { cause });
    }
  }

  private read(partition: number): Promise<PushPositionNow> {
    const reading = this.ask(partition).finally(() => this.reading.delete(partition));
    this.reading.set(partition, reading);
    return reading;
  }

  private recently(partition: number): PushPositionNow | undefined {
    const known = this.recent.get(partition);
    return known && performance.now() - known.at < RECENT_MS ? known.position : undefined;
  }

  private async ask(partition: number): Promise<PushPositionNow> {
    const look = new ConsumerLook(this.bus, PUSH_STREAM, partitionConsumer(partition));
    const [epoch, info] = await Promise.all([this.epochNow(look), look.info()]);
    const [task, handed] = await Promise.all([
      info.num_ack_pending + info.num_pending > 0 &&
        newestMessage(this.bus, PUSH_STREAM, subjects.pushPartition(partition)),
      newestBatch(this.bus, partition),
    ]);
    const given = info.delivered.stream_seq;
    const pushed = task ? task.seq : 0;
    // Tasks that were acknowledged are in the history, or on their way to it, though an older one is still worked.
    const handedOver = handed ? sequenceOf(BigInt(handed.upTo)) : 0;
    const unwritten = Math.max(Math.min(pushed, given), handedOver);
    const position = { epoch, worked: info.ack_floor.stream_seq, given, pushed, unwritten };
    this.recent.set(partition, { at: performance.now(), position });
    return position;
  }

  /** Of the stream, which all partitions share: whoever asks for several at once has it looked at once. */
  private epochNow(look: ConsumerLook): Promise<number> {
    if (!this.epochLook) {
      this.epochLook = look.epoch();
      queueMicrotask(() => (this.epochLook = undefined));
    }
    return this.epochLook;
  }
}
