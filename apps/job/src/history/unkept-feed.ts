import { AckedPublisher, newestBatch, StoreClock, type Bus } from '#bus';
import { HistoryBatch, subjects } from '#contracts';
import { withinTime } from '#limits';
import { isExpired, type ReceivedTask } from '../dispatch/received-task.js';
import type { Feeds, PartitionFeed } from './history-feed.js';
import { targetsOf } from './targets.js';

const PUBLISH_TIMEOUT_MS = 1_000;
/** A batch of each partition. */
const MAX_PENDING = 10_000;
/** How often at most the stream of the history is looked at. */
const LOOK_INTERVAL_MS = 1_000;
/** The same where that failed, as without such a stream. */
const PAUSE_MS = 10_000;
/** Deliveries wait no longer for it. */
const PATIENCE_MS = 100;

export interface UnkeptFeedOptions {
  readonly publisher: Pick<AckedPublisher, 'publish'>;
  readonly clock: Pick<StoreClock, 'now'>;
  /** The newest batch of a partition that waits; null = none does, or no job ever kept a history. @throws AppError `unavailable` */
  newestBatch(partition: number): Promise<Pick<HistoryBatch, 'epoch' | 'unkept'> | null>;
}

/**
 * What a job without a history has in place of the feed. Others may keep one, or may have kept one until now, and do so again later:
 * their writer then finds a batch that says that messages are missing, which it could not see otherwise. Where no job ever kept a
 * history there is no stream for it, and nothing happens.
 */
export class UnkeptFeed implements Pick<PartitionFeed, 'beside' | 'end' | 'ready'> {
  /** Newest message that the history would have got, and that no batch of this job names. 0 = there is none. */
  private newest = { epoch: 0, id: 0 };
  private looking: Promise<void> | undefined;
  /** The next look; none comes before it. */
  private later: NodeJS.Timeout | undefined;
  private hasEnded = false;

  constructor(
    private readonly partition: number,
    private readonly options: UnkeptFeedOptions,
  ) {}

  async ready(): Promise<void> {}

  /** Delivers a batch, and says at the same time that the history does not get it. */
  async beside<Outcome>(
    tasks: readonly ReceivedTask[],
    deliver: (tasks: readonly ReceivedTask[]) => Promise<Outcome>,
  ): Promise<Outcome> {
    const now = this.options.clock.now();
    for (const { task, epoch, id } of tasks) {
      const isKept = !task.transient && !isExpired(task, now) && targetsOf(task).some((target) => target !== undefined);
      if (isKept && (epoch !== this.newest.epoch || id > this.newest.id)) this.newest = { epoch, id };
    }
    const [delivered] = await Promise.allSettled([deliver(tasks), this.look()]);
    if (delivered.status === 'rejected') throw delivered.reason;
    return delivered.value;
  }

  /** Whoever has the partition next may keep a history: what waited may have been written meanwhile. */
  async end(): Promise<void> {
    this.hasEnded = true;
    clearTimeout(this.later);
    await this.looking;
    if (this.newest.id > 0) await this.tell().catch(() => undefined);
  }

  private async look(): Promise<void> {
    if (this.newest.id === 0 || this.looking || this.later) return;
    this.looking = this.tellUnlessTold().then(
      () => this.lookAgainIn(LOOK_INTERVAL_MS),
      () => this.lookAgainIn(PAUSE_MS),
    );
    await withinTime(PATIENCE_MS, this.looking);
  }

  /** Also where nothing comes any more: a writer that runs meanwhile has read what waited before the last messages came. */
  private lookAgainIn(ms: number): void {
    this.looking = undefined;
    if (this.hasEnded) return;
    const look = (): void => {
      this.later = undefined;
      void this.look();
    };
    this.later = setTimeout(look, ms).unref();
  }

  /** One that waits counts for what comes after it, too. */
  private async tellUnlessTold(): Promise<void> {
    const waiting = await this.options.newestBatch(this.partition);
    if (!waiting?.unkept || waiting.epoch !== this.newest.epoch) await this.tell();
  }

  private async tell(): Promise<void> {
    const { partition, newest } = this;
    const { epoch, id } = newest;
    const batch = HistoryBatch.encode({ epoch, partition, upTo: id, after: id, rows: [], unkept: true }).finish();
    await this.options.publisher.publish(subjects.historyPartition(partition), batch);
    if (this.newest === newest) this.newest = { epoch: 0, id: 0 };
  }
}

export function unkeptFeeds(bus: Bus): Feeds {
  const publisher = new AckedPublisher(bus, PUBLISH_TIMEOUT_MS, { current: { maxPending: MAX_PENDING } });
  const clock = StoreClock.of(bus);
  const newest = (partition: number): ReturnType<typeof newestBatch> => newestBatch(bus, partition);
  return { open: (partition) => new UnkeptFeed(partition, { publisher, clock, newestBatch: newest }) };
}
