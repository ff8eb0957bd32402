import type { ReceiveRequest } from '#contracts';

/** Stores the messages of clients for the business systems. */
export abstract class UpstreamLog {
  /** Whether anything is stored. */
  abstract readonly isEnabled: boolean;

  /**
   * Resolves when the message is stored.
   *
   * @param messageId a message with an id that was stored within the last 2 minutes is not stored again
   * @throws AppError `unavailable` (it may have been stored), `queue-full` (not stored)
   */
  abstract append(message: ReceiveRequest, messageId?: string): Promise<void>;
}

/** Stores nothing: `upstream.enabled = false`. */
export class NoUpstreamLog extends UpstreamLog {
  readonly isEnabled = false;

  async append(): Promise<void> {}
}
