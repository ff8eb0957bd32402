/** What is known of a request that came with an idempotency key. */
export interface IdempotencyRecord {
  /** Digest of the request's body. */
  readonly fingerprint: string;
  /** What it was answered with; absent while it is worked, where that did not come to an end, and where the answer is long. */
  readonly answer?: unknown;
}

/** There is no room for a record. */
export const NO_ROOM = Symbol('no room for the record');

/** Requests by their idempotency keys, the same for every logic. A record lives for 2 minutes after it was written. */
export abstract class IdempotencyStore {
  /**
   * Notes a request that is about to be worked.
   *
   * @param id of the key and of what was asked: letters, digits, `-` and `_`
   * @returns the record that was there before, and stays; null where there was none; `NO_ROOM` where there was none, and this one
   *   is not noted
   * @throws AppError `unavailable`
   */
  abstract claim(id: string, record: IdempotencyRecord): Promise<IdempotencyRecord | typeof NO_ROOM | null>;

  /** Notes how a request was answered. @throws AppError `unavailable` */
  abstract settle(id: string, record: IdempotencyRecord): Promise<void>;
}
