import type { Cursor, MessageId, Target, Mid } from '#contracts';

/** A push as the writer of a partition hands it over; once for each target. */
export interface NewMessage {
  readonly target: Target;
  readonly id: MessageId;
  readonly operation: number;
  readonly body: Uint8Array;
  /**
   * When the push stream took it: messages of one stream are pruned, and searched, by the order that this gives. What is more than
   * a minute ahead of the database's clock is kept as that.
   */
  readonly time: number;
  readonly sender?: Mid;
  /** Milliseconds since 1970 from which on nobody gets it any more. */
  readonly expires?: number;
  readonly idempotencyKey?: string;
  /** It was stored again behind what NATS lost: where the history has it there, it does not get it here. */
  readonly former?: Cursor;
}

export interface AppendRequest {
  readonly epoch: number;
  readonly partition: number;
  readonly messages: readonly NewMessage[];
  /** Id up to which everything of the partition is stored when this is: also of tasks that nothing is kept of. */
  readonly watermark: MessageId;
  /** The watermark as it was last known, 0 = there was none. One that is not so far any more is not moved. */
  readonly expected?: MessageId;
}

/**
 * The watermark is not so far as it was: the database has lost its last commits, as where a replica took over that lacks them,
 * or a backup was put back.
 */
export class WatermarkBehind extends Error {
  constructor(epoch: number, partition: number, expected: MessageId) {
    super(`the database has lost what was written of partition ${partition} up to ${epoch}:${expected}`);
  }
}

/** How far the writer is in the stream where batches wait for it. */
export interface WriterPlace {
  /** When the stream was created, in milliseconds since 1970: one that was made anew counts from 1 again. */
  readonly stream: number;
  /** Every batch up to this sequence is written. 0 = none is. */
  readonly sequence: number;
}

export interface GapRequest {
  readonly epoch: number;
  readonly partition: number;
  readonly from: MessageId;
  /** Included. */
  readonly to: MessageId;
  readonly reason: string;
}

/** Messages to be removed: those whose time is up, those too old, and those that a target has too many of. */
export type PruneKind = 'expired' | 'aged' | 'surplus';

export interface PruneLimits {
  /** Milliseconds. */
  readonly keepFor: number;
  /** Messages a target; where it is less than at an earlier call, of targets without new messages too. */
  readonly keepCount: number;
  /** Messages that one call may remove. */
  readonly batch: number;
}

export interface Pruned {
  readonly removed: number;
  /** There may be more: call again. */
  readonly more: boolean;
}

/**
 * Writes the history. Everything rejects with `HistoryUnavailable` while the database can't be reached, within bounded
 * time; what was written then is not known, and each call may be repeated.
 */
export abstract class HistoryWriter {
  /**
   * Stores messages and the partition's watermark together or not at all. What is stored already, or was withdrawn, stays
   * as it is. Never lowers a watermark. The epoch is known from then on.
   *
   * @returns how many were new
   * @throws WatermarkBehind where the watermark is not as far as is expected: it stays, and the messages are stored all the same
   * @throws RangeError for a message that the database can't hold, named by its index in the message
   */
  abstract append(request: AppendRequest): Promise<number>;

  /** Records that messages were given up, and moves the watermark over them. */
  abstract giveUp(request: GapRequest): Promise<void>;

  /**
   * Notes that batches are written, once they are: the commits before it are lost only together with it. Never goes back. Where
   * `written` found no table for it, as before a migration, nothing is noted.
   *
   * @param expected the place as it was last known, 0 = there was none
   * @returns false where the database is not as far as that any more: nothing is noted
   */
  abstract noteWritten(place: WriterPlace, expected: number): Promise<boolean>;

  /**
   * How far that was noted of a stream, 0 = not at all; undefined: what was written here was by a writer that noted nothing yet, or
   * there is no table for it.
   */
  abstract written(stream: number): Promise<number | undefined>;

  /** undefined: nothing of the partition was stored in this epoch. */
  abstract watermark(epoch: number, partition: number): Promise<MessageId | undefined>;

  /**
   * Removes a bounded number of messages. Takes no lock that writers or readers wait for. Two at a time do no harm, and double
   * work.
   */
  abstract prune(kind: PruneKind, limits: PruneLimits): Promise<Pruned>;

  /** Removes what no longer says anything since messages were removed for their age. @param batch rows of each kind, at most */
  abstract pruneNotes(batch: number): Promise<Pruned>;
}
