import type { MessageId, Target, Mid } from '#contracts';

/** A push as the writer of a partition hands it over; once for each target. */
export interface NewMessage {
  readonly target: Target;
  readonly id: MessageId;
  readonly operation: number;
  readonly body: Uint8Array;
  /** When the push stream took it: messages of one stream are pruned, and searched, by the order that this gives. */
  readonly time: number;
  readonly sender?: Mid;
  /** Milliseconds since 1970 from which on nobody gets it any more. */
  readonly expires?: number;
  readonly idempotencyKey?: string;
}

export interface AppendRequest {
  readonly epoch: number;
  readonly partition: number;
  readonly messages: readonly NewMessage[];
  /** Id up to which everything of the partition is stored when this is: also of tasks that nothing is kept of. */
  readonly watermark: MessageId;
}

export interface GapRequest {
  readonly epoch: number;
  readonly partition: number;
  readonly from: MessageId;
  /** Included. */
  readonly to: MessageId;
  readonly reason: string;
}

export interface PruneLimits {
  /** Milliseconds. */
  readonly keepFor: number;
  /** Messages a target; where it is less than at an earlier call, of targets without new messages too. */
  readonly keepCount: number;
  /** Messages that one call may remove, of each kind. */
  readonly batch: number;
}

export interface Pruned {
  readonly expired: number;
  readonly aged: number;
  readonly surplus: number;
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
   * @throws RangeError for a message that the database can't hold, named by its index in the message
   */
  abstract append(request: AppendRequest): Promise<number>;

  /** Records that messages were given up, and moves the watermark over them. */
  abstract giveUp(request: GapRequest): Promise<void>;

  /** undefined: nothing of the partition was stored in this epoch. */
  abstract watermark(epoch: number, partition: number): Promise<MessageId | undefined>;

  /**
   * Removes a bounded number of messages: those whose time is up, those too old, and those that a target has too many of.
   * Takes no lock that writers or readers wait for. Two at a time do no harm, and double work.
   */
  abstract prune(limits: PruneLimits): Promise<Pruned>;
}
