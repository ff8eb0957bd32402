import { constants, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { CountsByName, sourceOf } from '#limits';

export interface OpenCallsOptions {
  /** At a time, of all connections together. Each holds some 7 KB. */
  readonly most: number;
  /** Of them, of one address. */
  readonly ofOne: number;
  /** Milliseconds, about, within which a call's message has to have come. */
  readonly messageWithin: number;
}

export const OPEN_CALLS: OpenCallsOptions = { most: 10_000, ofOne: 2_000, messageWithin: 10_000 };

const SWEEP_INTERVAL_MS = 1_000;

/**
 * Bounds the calls that are open at a time, whoever makes them: also those for the health, which need no key. One whose message
 * never comes is held for nothing: a thousand connections may have a thousand calls each.
 *
 * Cost: two listeners and two maps' entries a call.
 */
export class OpenCalls {
  private readonly byAddress = new CountsByName<string>();
  /** Whose message has not come as a whole, with the time until when it may; in that order. */
  private readonly unread = new Map<ServerHttp2Stream, number>();
  private sweeper: NodeJS.Timeout | undefined;
  private open = 0;

  /** @param onRefused a call has been refused, or ended */
  constructor(
    private readonly options: OpenCallsOptions,
    private readonly onRefused: (why: 'calls' | 'message') => void,
  ) {}

  /** Counts the calls of a connection, from its start to its end. */
  readonly watch = (session: ServerHttp2Session): void => {
    const address = sourceOf(session.socket.remoteAddress ?? 'unknown');
    session.on('stream', (stream) => this.opened(stream, address));
  };

  private opened(stream: ServerHttp2Stream, address: string): void {
    if (this.open >= this.options.most || this.byAddress.of(address) >= this.options.ofOne) {
      this.onRefused('calls');
      // The caller knows by it that nothing was done.
      stream.close(constants.NGHTTP2_REFUSED_STREAM);
      return;
    }
    this.open++;
    this.byAddress.add(address);
    this.unread.set(stream, performance.now() + this.options.messageWithin);
    this.sweeper ??= setInterval(() => this.sweep(), SWEEP_INTERVAL_MS).unref();
    stream.once('end', () => this.unread.delete(stream));
    stream.once('close', () => this.closed(stream, address));
  }

  private closed(stream: ServerHttp2Stream, address: string): void {
    this.unread.delete(stream);
    this.open--;
    this.byAddress.remove(address);
  }

  private sweep(): void {
    const now = performance.now();
    for (const [stream, until] of this.unread) {
      if (until > now) return;
      this.unread.delete(stream);
      this.onRefused('message');
      stream.close(constants.NGHTTP2_CANCEL);
    }
    clearInterval(this.sweeper);
    this.sweeper = undefined;
  }
}
