/** Stable names of what can go wrong between the parts; each edge maps them once to its own codes. */
export type AppErrorCode =
  /** The bus or the queue can't be reached, or did not answer in time. Nothing is known to have been stored. */
  | 'unavailable'
  /** The queue is up and refuses to store more. */
  | 'queue-full'
  /** The caller's input is wrong; the message says which part. */
  | 'invalid-argument'
  /** The credentials were refused. */
  | 'unauthenticated'
  /** The credentials are signed by a key that is not known, and may be soon. */
  | 'unknown-key'
  /** It is known who asks, who may not do this; the message says why. */
  | 'forbidden'
  /** Whoever asks is banned; the message is the reason, or empty. */
  | 'banned'
  /** What the caller named is not there. */
  | 'not-found'
  /** What was asked for does not go together with how things are. */
  | 'conflict'
  /** An idempotency key came again, with another request. */
  | 'idempotency-key-reused'
  /** No history of messages is kept here. */
  | 'history-off'
  /** The history's database can't be reached, or did not answer in time. */
  | 'history-unavailable'
  /** A fault of ours. */
  | 'internal';

const RETRYABLE: ReadonlySet<AppErrorCode> = new Set([
  'unavailable',
  'queue-full',
  'history-unavailable',
  'unknown-key',
]);

/** An error with a stable code. Crosses the bus as code and message. */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly code: AppErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }

  /** Whether the same call may succeed later. */
  get retryable(): boolean {
    return RETRYABLE.has(this.code);
  }
}

/** The text of an error for a log line or an answer, whatever was thrown. */
export function errorText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
