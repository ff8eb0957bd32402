import type { HistoryStreamPlace } from '#bus';
import type { HistoryWriter, WriterPlace } from '#history';
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
  /** The database has lost what was written: it is a gap now. */
  onLost(): void;
}

/**
 * Notices that the database has lost its last commits, as where a replica took over that lacks them, or where a backup was put
 * back, while this job runs or before it began. The batches that are out of the stream are written: each is noted in the database
 * after its rows, and before it is acknowledged, so a note that is missing tells of rows that are missing. Whose they were is not
 * known then, so each partition gets a gap, from where its history ends to what was delivered of it.
 */
export class LostCommits {
  private looked: number | undefined;
  /** Every batch of the stream up to it is written: by the stream, and by what was noted here. */
  private sequence = 0;
  /** The database had notes when it was looked at last. */
  private hasNotes = false;
  private looking: Promise<void> | undefined;

  constructor(private readonly options: LostCommitsOptions) {}

  /** The stream that was looked at last, by its creation; undefined before the first look. */
  get stream(): number | undefined {
    return this.looked;
  }

  /** Whoever asks at the same time shares a look. @throws HistoryUnavailable, AppError `unavailable`: then it is to be repeated */
  look(): Promise<void> {
    this.looking ??= this.compare().finally(() => (this.looking = undefined));
    return this.looking;
  }

  /**
   * Batches up to a sequence of a stream are written, and may be acknowledged once this resolves. There is nothing to note of a
   * stream that was made anew meanwhile.
   *
   * @throws as `look` does
   */
  async written(sequence: number, stream: number | undefined): Promise<void> {
    if (stream === undefined || stream !== this.stream) return;
    const place = { stream, sequence: Math.max(sequence, this.sequence) };
    const expected = this.hasNotes ? this.sequence : 0;
    if (!(await this.options.writer.noteWritten(place, expected))) await this.restore(place);
    if (stream === this.stream) this.sequence = Math.max(this.sequence, place.sequence);
  }

  private async compare(): Promise<void> {
    // First the stream: whatever is out of it by then was noted before.
    const { createdAt, goneUpTo } = await this.options.streamPlace();
    // What is noted while the database is asked may not be in its answer.
    const known = createdAt === this.looked ? Math.max(this.sequence, goneUpTo) : goneUpTo;
    const noted = await this.options.writer.written(createdAt);
    if (createdAt !== this.looked) this.sequence = 0;
    this.looked = createdAt;
    this.sequence = Math.max(this.sequence, known);
    if (noted === undefined || noted < known) {
      const place = { stream: createdAt, sequence: known };
      if (noted !== undefined || this.hasNotes) await this.restore(place);
      else await this.options.writer.noteWritten(place, 0);
    }
    this.hasNotes = noted !== undefined && noted > 0;
  }

  private async restore(place: WriterPlace): Promise<void> {
    for (let partition = 0; partition < this.options.partitions; partition++) {
      const { epoch, upTo } = await this.options.settled(partition);
      await this.options.store.restore({ epoch, partition }, upTo);
    }
    await this.options.writer.noteWritten(place, 0);
    // Only now: a replica that lags, and takes no writes, has lost nothing.
    this.options.onLost();
  }
}
