import { AppError, type Cursor, type MessageId, type Target, type Mid } from '#contracts';

/** A message as history has it. */
export interface StoredMessage {
  readonly target: Target;
  readonly epoch: number;
  readonly id: MessageId;
  readonly operation: number;
  readonly body: Buffer;
  /** When the push stream took it. Milliseconds since 1970. */
  readonly time: number;
  /** Member who sent it; undefined where no member did. */
  readonly sender?: Mid;
}

export interface PageRequest {
  readonly target: Target;
  /** Newest first, older than this; without `before` and `after` from the newest on. */
  readonly before?: Cursor;
  /** Oldest first, newer than this. Not together with `before`. */
  readonly after?: Cursor;
  /** 1 to 1,000. */
  readonly limit: number;
  readonly operation?: number;
  /** Milliseconds since 1970, included. */
  readonly from?: number;
  /** Milliseconds since 1970, excluded. */
  readonly to?: number;
}

export interface MessagePage {
  readonly messages: readonly StoredMessage[];
  /**
   * Where to go on in the same direction; undefined at the end. It may be there although the page is not full, or empty:
   * a page looks at a bounded number of messages, and what it holds is bounded in bytes.
   */
  readonly next?: Cursor;
}

/** Messages that can't be had any more, if there were any: both ends included. */
export interface Gap {
  readonly from: MessageId;
  readonly to: MessageId;
}

export interface RangeRequest {
  readonly target: Target;
  readonly epoch: number;
  /** Partition of the push stream that the target belongs to. */
  readonly partition: number;
  /** Excluded. */
  readonly afterId: MessageId;
  /** Included. */
  readonly upTo: MessageId;
  /** Where there are more messages, the newest are given, and a gap. */
  readonly limit: number;
}

/** A place in a target, which something may have come after. */
export interface TargetCursor {
  readonly target: Target;
  /** Partition of the push stream that the target belongs to. */
  readonly partition: number;
  readonly afterId: MessageId;
}

export interface MessageRange {
  /** Oldest first. */
  readonly messages: readonly StoredMessage[];
  /** In order, none touching another. */
  readonly gaps: readonly Gap[];
  /** Milliseconds until the first of the messages expires; undefined = none does. */
  readonly expiresIn?: number;
}

/** How many messages there are after a position: exactly, or "at least". */
export interface UnreadCount {
  readonly count: number;
  readonly more: boolean;
}

/**
 * Reads the history. Messages that were withdrawn or whose time is up are not there for any of it but `lastIds`.
 * Everything rejects with `HistoryUnavailable` while the database can't be reached, within bounded time.
 */
export abstract class HistoryStore {
  abstract page(request: PageRequest): Promise<MessagePage>;

  /** The message of that id; one that was sent to several members has one target of them. */
  abstract byId(epoch: number, id: MessageId): Promise<StoredMessage | undefined>;

  /**
   * Takes a message out of history and catching up, for all its targets. Its body is deleted.
   *
   * @returns the targets that it is taken from, by this call or by one before, for as long as it would be kept; none where
   *   there is no such message, or its time is up, or the writer has not stored it yet
   */
  abstract withdraw(epoch: number, id: MessageId): Promise<readonly Target[]>;

  /** A target's messages in (afterId, upTo], of one epoch, for catching up. */
  abstract range(request: RangeRequest): Promise<MessageRange>;

  /**
   * After which cursors of one epoch there are messages, withdrawn ones included, or some were lost. One query, however many
   * cursors there are.
   */
  abstract passed(epoch: number, cursors: readonly TargetCursor[]): Promise<ReadonlySet<TargetCursor>>;

  /**
   * Whether everything of the partition up to `upTo` is stored or known to be lost; waits for it. Any number of callers
   * cost one query each 20 ms.
   *
   * @param withinMs after which the answer is false
   */
  abstract reached(epoch: number, partition: number, upTo: MessageId, withinMs: number): Promise<boolean>;

  /** The newest stored id of each target in the epoch, withdrawn ones included; targets without one are left out. */
  abstract lastIds(epoch: number, targets: readonly Target[]): Promise<ReadonlyMap<Target, MessageId>>;

  /** Up to which id anything of the epoch was stored, or is known to be lost; undefined where nothing is. */
  abstract newestId(epoch: number): Promise<MessageId | undefined>;

  /** The number of the newest epoch; undefined where nothing was ever stored. */
  abstract newestEpoch(): Promise<number | undefined>;

  /** Counts a member's messages after its read position, and stops at `atMost`. */
  abstract unread(mid: Mid, atMost: number): Promise<UnreadCount>;

  /** undefined: the member never said that it had read anything. */
  abstract readPosition(mid: Mid): Promise<Cursor | undefined>;

  /**
   * Moves the position forward, never back.
   *
   * @param inPlaceOf where it is that, it moves back as well
   * @returns the position that holds now
   */
  abstract setReadPosition(mid: Mid, position: Cursor, inPlaceOf?: Cursor): Promise<Cursor>;

  /** Every message of a target, oldest first, in bounded memory: a page is read when the one before is used up. */
  abstract export(
    target: Target,
    filter?: { readonly from?: number; readonly to?: number },
  ): AsyncIterable<StoredMessage>;
}

/**
 * The database can't be reached, did not answer in time, or is not set up yet. The same call may succeed later. What was
 * to be written may have been written all the same: every write can be repeated.
 */
export class HistoryUnavailable extends AppError {
  constructor(message: string, options?: { cause?: unknown }) {
    super('history-unavailable', message, options);
  }
}
