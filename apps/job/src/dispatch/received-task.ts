import type { PushTask } from '#contracts';

/** A task of the push queue. */
export interface ReceivedTask {
  readonly task: PushTask;
  /** Of its message: its name within the epoch. */
  readonly id: number;
  /** Of the queue that it came from. */
  readonly epoch: number;
  /** When the queue took it: milliseconds since 1970, by the server's clock. */
  readonly storedAt: number;
  /** Length of the task, encoded. */
  readonly bytes: number;
  /**
   * Of each of its targets the id of the message before, 0 = not known; for recipients in their order. Empty: nothing is
   * known of any.
   */
  readonly prevs: readonly number[];
  /** Where it fails, it is given up. */
  readonly isLastTry?: boolean;
}

/** Nobody is to get it any more. @param now milliseconds since 1970, by the store's clock */
export function isExpired({ expires }: Pick<PushTask, 'expires'>, now: number): boolean {
  return expires > 0 && expires <= now;
}
