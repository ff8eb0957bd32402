import { Disconnects, type Disconnect } from '#contracts';
import { encodeReply, FrameError, type Frame, type Framing } from '#protocol';
import type { ClientConnection } from '../client/client-connection.js';
import { Session, type SessionEnvironment } from '../client/session.js';

let lastConnectionId = 0;

const IPV4_IN_IPV6 = '::ffff:';

/** What the transports have in common: frames go to the session one after another, and a close happens once. */
export abstract class Connection implements ClientConnection {
  readonly id = ++lastConnectionId;
  readonly ip: string;
  readonly session: Session;
  private paused = false;
  protected closing = false;

  constructor(
    /** What carries the connection, which is also how it frames what it is sent. */
    readonly framing: Framing,
    remoteAddress: string | undefined,
    readonly cookie: string,
    protected readonly environment: SessionEnvironment,
  ) {
    const address = remoteAddress ?? '';
    this.ip = address.startsWith(IPV4_IN_IPV6) ? address.slice(IPV4_IN_IPV6.length) : address;
    this.session = new Session(this, environment);
  }

  abstract get pendingBytes(): number;
  abstract write(bytes: Uint8Array): void;

  reply(ver: number, op: number, seq: number, body: Uint8Array): void {
    if (this.closing) return;
    // A client that asks and never reads must not fill the heap with answers.
    if (this.pendingBytes > this.environment.options.maxPending) this.close(Disconnects.slow);
    else this.write(encodeReply(this.framing, ver, op, seq, body));
  }

  pause(): void {
    this.paused = true;
    this.pauseReading();
  }

  resume(): void {
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
    if (error instanceof FrameError) {
      this.malformed(error.code);
      return;
    }
    // A fault of ours must cost one connection, not all of them.
    this.environment.onFault(error);
    this.close(Disconnects.internal);
  }

  protected malformed(code: string): void {
    this.environment.counts.malformed.add(code);
    this.close(Disconnects.malformed);
  }

  /** @throws FrameError */
  protected abstract nextFrame(): Frame | null;
  protected abstract pauseReading(): void;
  protected abstract resumeReading(): void;
  /** Ends the connection without a word. */
  protected abstract cut(): void;
  /** Tells the client why, and ends the connection when that is written. */
  protected abstract sayGoodbye(why: Disconnect): void;
}
