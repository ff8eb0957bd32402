import type { IncomingHttpHeaders } from 'node:http';
import { Disconnects, type Disconnect } from '#contracts';
import { encodeReply, FrameError, type Frame, type Framing } from '#protocol';
import type { ClientConnection } from '../client/client-connection.js';
import type { Session, SessionFactory } from '../client/session/session.js';

let lastConnectionId = 0;

const IPV4_IN_IPV6 = '::ffff:';

/** What a browser says of itself as it connects. */
export type BrowserHeaders = Readonly<Pick<IncomingHttpHeaders, 'cookie' | 'origin'>>;

/** What the transports have in common: frames go to the session one after another, and a close happens once. */
export abstract class Connection implements ClientConnection {
  readonly id = ++lastConnectionId;
  readonly mustRead: boolean = false;
  readonly ip: string;
  readonly cookie: string;
  readonly origin: string;
  /** From `begin` on. */
  session!: Session;
  private paused = false;
  protected closing = false;

  constructor(
    /** What carries the connection, which is also how it frames what it is sent. */
    readonly framing: Framing,
    remoteAddress: string | undefined,
    { cookie = '', origin = '' }: BrowserHeaders,
  ) {
    this.cookie = cookie;
    this.origin = origin;
    const address = remoteAddress ?? '';
    this.ip = address.startsWith(IPV4_IN_IPV6) ? address.slice(IPV4_IN_IPV6.length) : address;
  }

  abstract get pendingBytes(): number;
  abstract write(bytes: Uint8Array): void;

  /** Begins the client's session: once, by whoever made the connection, before anything arrives by it. */
  begin(sessions: Pick<SessionFactory, 'begin'>): this {
    this.session = sessions.begin(this);
    this.session.enter();
    return this;
  }

  reply(ver: number, op: number, seq: number, body: Uint8Array): void {
    if (!this.closing) this.write(encodeReply(this.framing, ver, op, seq, body));
  }

  together(write: () => void): void {
    write();
  }

  pause(): void {
    this.paused = true;
    this.pauseReading();
  }

  resume(): void {
    if (this.closing) return;
    this.paused = false;
    this.resumeReading();
    this.handleFrames();
  }

  close(why: Disconnect): void {
    if (this.closing) return;
    this.closing = true;
    this.session.end(why.reason);
    // What waits for a slow client is what it is closed for: nothing more would reach it.
    if (why === Disconnects.slow) this.cut();
    else this.sayGoodbye(why);
  }

  /** The client is gone, or the connection broke. */
  protected gone(): void {
    this.closing = true;
    this.session.end('client');
  }

  /** Hands over the frames that have arrived, until something has to be waited for. */
  protected handleFrames(): void {
    try {
      for (;;) {
        if (this.paused || this.closing) return;
        const frame = this.nextFrame();
        if (frame === null) return;
        this.session.handle(frame);
      }
    } catch (error) {
      this.failedToHandle(error);
    }
  }

  protected failedToHandle(error: unknown): void {
    if (error instanceof FrameError) this.session.malformed(error.code, error.message);
    else this.session.fail(error);
  }

  /** @throws FrameError */
  protected abstract nextFrame(): Frame | null;
  protected abstract pauseReading(): void;
  protected abstract resumeReading(): void;
  /** Ends the connection without a word. */
  protected abstract cut(): void;
  /** Gives the client the reason, and ends the connection when that is written. */
  protected abstract sayGoodbye(why: Disconnect): void;
}
