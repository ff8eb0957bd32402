import { constants, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { status } from '@grpc/grpc-js';
import { Logger } from '@nestjs/common';
import { SourceAllowances, TokenBucket } from '#limits';

export interface FailedCallsOptions {
  /** Of one address, a second; 0 = any number. */
  readonly failedCallRate: number;
  /** Of one address, at once. */
  readonly failedCallBurst: number;
}

/** Calls that whoever makes them gains nothing by, and that cost as much as those that are served. */
const REFUSED = new Set([status.UNAUTHENTICATED, status.PERMISSION_DENIED, status.UNIMPLEMENTED].map(String));
/** Lines of the log a second about connections that are closed. */
const LINES_A_SECOND = 0.1;

/**
 * Ends connections of whoever makes many calls that come to nothing: a call that is reset as soon as it is made ("rapid
 * reset"), or refused, takes the event loop's time as any other, and a thousand of them come with one read of the socket.
 * Counted by address, since a connection that is closed is soon another. Calls that are answered otherwise count for nothing,
 * and connections that make none that fail stay.
 *
 * Cost: two listeners a call.
 */
export class FailedCalls {
  private readonly logger = new Logger(FailedCalls.name);
  private readonly allowances: SourceAllowances;
  private readonly lines = new TokenBucket(LINES_A_SECOND, 1, performance.now());

  /** @param onClosed a connection has been closed */
  constructor(
    private readonly options: FailedCallsOptions,
    private readonly onClosed: () => void,
  ) {
    this.allowances = new SourceAllowances(options.failedCallRate, options.failedCallBurst);
  }

  /** Counts the calls of a connection, from its start to its end. */
  readonly watch = (session: ServerHttp2Session): void => {
    const address = session.socket.remoteAddress ?? 'unknown';
    session.on('stream', (stream) => {
      const count = (): void => {
        // With their connection all of its calls end, of the best of callers as well.
        if (session.closed || session.destroyed || session.socket.destroyed) return;
        if (!this.allowances.take(address)) this.end(session, address);
      };
      // Told as the reset is read: what comes behind it, in the same read, is not looked at any more.
      stream.once('aborted', count);
      stream.once('close', () => !stream.aborted && isRefused(stream) && count());
    });
  };

  private end(session: ServerHttp2Session, address: string): void {
    // From here on streams are refused before they are anything. Node aborts the process (`CheckAllocatedSize`) where a session
    // is destroyed in the midst of what it has read.
    session.close();
    setImmediate(() => session.destroy());
    this.onClosed();
    if (!this.lines.take(performance.now())) return;
    const { failedCallRate, failedCallBurst } = this.options;
    const most = `${failedCallRate} a second, ${failedCallBurst} at once`;
    this.logger.warn(`a gRPC connection of ${address} is closed: more calls failed than grpc.failedCallRate allows`, {
      address,
      most,
    });
  }
}

/** In an answer without a message the status is among the headers. */
function isRefused(stream: ServerHttp2Stream): boolean {
  const { [constants.HTTP2_HEADER_STATUS]: http, 'grpc-status': inHeaders } = stream.sentHeaders ?? {};
  return http !== constants.HTTP_STATUS_OK || REFUSED.has(String(inHeaders ?? stream.sentTrailers?.['grpc-status']));
}
