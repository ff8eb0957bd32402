import type { PushPositions } from '#bus';
import { messageId, sequenceOf, type Cursor, type MessageId, type Target } from '#contracts';
import type { HistoryStore } from '#history';
import type { PushQueue } from '../push/push-queue.js';

/** How long the writer of the history may be behind; longer, and whoever asks is told to come back later. */
const WRITER_WITHIN_MS = 2_000;

type Writing = Pick<HistoryStore, 'reached'>;

/** Waits for the writer. A task is written as a whole. @param sequence of a task; 0 = there is none to wait for */
export async function isWritten(store: Writing, epoch: number, partition: number, sequence: number): Promise<boolean> {
  return sequence === 0 || store.reached(epoch, partition, messageId(sequence), WRITER_WITHIN_MS);
}

/** Waits until the history has whatever was pushed so far with an id. */
export class IdWait {
  constructor(
    private readonly positions: Pick<PushPositions, 'now' | 'wasAt'>,
    private readonly queue: Pick<PushQueue, 'partitions' | 'partitionOf'>,
    /** Of the push stream, as it was seen last; 0 = it was not seen yet. */
    private readonly pushEpoch: () => number,
  ) {}

  /**
   * The epoch of an id that is named alone: that of the push stream, which has given ids before the history has any of them. Where the
   * history has a later one, that stream was made anew a moment ago, or the history is of another: it is looked at.
   *
   * @throws AppError `unavailable`
   */
  async newestEpoch(store: Pick<HistoryStore, 'newestEpoch'>): Promise<number | undefined> {
    const known = (await store.newestEpoch()) ?? 0;
    const seen = this.pushEpoch();
    if (seen > 0 && known > seen) return (await this.positions.now(0)).epoch;
    return Math.max(known, seen) || undefined;
  }

  /**
   * An id does not say its partition, so those are awaited that have something unwritten at it or behind it. Ids of other epochs,
   * and those that nothing was pushed with yet, are behind all of them, and cost no wait.
   *
   * @param epoch undefined: the one of the push stream
   * @returns false where the writer stays behind for 2 s
   * @throws AppError `unavailable`, `history-unavailable`
   */
  async isWritten(store: Writing, id: MessageId, epoch?: number): Promise<boolean> {
    const partitions = Array.from({ length: this.queue.partitions }, (_, partition) => partition);
    const areWritten = await Promise.all(partitions.map((partition) => this.isWrittenIn(partition, store, id, epoch)));
    return areWritten.every(Boolean);
  }

  /** The same of a message that is known to be for a target: its partition alone is awaited. */
  isWrittenFor(target: Target, store: Writing, id: MessageId, epoch: number): Promise<boolean> {
    return this.isWrittenIn(this.queue.partitionOf(target), store, id, epoch);
  }

  /** Whether a place is one that the messages have come to. @throws AppError `unavailable` */
  wasGiven({ epoch, id }: Cursor): Promise<boolean> {
    return this.positions.wasAt(epoch, sequenceOf(id));
  }

  private async isWrittenIn(partition: number, store: Writing, id: MessageId, epoch?: number): Promise<boolean> {
    const sequence = sequenceOf(id);
    const position = await this.positions.now(partition);
    const mayHaveIt = sequence <= Math.max(position.pushed, position.unwritten);
    if (!mayHaveIt || (epoch ?? position.epoch) !== position.epoch) return true;
    return isWritten(store, position.epoch, partition, sequence);
  }
}
