/** What is wrong with the bytes that a peer sent. Stable: metrics are labelled with it. */
export type FrameErrorCode =
  /** packLen is below the header's own size. */
  | 'packet-too-short'
  /** The body is longer than the reader accepts. */
  | 'packet-too-long'
  /** headerLen is not 16. */
  | 'bad-header-length'
  /** A WebSocket message ended before its packet did. */
  | 'truncated'
  /** The body of a control operation can't be read. */
  | 'bad-body';

/** A peer sent bytes that are no frame. The connection can't be read any further. */
export class FrameError extends Error {
  override readonly name = 'FrameError';

  constructor(
    readonly code: FrameErrorCode,
    message: string,
  ) {
    super(message);
  }
}
