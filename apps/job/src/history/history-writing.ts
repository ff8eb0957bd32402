import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import {
  HistoryConsumer,
  historyStreamPlace,
  settled,
  waitingBatches,
  type AckedPublisher,
  type Bus,
  type QueuedTask,
} from '#bus';
import { errorText, HistoryBatch, subjects, type MessageId } from '#contracts';
import { HistoryUnavailable, type HistoryWriter } from '#history';
import { BatchLoop } from '../batches/batch-loop.js';
import { publishDeadLetter } from '../batches/dead-letter.js';
import { BatchStore, type StoreCounts } from './batch-store.js';
import { LostCommits } from './lost-commits.js';
import type { Pruning } from './pruning.js';

/** Batches that are fetched ahead. */
const PREFETCH = 100;
/** Partitions that are written at a time. */
const LANES = 4;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;
/** How often the writer looks whether the database still has what was written. */
const LOOK_INTERVAL_MS = 1_000;

export interface HistoryWritingOptions {
  readonly bus: Bus;
  readonly writer: HistoryWriter;
  readonly letters: Pick<AckedPublisher, 'publish'>;
  readonly pruning: Pruning;
  /** Resolves when the database can be used for the first time: whoever opens it says why it can't be. */
  readonly opened: () => Promise<void>;
}

/** The time in which this job may write. The next one may begin while statements of the last are still in flight. */
interface Term {
  readonly store: BatchStore;
  readonly lost: LostCommits;
  readonly ending: AbortSignal;
}

/** Writes the history while this job is allowed to: the one that holds the lease of partition 0. */
export class HistoryWriting {
  readonly counts: StoreCounts = { rows: 0, gaps: 0, refused: 0, unavailable: 0 };
  /** Calls that failed for another reason than that the database was away. Only grows. */
  otherFailures = 0;
  private readonly logger = new Logger(HistoryWriting.name);
  /** Ends the term. */
  private stop: (() => Promise<unknown>) | undefined;
  private isFailing = false;

  constructor(private readonly options: HistoryWritingOptions) {}

  get isWriting(): boolean {
    return this.stop !== undefined;
  }

  /** @param partitions of the push queue */
  begin(lease: { validForMs(): number }, partitions: number): void {
    const { bus, pruning, opened } = this.options;
    const ending = new AbortController();
    const store = this.newStore();
    const term: Term = { store, lost: this.lostCommits(store, partitions), ending: ending.signal };
    const loop = new BatchLoop({
      bus,
      consumer: new HistoryConsumer(bus),
      mayGoOnFor: () => lease.validForMs(),
      prefetch: () => PREFETCH,
      linger: () => ({ ms: 0 }),
      ready: async () => {
        await opened();
        await this.untilDone(term, () => term.lost.look());
      },
      work: (batch) => this.work(batch, term),
      onError: (err) => this.logger.warn('cannot read what waits for the history, trying again', { err }),
    });
    // Also while nothing is pushed: whoever catches up meanwhile is to be told. Where it fails, the next look does it.
    const looks = setInterval(() => void term.lost.look().catch(() => undefined), LOOK_INTERVAL_MS);
    this.stop = () => {
      clearInterval(looks);
      ending.abort();
      return Promise.all([loop.stop(), pruning.stop()]);
    };
    pruning.start();
  }

  /**
   * Takes up nothing more, from the call on, and resolves when the statements in flight have ended. What is not written comes
   * again, to whoever goes on, who need not wait for that.
   */
  async end(): Promise<void> {
    const { stop } = this;
    this.stop = undefined;
    await stop?.();
  }

  private lostCommits(store: BatchStore, partitions: number): LostCommits {
    const { bus, writer } = this.options;
    return new LostCommits({
      writer,
      store,
      partitions,
      streamPlace: () => historyStreamPlace(bus),
      settled: (partition) => settled(bus, partition),
      onLost: () => this.logger.error('the database has lost the newest messages of the history: they are a gap'),
    });
  }

  private newStore(): BatchStore {
    return new BatchStore({
      writer: this.options.writer,
      counts: this.counts,
      earlier: (place, from, to) => this.earlier(place, from, to),
      delivered: async (place) => {
        const { epoch, upTo } = await settled(this.options.bus, place.partition);
        return epoch === place.epoch ? BigInt(upTo) : 0n;
      },
      refuse: (batch, reason) => this.refuse(batch, reason),
      onGap: ({ from, to, ...gap }) =>
        this.logger.error('the history has a gap', { ...gap, from: String(from), to: String(to) }),
    });
  }

  private async work(queued: readonly QueuedTask[], term: Term): Promise<void> {
    const { stream } = term.lost;
    const lanes = new Map<string, HistoryBatch[]>();
    const unreadable = new Set<QueuedTask>();
    for (const one of queued) {
      const batch = decode(one);
      if (!batch) {
        await this.letter(one.subject, one.data, `batch-${one.id}`, 'the batch of the history cannot be decoded');
        unreadable.add(one);
        continue;
      }
      const lane = `${batch.epoch}:${batch.partition}`;
      const batches = lanes.get(lane);
      if (batches) batches.push(batch);
      else lanes.set(lane, [batch]);
    }
    const waiting = [...lanes.values()];
    const writeSome = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const batches = next;
        await this.untilDone(term, () => term.store.write(batches));
      }
    };
    await Promise.all(Array.from({ length: LANES }, writeSome));
    const newest = Math.max(...queued.map(({ seq }) => seq));
    if (!(await this.untilDone(term, () => term.lost.written(newest, stream)))) return;
    for (const one of queued) {
      if (unreadable.has(one)) one.term();
      else one.ack();
    }
  }

  /**
   * Until the database has done it, however long it is away; meanwhile JetStream is told that batches are worked.
   *
   * @returns false where the term ends before
   */
  private async untilDone({ lost, ending }: Term, work: () => Promise<void>): Promise<boolean> {
    for (let pause = FIRST_RETRY_MS; !ending.aborted; pause = Math.min(pause * 2, LONGEST_RETRY_MS)) {
      try {
        await work();
        this.succeeded();
        return true;
      } catch (error) {
        this.failed(error);
      }
      await delay(pause, undefined, { signal: ending }).catch(() => undefined);
      // It may be another one that answers now.
      if (!ending.aborted) await lost.look().catch(() => undefined);
    }
    return false;
  }

  private succeeded(): void {
    if (this.isFailing) this.logger.log('the history is written again');
    this.isFailing = false;
  }

  private failed(error: unknown): void {
    if (!(error instanceof HistoryUnavailable)) this.otherFailures++;
    if (!this.isFailing)
      this.logger.warn('cannot write the history, trying until it can', { reason: errorText(error) });
    this.isFailing = true;
  }

  /** What somebody else was given, and what comes later than it should: a server that is busy, or that was killed, does so. */
  private async earlier(
    place: { readonly epoch: number; readonly partition: number },
    from: MessageId,
    to: MessageId,
  ): Promise<HistoryBatch[]> {
    const found: HistoryBatch[] = [];
    for await (const data of waitingBatches(this.options.bus, place.partition)) {
      const batch = decode({ data });
      if (batch?.epoch !== place.epoch) continue;
      if (BigInt(batch.after) >= to) break;
      if (BigInt(batch.upTo) > from) found.push(batch);
    }
    return found;
  }

  /** As a batch of its own, which operators can look at and publish again. */
  private async refuse(batch: HistoryBatch, reason: string): Promise<void> {
    const { epoch, partition, rows } = batch;
    const [row] = rows;
    this.logger.warn('the database refuses a message: it is a dead letter', { epoch, partition, id: row?.id, reason });
    const subject = subjects.historyPartition(partition);
    const id = `history-${epoch}-${row?.id}-${row?.targets.join(',')}`;
    await this.letter(subject, HistoryBatch.encode(batch).finish(), id, reason);
  }

  private async letter(subject: string, data: Uint8Array, id: string, reason: string): Promise<void> {
    const partition = Number(subject.split('.').at(-1));
    // Of targets, which may hold anything.
    const plainId = Buffer.from(id).toString('base64url');
    await publishDeadLetter(this.options.letters, { partition, data, id: plainId, reason, subject });
  }
}

function decode({ data }: Pick<QueuedTask, 'data'>): HistoryBatch | undefined {
  try {
    return HistoryBatch.decode(data);
  } catch {
    return undefined;
  }
}
