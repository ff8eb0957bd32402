import { HistoryUnavailable, WatermarkBehind, type GapRequest, type HistoryWriter, type NewMessage } from '#history';
import { errorText, HistoryBatch, HistoryRow, type MessageId, type Target } from '#contracts';

/** Messages in one statement. */
const MAX_MESSAGES = 5_000;
/** Bytes of bodies in one statement, unless one message alone is longer. */
const MAX_BYTES = 4 * 1_024 * 1_024;

/** Why there is a gap: what people read. */
const BATCHES_LOST = 'the batches of the history were lost before they were written';
const COMMITS_LOST = 'the database has lost what was written';
const UNKEPT = 'a job that keeps no history has delivered the messages';

/** Counts that only grow; the metrics read them. */
export interface StoreCounts {
  /** Messages that were new, each once a target. */
  rows: number;
  /** Gaps that were recorded. */
  gaps: number;
  /** Messages that the database refuses, each once a target. */
  refused: number;
  /** Calls that failed because the database was away. */
  unavailable: number;
}

export interface BatchStoreOptions {
  readonly writer: Pick<HistoryWriter, 'append' | 'giveUp' | 'watermark'>;
  readonly counts: StoreCounts;
  /** The batches between two ids that wait to be given out again, in their order. @throws AppError where that is not known now */
  earlier(place: Place, from: MessageId, to: MessageId): Promise<readonly HistoryBatch[]>;
  /** Up to which id a partition's messages were delivered, by jobs without a history too; 0 = of another epoch. @throws AppError where that is not known now */
  delivered(place: Place): Promise<MessageId>;
  /** Keeps a message that the database refuses. @throws AppError where that is not possible now */
  refuse(batch: HistoryBatch, reason: string): Promise<void>;
  /** A gap was recorded. */
  onGap(gap: GapRequest): void;
}

/** The messages of one partition since a start of the push stream. */
interface Place {
  readonly epoch: number;
  readonly partition: number;
}

/** A message of a batch, for one of its targets. */
interface Pending {
  readonly row: HistoryRow;
  readonly message: NewMessage;
}

/**
 * Writes the batches of partitions, those of each in their order, for as long as nobody else does: it looks once how far the
 * database is, and again where that has lost what it had. A batch says up to where batches went before it. Where the database is
 * not so far, they come again later, from whoever had them before, and are fetched; or they were lost, and a gap is recorded in
 * their place.
 */
export class BatchStore {
  private readonly watermarks = new Map<string, MessageId>();

  constructor(private readonly options: BatchStoreOptions) {}

  private get counts(): StoreCounts {
    return this.options.counts;
  }

  /**
   * @param batches of one partition and one epoch
   * @throws HistoryUnavailable, or what `refuse` throws: some of it may be written, and all of it can be written again
   */
  write(batches: readonly HistoryBatch[]): Promise<void> {
    return this.writeOr(BATCHES_LOST, batches);
  }

  /**
   * The database has lost some of what was written of a partition: what it has not, and what does not wait either, is a gap.
   *
   * @param settled up to where the partition's messages were delivered at least
   */
  async restore(place: Place, settled: number): Promise<void> {
    const written = Number(this.watermarks.get(keyOf(place)) ?? 0n);
    this.watermarks.delete(keyOf(place));
    const after = Math.max(written, settled);
    if (after > 0) await this.writeOr(COMMITS_LOST, [new HistoryBatch({ ...place, upTo: after, after })]);
  }

  /** @param reason of a gap */
  private async writeOr(reason: string, batches: readonly HistoryBatch[]): Promise<void> {
    const { epoch, partition } = batches[0]!;
    const place = { epoch, partition };
    try {
      await this.writeTo(place, batches, reason);
    } catch (error) {
      const known = this.watermarks.get(keyOf(place));
      this.watermarks.delete(keyOf(place));
      if (error instanceof WatermarkBehind && known !== undefined) {
        await this.restore(place, Number(known));
        return this.write(batches);
      }
      if (error instanceof HistoryUnavailable) this.counts.unavailable++;
      throw error;
    }
  }

  private async writeTo(place: Place, batches: readonly HistoryBatch[], reason: string): Promise<void> {
    let watermark = await this.watermarkOf(place);
    let pending: Pending[] = [];
    let upTo = watermark;
    const take = async (batch: HistoryBatch): Promise<void> => {
      const after = await this.missingUpTo(place, batch);
      if (after > upTo) {
        await this.append(place, pending, watermark, upTo);
        await this.recordGap({ ...place, from: upTo + 1n, to: after, reason: batch.unkept ? UNKEPT : reason });
        pending = [];
        watermark = after;
        upTo = after;
      }
      for (const row of batch.rows) for (const target of row.targets) pending.push(pendingOf(row, target as Target));
      const end = BigInt(batch.upTo);
      if (end > upTo) upTo = end;
    };
    for (const batch of batches) {
      const after = BigInt(batch.after);
      if (after > upTo) for (const earlier of await this.options.earlier(place, upTo, after)) await take(earlier);
      await take(batch);
    }
    await this.append(place, pending, watermark, upTo);
    this.watermarks.set(keyOf(place), upTo);
  }

  /** Up to where whatever is not written by now is missing, once a batch comes. */
  private async missingUpTo(place: Place, { after, unkept }: HistoryBatch): Promise<MessageId> {
    const known = BigInt(after);
    if (!unkept) return known;
    const delivered = await this.options.delivered(place);
    return delivered > known ? delivered : known;
  }

  private async watermarkOf(place: Place): Promise<MessageId> {
    return this.watermarks.get(keyOf(place)) ?? this.storedWatermark(place);
  }

  private async storedWatermark({ epoch, partition }: Place): Promise<MessageId> {
    return (await this.options.writer.watermark(epoch, partition)) ?? 0n;
  }

  private async recordGap(gap: GapRequest): Promise<void> {
    // It is rare enough to look: a gap that began too late would hide what the database has lost before it.
    const expected = gap.from - 1n;
    const stored = await this.storedWatermark(gap);
    if (stored < expected) throw new WatermarkBehind(gap.epoch, gap.partition, expected);
    // The next writer may have begun meanwhile, and have written what is missing here.
    if (stored >= gap.to) return;
    const missing = { ...gap, from: stored + 1n };
    await this.options.writer.giveUp(missing);
    this.counts.gaps++;
    this.options.onGap(missing);
  }

  /** In statements of bounded size: only the last one moves the watermark. */
  private async append(
    place: Place,
    pending: readonly Pending[],
    watermark: MessageId,
    upTo: MessageId,
  ): Promise<void> {
    let from = 0;
    let bytes = 0;
    for (const [n, { message }] of pending.entries()) {
      if (n > from && (n - from === MAX_MESSAGES || bytes + message.body.length > MAX_BYTES)) {
        await this.appendOrRefuse(place, pending.slice(from, n), watermark, watermark);
        from = n;
        bytes = 0;
      }
      bytes += message.body.length;
    }
    await this.appendOrRefuse(place, pending.slice(from), watermark, upTo);
  }

  /** Where the database refuses to write nothing at all, too, it is no message's fault. @throws HistoryUnavailable */
  private async assertTakesAny(place: Place, watermark: MessageId): Promise<void> {
    try {
      await this.options.writer.append({ ...place, messages: [], watermark, expected: watermark });
    } catch (cause) {
      if (cause instanceof HistoryUnavailable || cause instanceof WatermarkBehind) throw cause;
      throw new HistoryUnavailable(`the database takes no message: ${errorText(cause)}`, { cause });
    }
  }

  /** Where the database refuses some of it, the half that has it is divided further until the message is found. */
  private async appendOrRefuse(
    place: Place,
    pending: readonly Pending[],
    watermark: MessageId,
    upTo: MessageId,
  ): Promise<void> {
    if (pending.length === 0 && upTo === watermark) return;
    try {
      const messages = pending.map(({ message }) => message);
      // Other partitions are written meanwhile: the count is read afterwards.
      const stored = await this.options.writer.append({ ...place, messages, watermark: upTo, expected: watermark });
      this.counts.rows += stored;
    } catch (error) {
      if (error instanceof HistoryUnavailable || error instanceof WatermarkBehind) throw error;
      const [first] = pending;
      if (!first) throw error;
      if (pending.length === 1) {
        await this.assertTakesAny(place, watermark);
        const { row, message } = first;
        const rows = [Object.assign(new HistoryRow(row), { targets: [message.target] })];
        await this.options.refuse(new HistoryBatch({ ...place, rows }), errorText(error));
        this.counts.refused++;
        await this.appendOrRefuse(place, [], watermark, upTo);
        return;
      }
      const half = pending.length >> 1;
      await this.appendOrRefuse(place, pending.slice(0, half), watermark, watermark);
      await this.appendOrRefuse(place, pending.slice(half), watermark, upTo);
    }
  }
}

function keyOf({ epoch, partition }: Place): string {
  return `${epoch}:${partition}`;
}

function pendingOf(row: HistoryRow, target: Target): Pending {
  const { id, operation, body, time, sender, expires, idempotencyKey, former } = row;
  return {
    row,
    message: {
      target,
      id: BigInt(id),
      operation,
      body,
      time,
      ...(sender !== 0 && { sender }),
      ...(expires !== 0 && { expires }),
      ...(idempotencyKey !== '' && { idempotencyKey }),
      ...(former && { former: { epoch: former.epoch, id: BigInt(former.id) } }),
    },
  };
}
