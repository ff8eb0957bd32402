import type { ReceiveRequest } from '#contracts';

/** Where the messages of clients are kept for the business systems. */
export abstract class UpstreamLog {
  /** Whether anything is kept. */
  abstract readonly isEnabled: boolean;

  /**
   * Resolves when the message is stored.
   *
   * @param messageId a message whose id was stored in the last 2 minutes is not stored again
   * @throws AppError `unavailable` (stored or not, nobody knows), `queue-full` (not stored)
   */
  abstract append(message: ReceiveRequest, messageId?: string): Promise<void>;
}

/** Keeps nothing: `upstream.enabled = false`. */
export class NoUpstreamLog extends UpstreamLog {
  readonly isEnabled = false;

  async append(): Promise<void> {}
}
