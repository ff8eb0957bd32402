import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { HistoryConsumer, waitingBatches, type AckedPublisher, type Bus, type QueuedTask } from '#bus';
import { errorText, HistoryBatch, subjects, type MessageId } from '#contracts';
import { HistoryUnavailable, type HistoryWriter } from '#history';
import { BatchLoop } from '../batches/batch-loop.js';
import { publishDeadLetter } from '../batches/dead-letter.js';
import { BatchStore, type StoreCounts } from './batch-store.js';
import type { Pruning } from './pruning.js';

/** Batches that are fetched ahead. */
const PREFETCH = 100;
/** Partitions that are written at a time. */
const LANES = 4;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;

export interface HistoryWritingOptions {
  readonly bus: Bus;
  readonly writer: HistoryWriter;
  readonly letters: Pick<AckedPublisher, 'publish'>;
  readonly pruning: Pruning;
}

/** A batch of the history with the message that it came in. */
interface Received {
  readonly queued: QueuedTask;
  readonly batch: HistoryBatch;
}

/** The time in which this job may write. The next one may begin while statements of the last are still in flight. */
interface Term {
  readonly loop: BatchLoop;
  readonly ending: AbortController;
}

/** Writes the history while this job is allowed to: the one that holds the lease of partition 0. */
export class HistoryWriting {
  readonly counts: StoreCounts = { rows: 0, gaps: 0, refused: 0, unavailable: 0 };
  /** Calls that failed for another reason than that the database was away. Only grows. */
  otherFailures = 0;
  private readonly logger = new Logger(HistoryWriting.name);
  private term: Term | undefined;
  private isFailing = false;

  constructor(private readonly options: HistoryWritingOptions) {}

  get isWriting(): boolean {
    return this.term !== undefined;
  }

  begin(lease: { validForMs(): number }): void {
    const { bus, pruning } = this.options;
    const ending = new AbortController();
    const store = this.newStore();
    const loop = new BatchLoop({
      bus,
      consumer: new HistoryConsumer(bus),
      mayGoOnFor: () => lease.validForMs(),
      prefetch: () => PREFETCH,
      linger: () => ({ ms: 0 }),
      ready: async () => undefined,
      work: (batch) => this.work(batch, store, ending.signal),
      onError: (err) => this.logger.warn('cannot read what waits for the history, trying again', { err }),
    });
    this.term = { loop, ending };
    pruning.start();
  }

  /**
   * Takes up nothing more, from the call on, and resolves when the statements in flight have ended. What is not written comes
   * again, to whoever goes on, who need not wait for that.
   */
  async end(): Promise<void> {
    const { term } = this;
    this.term = undefined;
    term?.ending.abort();
    await Promise.all([term?.loop.stop(), this.options.pruning.stop()]);
  }

  private newStore(): BatchStore {
    return new BatchStore({
      writer: this.options.writer,
      counts: this.counts,
      earlier: (place, from, to) => this.earlier(place, from, to),
      refuse: (batch, reason) => this.refuse(batch, reason),
      onGap: ({ from, to, ...gap }) =>
        this.logger.error('a part of the history was lost before it was written', {
          ...gap,
          from: String(from),
          to: String(to),
        }),
    });
  }

  private async work(queued: readonly QueuedTask[], store: BatchStore, ending: AbortSignal): Promise<void> {
    const lanes = new Map<string, Received[]>();
    for (const one of queued) {
      const batch = decode(one);
      if (!batch) {
        await this.letter(one.subject, one.data, `batch-${one.id}`, 'the batch of the history cannot be decoded');
        one.term();
        continue;
      }
      const lane = `${batch.epoch}:${batch.partition}`;
      const received = lanes.get(lane);
      if (received) received.push({ queued: one, batch });
      else lanes.set(lane, [{ queued: one, batch }]);
    }
    const waiting = [...lanes.values()];
    const writeSome = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await this.writeLane(next, store, ending);
    };
    await Promise.all(Array.from({ length: LANES }, writeSome));
  }

  /** Until it is written, however long the database is away; meanwhile JetStream is told that it is worked. */
  private async writeLane(received: readonly Received[], store: BatchStore, ending: AbortSignal): Promise<void> {
    const batches = received.map(({ batch }) => batch);
    for (let pause = FIRST_RETRY_MS; !ending.aborted; pause = Math.min(pause * 2, LONGEST_RETRY_MS)) {
      try {
        await store.write(batches);
        for (const { queued } of received) queued.ack();
        this.succeeded();
        return;
      } catch (error) {
        this.failed(error);
      }
      await delay(pause, undefined, { signal: ending }).catch(() => undefined);
    }
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
