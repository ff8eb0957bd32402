import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { HistoryConsumer, type AckedPublisher, type Bus, type QueuedTask } from '#bus';
import { errorText, HistoryBatch, subjects } from '#contracts';
import { HistoryUnavailable, type HistoryWriter } from '#history';
import { BatchLoop } from '../batches/batch-loop.js';
import { publishDeadLetter } from '../batches/dead-letter.js';
import { BatchStore } from './batch-store.js';
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

/** Writes the history while this job is allowed to: the one that holds the lease of partition 0. */
export class HistoryWriting {
  readonly store: BatchStore;
  /** Calls that failed for another reason than that the database was away. Only grows. */
  otherFailures = 0;
  private readonly logger = new Logger(HistoryWriting.name);
  private loop: BatchLoop | undefined;
  private stopping = new AbortController();
  private isFailing = false;

  constructor(private readonly options: HistoryWritingOptions) {
    this.store = new BatchStore({
      writer: options.writer,
      refuse: (batch, reason) => this.refuse(batch, reason),
      onGap: ({ from, to, ...gap }) =>
        this.logger.error('a part of the history was lost before it was written', {
          ...gap,
          from: String(from),
          to: String(to),
        }),
    });
  }

  get isWriting(): boolean {
    return this.loop !== undefined;
  }

  begin(lease: { isValid(): boolean }): void {
    const { bus, pruning } = this.options;
    this.store.forget();
    this.stopping = new AbortController();
    this.loop = new BatchLoop({
      bus,
      consumer: new HistoryConsumer(bus),
      isAllowed: () => lease.isValid(),
      prefetch: () => PREFETCH,
      linger: () => 0,
      ready: async () => undefined,
      work: (batch) => this.work(batch),
      onError: (err) => this.logger.warn('cannot read what waits for the history, trying again', { err }),
    });
    pruning.start();
  }

  /** Finishes the statements in flight; what is not written comes again, to whoever goes on. */
  async end(): Promise<void> {
    this.stopping.abort();
    await Promise.all([this.loop?.stop(), this.options.pruning.stop()]);
    this.loop = undefined;
  }

  private async work(queued: readonly QueuedTask[]): Promise<void> {
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
      for (let next = waiting.shift(); next; next = waiting.shift()) await this.writeLane(next);
    };
    await Promise.all(Array.from({ length: LANES }, writeSome));
  }

  /** Until it is written, however long the database is away; meanwhile JetStream is told that it is worked. */
  private async writeLane(received: readonly Received[]): Promise<void> {
    const batches = received.map(({ batch }) => batch);
    for (let pause = FIRST_RETRY_MS; !this.stopping.signal.aborted; pause = Math.min(pause * 2, LONGEST_RETRY_MS)) {
      try {
        await this.store.write(batches);
        for (const { queued } of received) queued.ack();
        this.succeeded();
        return;
      } catch (error) {
        this.failed(error);
      }
      await delay(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
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

function decode({ data }: QueuedTask): HistoryBatch | undefined {
  try {
    return HistoryBatch.decode(data);
  } catch {
    return undefined;
  }
}
