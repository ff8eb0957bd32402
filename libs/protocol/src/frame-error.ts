/** What is wrong with the bytes that a peer sent. Stable, since it is a label of metrics. */
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

/** A peer sent bytes that are not a frame. Nothing more can be read from its connection. */
export class FrameError extends Error {
  override readonly name = 'FrameError';

  constructor(
    readonly code: FrameErrorCode,
    message: string,
  ) {
    super(message);
  }
}
