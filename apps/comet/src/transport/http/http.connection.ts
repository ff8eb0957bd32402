import type { Live } from '#config';
import {
  AppError,
  Disconnects,
  type Disconnect,
  type HttpReadReply,
  type HttpReadRequest,
  type HttpSendReply,
} from '#contracts';
import {
  MAX_INBOUND_BODY_BYTES,
  Operation,
  readFrames,
  TARGETED_HELLO_SEQ,
  TARGETED_VERSION,
  type Frame,
} from '#protocol';
import { z } from 'zod';
import { Connection, type BrowserHeaders } from '../connection.js';
import { Outbox } from './outbox.js';

/** Bytes of one answer at most; a longer message goes alone. */
export const MAX_ANSWER_BYTES = 128 * 1024;
/** Frames that may wait for the session, such as while logic is slow. */
const MAX_WAITING_FRAMES = 1_000;
const NOTHING = new Uint8Array(0);
/** What the session answers a client of version 2 that it lets in. */
const Welcome = z.object({
  cursors: z.record(z.string(), z.string()),
  room: z.string(),
  expiresIn: z.number().optional(),
});
export type Welcome = z.output<typeof Welcome>;

type Woken = 'something' | 'superseded' | 'time';

export interface HttpConnectionOptions {
  /** Bytes that are kept of what a client that streams was sent, for when its stream breaks. */
  readonly replay: number;
}

/**
 * A client without a socket of its own: it sends frames by requests, and what is for it waits until it asks. It is there
 * as long as it reads often enough.
 */
export class HttpConnection extends Connection {
  override readonly mustRead = true;
  /** Of a client of version 2: where its targets were when it was let in, its primary room, and in how many seconds its token ends. */
  welcome: Welcome | undefined;
  private readonly outbox = new Outbox();
  private frames: Frame[] = [];
  /** Number of the newest poll or stream. */
  private reader = 0;
  /** The request that waits for something to read; there is one at most. */
  private waiting: ((how: Woken) => void) | null = null;
  private opening: ((refused: Disconnect | null) => void) | null = null;
  private sending: (() => void)[] = [];
  private end: Disconnect | null = null;

  constructor(
    remoteAddress: string | undefined,
    headers: BrowserHeaders,
    private readonly options: Live<HttpConnectionOptions>,
    private readonly onEnd: () => void,
  ) {
    super('http', remoteAddress, headers);
  }

  override get pendingBytes(): number {
    return this.outbox.pendingBytes;
  }

  /** What is kept for the client costs so many bytes. */
  get keptBytes(): number {
    return this.outbox.keptBytes;
  }

  override write(bytes: Uint8Array): void {
    this.outbox.write(bytes);
    this.wake('something');
  }

  /** Authenticates the client. @returns why it was refused; null where it is in */
  open(token: Buffer, version: number): Promise<Disconnect | null> {
    if (this.end) return Promise.resolve(this.end);
    return new Promise((resolve) => {
      this.opening = resolve;
      this.session.handle({
        ver: version,
        op: Operation.Auth,
        seq: version === TARGETED_VERSION ? TARGETED_HELLO_SEQ : 0,
        body: token,
      });
    });
  }

  override reply(ver: number, op: number, seq: number, body: Uint8Array): void {
    // The answer to the request that opens the connection says it.
    if (this.opening && op === Operation.AuthReply) {
      if (body.length > 0) this.welcome = Welcome.parse(JSON.parse(Buffer.from(body).toString()));
      this.opened(null);
    } else super.reply(ver, op, seq, body);
  }

  /**
   * What came after what the client has, as soon as there is something. A newer reader ends an older one.
   *
   * @param maxBytes that are answered at once; a longer message alone
   * @throws AppError `invalid-argument`, `conflict` where the cursor is none
   */
  async read(
    { after, wait, replay, reader }: Omit<HttpReadRequest, 'connection'>,
    maxBytes = MAX_ANSWER_BYTES,
  ): Promise<HttpReadReply> {
    const by = { reader: reader || ++this.reader };
    const superseded = { ...by, cursor: after, packets: NOTHING, superseded: true, ...STILL_OPEN };
    // It did not wait when the newer one began, but wrote what it had read.
    if (by.reader < this.reader) return superseded;
    this.wake('superseded');
    if (this.end && GONE.has(this.end.reason)) {
      return { ...by, cursor: after, packets: NOTHING, superseded: false, ...this.ended };
    }
    this.outbox.acknowledge(after, replay ? this.options.current.replay : 0);
    this.session.alive();
    if (this.outbox.pendingBytes === 0 && !this.end && wait > 0 && (await this.arrival(wait)) === 'superseded') {
      return superseded;
    }
    const { cursor, packets } = this.outbox.take(maxBytes);
    // What it was sent before the end comes first, and then the reason of the end.
    const ended = packets.length === 0 ? this.ended : STILL_OPEN;
    return { ...by, cursor, packets: Buffer.concat(packets), superseded: false, ...ended };
  }

  /**
   * Hands packets to the session, and resolves when it has taken them: while something has to be awaited, the client waits.
   *
   * @throws AppError `invalid-argument` where they are too many, `unavailable` where too many wait already
   */
  async send(packets: Uint8Array): Promise<HttpSendReply> {
    if (this.closing) return this.ended;
    try {
      const bytes = Buffer.from(packets.buffer, packets.byteOffset, packets.byteLength);
      const frames = readFrames(bytes, MAX_INBOUND_BODY_BYTES);
      if (frames.length > MAX_WAITING_FRAMES) {
        throw new AppError(
          'invalid-argument',
          `${frames.length} packets: at most ${MAX_WAITING_FRAMES} in one request`,
        );
      }
      if (this.frames.length + frames.length > MAX_WAITING_FRAMES) {
        throw new AppError('unavailable', `${this.frames.length} packets of this connection wait already`);
      }
      this.frames.push(...frames);
      this.handleFrames();
    } catch (error) {
      if (error instanceof AppError) throw error;
      this.failedToHandle(error);
    }
    if (this.frames.length > 0 && !this.closing) await new Promise<void>((resolve) => this.sending.push(resolve));
    return this.ended;
  }

  /** The client goes. */
  leave(): void {
    if (this.closing) return;
    this.gone();
    this.finish(LEFT);
  }

  protected override handleFrames(): void {
    super.handleFrames();
    if (this.frames.length === 0) this.sent();
  }

  protected override nextFrame(): Frame | null {
    return this.frames.shift() ?? null;
  }

  protected override pauseReading(): void {}

  protected override resumeReading(): void {}

  protected override cut(): void {
    this.finish(Disconnects.slow);
  }

  protected override sayGoodbye(why: Disconnect): void {
    this.finish(why);
  }

  private get ended(): Pick<HttpSendReply, 'reason' | 'message'> {
    return this.end ? { reason: this.end.reason, message: this.end.message ?? '' } : STILL_OPEN;
  }

  private finish(why: Disconnect): void {
    this.end = why;
    this.frames = [];
    // Nobody fetches what is left for a client that is too slow, or gone.
    if (GONE.has(why.reason)) this.outbox.clear();
    this.opened(why);
    this.sent();
    this.wake('something');
    this.onEnd();
  }

  private arrival(waitMs: number): Promise<Woken> {
    // A client that asks again and again must not be idle in between.
    const longest = this.session.longestSilence / 2;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake('time'), Math.min(waitMs, longest));
      this.waiting = (how) => {
        clearTimeout(timer);
        resolve(how);
      };
    });
  }

  private wake(how: Woken): void {
    const { waiting } = this;
    this.waiting = null;
    waiting?.(how);
  }

  private opened(refused: Disconnect | null): void {
    const { opening } = this;
    this.opening = null;
    opening?.(refused);
  }

  private sent(): void {
    for (const resolve of this.sending.splice(0)) resolve();
  }
}

/** The client's own end, for a request of its that still waits. */
const LEFT: Disconnect = { code: 1000, reason: 'client', reconnect: false };
const STILL_OPEN = { reason: '', message: '' } satisfies HttpSendReply;
const GONE: ReadonlySet<string> = new Set([Disconnects.slow.reason, Disconnects.idle.reason]);
