import type { HistoryStreamPlace } from '#bus';
import type { HistoryWriter } from '#history';
import type { BatchStore } from './batch-store.js';

export interface LostCommitsOptions {
  readonly writer: Pick<HistoryWriter, 'noteWritten' | 'written'>;
  readonly store: Pick<BatchStore, 'restore'>;
  /** Of the push queue. */
  readonly partitions: number;
  /** @throws AppError `unavailable` */
  streamPlace(): Promise<HistoryStreamPlace>;
  /** Up to which id a partition's messages were delivered. @throws AppError `unavailable` */
  settled(partition: number): Promise<{ readonly epoch: number; readonly upTo: number }>;
  /** The database has lost what was written. */
  onLost(): void;
}

/**
 * Notices that the database has lost its last commits, as where a replica took over that lacks them, or where a backup was put
 * back, while this job runs or before it began. The batches that are out of the stream are written: each is noted in the database
 * after its rows, and before it is acknowledged, so a note that is missing tells of rows that are missing. Whose they were is not
 * known then, so each partition gets a gap, from where its history ends to what was delivered of it.
 */
export class LostCommits {
  /** Undefined until the first look. */
  private stream: number | undefined;
  /** Every batch of the stream up to it is written: by the stream, and by what was noted here. */
  private sequence = 0;
  private looking: Promise<void> | undefined;

  constructor(private readonly options: LostCommitsOptions) {}

  /** Whoever asks at the same time shares a look. @throws HistoryUnavailable, AppError `unavailable`: then it is to be repeated */
  look(): Promise<void> {
    this.looking ??= this.compare().finally(() => (this.looking = undefined));
    return this.looking;
  }

  /**
   * Batches up to a sequence of the stream are written, and may be acknowledged once this resolves.
   *
   * @throws as `look` does
   */
  async written(sequence: number): Promise<void> {
    const place = { stream: this.stream!, sequence: Math.max(sequence, this.sequence) };
    if (!(await this.options.writer.noteWritten(place, this.sequence))) {
      await this.restore();
      await this.options.writer.noteWritten(place, 0);
    }
    this.sequence = place.sequence;
  }

  private async compare(): Promise<void> {
    // First the stream: whatever is out of it by then was noted before.
    const { createdAt, goneUpTo } = await this.options.streamPlace();
    const noted = await this.options.writer.written(createdAt);
    if (createdAt !== this.stream) this.sequence = 0;
    this.stream = createdAt;
    this.sequence = Math.max(this.sequence, goneUpTo);
    if (noted !== undefined && noted >= this.sequence) return;
    if (noted !== undefined) await this.restore();
    await this.options.writer.noteWritten({ stream: createdAt, sequence: this.sequence }, 0);
  }

  private async restore(): Promise<void> {
    this.options.onLost();
    for (let partition = 0; partition < this.options.partitions; partition++) {
      const { epoch, upTo } = await this.options.settled(partition);
      await this.options.store.restore({ epoch, partition }, upTo);
    }
  }
}
