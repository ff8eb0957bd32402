import { setTimeout as delay } from 'node:timers/promises';
import type { AckedPublisher, Bus, HandedOver, StoreClock } from '#bus';
import { AppError, errorText, HistoryBatch, isStoredWith, subjects, type HistoryRow } from '#contracts';
import { isExpired, type ReceivedTask } from '../dispatch/received-task.js';
import { PreviousIds, type PreviousIdsOptions } from './previous-ids.js';
import { targetsOf } from './targets.js';

/** Bytes of a batch, unless one message alone is longer. */
const MAX_BATCH_BYTES = 256 * 1_024;
/** What a row has beside its body and its targets, at most. */
const ROW_BYTES = 320;
const TRY_AGAIN_MS = 100;
/**
 * How long a stream that does not answer holds up what comes after tasks that were delivered: a server that is started again
 * takes seconds to have its streams back. Once that was in vain, the next ones are held up for as long as a busy server takes.
 */
const PATIENCE_MS = 30_000;
const SHORT_PATIENCE_MS = 2_000;
/** How often the writer is told of a loss, until it is. */
const TELL_INTERVAL_MS = 1_000;

/** Counts that only grow; the metrics read them. */
export interface FeedCounts {
  batches: number;
  /** Messages that the history does not get, since its stream was full. */
  lostFull: number;
  /** Messages that the history does not get, since its stream did not take them in time. */
  lostUnavailable: number;
}

export interface HistoryFeedOptions extends PreviousIdsOptions {
  readonly bus: Pick<Bus, 'isConnected' | 'joinedBytes'>;
  readonly publisher: Pick<AckedPublisher, 'publish'>;
  readonly clock: StoreClock;
  /** Milliseconds, for tests. */
  readonly patience?: number;
  /** Milliseconds, for tests. */
  readonly tellInterval?: number;
  /** What was handed over of a partition before it is worked here. @throws AppError `unavailable` */
  handedOver(partition: number): Promise<HandedOver>;
  /** @param reason for people */
  onLost(partition: number, messages: number, reason: string): void;
}

/** What learns of all that is delivered of a partition: whoever begins to work it opens one, and ends it. */
export interface Feeds {
  open(partition: number): Pick<PartitionFeed, 'beside' | 'end' | 'ready'>;
}

/** Hands the messages of this job's partitions to the writer of the history, by a stream of their own. */
export class HistoryFeed {
  readonly counts: FeedCounts = { batches: 0, lostFull: 0, lostUnavailable: 0 };
  private readonly feeds = new Set<PartitionFeed>();

  constructor(private readonly options: HistoryFeedOptions) {}

  /** Whoever begins to work a partition begins with a feed of its own, and ends it. */
  open(partition: number): PartitionFeed {
    const feed = new PartitionFeed(partition, this.counts, this.options, () => this.feeds.delete(feed));
    this.feeds.add(feed);
    return feed;
  }

  /** The stream was deleted and made anew: what waited in it is lost. */
  streamLost(): void {
    for (const feed of this.feeds) feed.mayMiss();
  }
}

/** The messages of one partition, in their order. */
export class PartitionFeed {
  private readonly previous: PreviousIds;
  /** Every message up to this id was handed over, or is lost. */
  private handedOver = 0;
  private epoch = 0;
  private isAwaitedInVain = false;
  private beginning: Promise<void> | undefined;
  /** Something is lost, or may be, and no batch has said so since. */
  private isLossUntold = false;
  private isPublishing = false;
  private telling: Promise<void> | undefined;
  /** The batch that tells of a loss, while it is on its way. */
  private told: Promise<void> | undefined;
  private readonly ending = new AbortController();

  constructor(
    private readonly partition: number,
    private readonly counts: FeedCounts,
    private readonly options: HistoryFeedOptions,
    private readonly onEnd: () => void,
  ) {
    this.previous = new PreviousIds(options);
  }

  /**
   * Resolves when it is known what was handed over before. What came before each target's next message may not be, for now.
   *
   * @throws AppError `unavailable`
   */
  async ready(): Promise<void> {
    this.beginning ??= this.begin();
    await Promise.all([this.previous.ready(), this.beginning]);
  }

  /** What was handed over may be lost: whoever asks for it is to be told, also where nothing is pushed any more. */
  mayMiss(): void {
    if (this.handedOver === 0 || this.ending.signal.aborted) return;
    this.isLossUntold = true;
    this.telling ??= this.tell();
  }

  /**
   * Resolves when it tells of no loss any more. A batch that is in flight fails soon where its stream does not answer: it comes
   * again to whoever works the partition next, who has all the patience.
   */
  async end(): Promise<void> {
    this.onEnd();
    this.ending.abort();
    await this.telling;
  }

  private async begin(): Promise<void> {
    try {
      const { epoch, upTo, isInDoubt } = await this.options.handedOver(this.partition);
      this.epoch = epoch;
      this.handedOver = upTo;
      if (isInDoubt) this.mayMiss();
    } catch (error) {
      this.beginning = undefined;
      throw error;
    }
  }

  /**
   * Delivers a batch, whose tasks then say which messages came before theirs, and hands it over at the same time. Resolves, or
   * rejects as the delivery does, when both are over.
   *
   * @throws AppError `unavailable` where the bus broke, too
   */
  async beside<Outcome>(
    tasks: readonly ReceivedTask[],
    deliver: (tasks: readonly ReceivedTask[]) => Promise<Outcome>,
  ): Promise<Outcome> {
    if (tasks.length === 0) return deliver(tasks);
    const now = this.options.clock.now();
    const isKept = ({ task }: ReceivedTask): boolean => !task.transient && !isExpired(task, now);
    const prevs = await this.previous.of(tasks, isKept);
    const linked = tasks.map((received, n) => ({ ...received, prevs: prevs[n]! }));
    const [delivered, handed] = await Promise.allSettled([deliver(linked), this.handOver(tasks, isKept)]);
    if (delivered.status === 'rejected') throw delivered.reason;
    if (handed.status === 'rejected') throw handed.reason;
    this.previous.keep();
    return delivered.value;
  }

  /**
   * Batches one after another: the writer takes a later one for a sign that an earlier one is lost. A group is in one batch,
   * for which it is short enough: whoever waits for its first message waits for all of it.
   */
  private async handOver(tasks: readonly ReceivedTask[], isKept: (task: ReceivedTask) => boolean): Promise<void> {
    const { epoch } = tasks[0]!;
    if (epoch !== this.epoch) {
      this.epoch = epoch;
      this.handedOver = 0;
      this.isLossUntold = false;
    }
    const maxBytes = this.options.bus.joinedBytes(MAX_BATCH_BYTES);
    let rows: HistoryRow[] = [];
    let bytes = 0;
    // One that was missed comes again behind later ones.
    let upTo = 0;
    for (const received of tasks) {
      const row = isKept(received) ? rowOf(received) : undefined;
      const length = row ? lengthOf(row) : 0;
      const isInGroup = upTo > 0 && isStoredWith(upTo, received.id);
      if (rows.length > 0 && !isInGroup && bytes + length > maxBytes) {
        await this.publish(rows, upTo);
        rows = [];
        bytes = 0;
      }
      if (row) rows.push(row);
      bytes += length;
      upTo = Math.max(upTo, received.id);
    }
    await this.publish(rows, upTo);
  }

  private async publish(rows: HistoryRow[], upTo: number): Promise<void> {
    this.isPublishing = true;
    try {
      await this.told;
      this.isLossUntold = !(await this.isTaken(rows, upTo));
      this.handedOver = Math.max(this.handedOver, upTo);
    } finally {
      this.isPublishing = false;
    }
    if (this.isLossUntold) this.mayMiss();
  }

  /** @returns whether it is with the writer; else it is lost */
  private async isTaken(rows: HistoryRow[], upTo: number): Promise<boolean> {
    const { partition } = this;
    const { patience = PATIENCE_MS } = this.options;
    const deadline = performance.now() + (this.isAwaitedInVain ? Math.min(patience, SHORT_PATIENCE_MS) : patience);
    for (;;) {
      try {
        await this.send(rows, upTo);
        this.isAwaitedInVain = false;
        return true;
      } catch (error) {
        if (!this.options.bus.isConnected) throw error;
        const isFull = error instanceof AppError && error.code === 'queue-full';
        if (isFull || performance.now() > deadline) {
          this.isAwaitedInVain = !isFull;
          if (isFull) this.counts.lostFull += rows.length;
          else this.counts.lostUnavailable += rows.length;
          this.options.onLost(partition, rows.length, errorText(error));
          return false;
        }
        if (this.ending.signal.aborted) throw error;
      }
      await delay(TRY_AGAIN_MS, undefined, { signal: this.ending.signal }).catch(() => undefined);
    }
  }

  private async send(rows: HistoryRow[], upTo: number): Promise<void> {
    const { epoch, partition, handedOver: after } = this;
    const batch = HistoryBatch.encode({ epoch, partition, upTo, rows, after, unkept: false }).finish();
    await this.options.publisher.publish(subjects.historyPartition(partition), batch);
    this.counts.batches++;
  }

  /** Without messages: that there is something before it which the writer did not get is all that it says. */
  private async tell(): Promise<void> {
    const { signal } = this.ending;
    while (this.isLossUntold && !signal.aborted) {
      await delay(this.options.tellInterval ?? TELL_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
      // A batch that is on its way says the same, and none may come behind a later one.
      if (signal.aborted || this.isPublishing || !this.isLossUntold) continue;
      this.told = this.send([], this.handedOver).then(
        () => void (this.isLossUntold = false),
        () => undefined,
      );
      await this.told;
    }
    this.telling = undefined;
  }
}

/** Undefined where the message is kept for nobody. */
function rowOf(received: ReceivedTask): HistoryRow | undefined {
  const { operation, msg: body, sender, expires, idempotencyKey, former } = received.task;
  // The slices of a member are one target.
  const targets = [...new Set(targetsOf(received.task))].filter((target) => target !== undefined);
  if (targets.length === 0) return undefined;
  const time = Math.trunc(received.storedAt);
  return { id: received.id, targets, operation, body, time, sender, expires, idempotencyKey, former };
}

function lengthOf({ targets, body, idempotencyKey }: HistoryRow): number {
  // In UTF-8 a unit of a string has at most three bytes.
  let bytes = ROW_BYTES + body.length + 3 * idempotencyKey.length;
  for (const target of targets) bytes += 4 + Buffer.byteLength(target);
  return bytes;
}
