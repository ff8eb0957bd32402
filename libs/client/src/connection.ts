import type { WebSocketClass, WebSocketLike } from './environment.js';
import { encodePacket, HELLO_SEQ, MAX_PACKET_BYTES, Op, readPackets, VERSION, type Packet } from './frame.js';
import { GoimError } from './goim-error.js';
import { Body } from './message.js';

/** How a connection ended; code as in docs/protocol.md, 1006 where it just broke. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
}

/** What the server says to a client that it has authenticated. */
export interface Welcome {
  readonly key: string;
  readonly mid: number | string;
  /** Seconds without a heartbeat after which the server closes the connection. */
  readonly heartbeat: number;
  readonly cursors?: Readonly<Record<string, string>>;
  /** Key of the primary room; empty = none; absent = a server of old, which does not tell. */
  readonly room?: string;
  /** Seconds until the token ends; absent = never. */
  readonly expiresIn?: number;
}

export interface ConnectionEvents {
  /** Called before anything else of the connection is read. */
  welcome(welcome: Welcome): void;
  packet(packet: Packet): void;
  online(count: number): void;
}

export interface ConnectionOptions {
  readonly webSocket: WebSocketClass;
  readonly token: string;
  /** Milliseconds that the handshake, and each reply, may take. */
  readonly timeout: number;
  /** Longest pause between two heartbeats, in milliseconds. */
  readonly heartbeat: number;
}

/** Called with the reply before what follows it is read; the promise of a reply would be too late for that. */
type OnReply = (reply: Body | GoimError, ver: number) => void;

export const BROKEN = 1006;
const NORMAL = 1000;
/** As the server has it. */
const MALFORMED = 4502;
/** Not of the wire: the client's own reason not to come back. */
export const UNSUPPORTED = 4900;

/** One WebSocket to a comet, from its handshake to its end. */
export class Connection {
  /** Never rejects. */
  readonly ended: Promise<Ending>;
  private readonly socket: WebSocketLike;
  private readonly waiting = new Map<number, { onReply: OnReply; timer: ReturnType<typeof setTimeout> | undefined }>();
  /** The first request is the one that authenticates. */
  private lastSeq = HELLO_SEQ - 1;
  private resolveEnded!: (ending: Ending) => void;
  private isOver = false;
  private heartbeats: ReturnType<typeof setInterval> | undefined;
  /** Whether the server has taken the token. */
  isWelcome = false;

  constructor(
    url: string,
    private readonly options: ConnectionOptions,
    private readonly events: ConnectionEvents,
  ) {
    this.ended = new Promise((resolve) => (this.resolveEnded = resolve));
    this.socket = new options.webSocket(url);
    this.socket.binaryType = 'arraybuffer';
    const opening = setTimeout(() => this.end({ code: BROKEN, reason: 'timeout' }), options.timeout);
    this.socket.addEventListener('open', () => {
      clearTimeout(opening);
      this.request(Op.auth, options.token, (reply, ver) => this.welcomed(reply, ver));
    });
    this.socket.addEventListener('message', ({ data }: { data: ArrayBuffer }) => this.read(new Uint8Array(data)));
    // The end follows; without a handler `ws` throws.
    this.socket.addEventListener('error', () => undefined);
    this.socket.addEventListener('close', ({ code, reason }: Ending) => this.end({ code, reason }));
    void this.ended.then(() => clearTimeout(opening));
  }

  /**
   * Sends a request; `onReply` gets the reply, or why none came. One that names an `error` is such a reason; a body of more
   * than 4,096 bytes is not sent.
   *
   * @param within milliseconds; Infinity: as long as the connection lasts
   */
  request(op: number, body: string | Uint8Array, onReply: OnReply, within = this.options.timeout): void {
    if (this.isOver) return onReply(new GoimError('disconnected'), 0);
    const seq = (this.lastSeq = (this.lastSeq % 0x7fffffff) + 1);
    const packet = encodePacket(op, seq, body);
    if (packet.length > MAX_PACKET_BYTES) return onReply(new GoimError('too-long', 'above 4,096 bytes'), 0);
    const late = (): void => {
      this.waiting.delete(seq);
      onReply(new GoimError('timeout', `no reply to operation ${op}`), 0);
    };
    this.waiting.set(seq, { onReply, timer: within === Infinity ? undefined : setTimeout(late, within) });
    this.socket.send(packet);
  }

  /** Sends what is not answered by its seq. */
  notify(op: number, body: string): void {
    if (!this.isOver) this.socket.send(encodePacket(op, 0, body));
  }

  /** A connection that does not answer in time is dead. */
  probe(): void {
    this.request(Op.heartbeat, '', (reply) => {
      if (reply instanceof GoimError) this.end({ code: BROKEN, reason: 'no heartbeat' });
      else if (reply.bytes.length === 4) this.events.online(new DataView(reply.bytes.slice().buffer).getInt32(0));
    });
  }

  /** Ends the connection for this side at once, whether or not the server can still be told. */
  end(ending: Ending): void {
    if (this.isOver) return;
    this.isOver = true;
    clearInterval(this.heartbeats);
    for (const { onReply, timer } of this.waiting.values()) {
      clearTimeout(timer);
      onReply(new GoimError('disconnected', ending.reason), 0);
    }
    this.waiting.clear();
    this.socket.close(NORMAL);
    this.resolveEnded(ending);
  }

  private read(bytes: Uint8Array): void {
    try {
      for (const packet of readPackets(bytes)) {
        if (this.isOver) return;
        const request = packet.delivery ? undefined : this.waiting.get(packet.seq);
        if (!request) this.events.packet(packet);
        else {
          clearTimeout(request.timer);
          this.waiting.delete(packet.seq);
          request.onReply(replyOf(packet), packet.ver);
        }
      }
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error;
      this.end({ code: BROKEN, reason: 'malformed' });
    }
  }

  private welcomed(reply: Body | GoimError, ver: number): void {
    if (reply instanceof GoimError) {
      // The server would end the connection for good over such a token.
      return this.end({ code: reply.code === 'too-long' ? MALFORMED : BROKEN, reason: reply.message });
    }
    // A server of old repeats the version of the request, and says nothing.
    if (ver !== VERSION || reply.bytes.length === 0) {
      return this.end({ code: UNSUPPORTED, reason: 'the server does not speak version 2' });
    }
    const welcome = reply.json() as Welcome;
    this.isWelcome = true;
    const pause = Math.min(this.options.heartbeat, (welcome.heartbeat * 1000) / 2);
    this.heartbeats = setInterval(() => this.probe(), pause);
    this.events.welcome(welcome);
  }
}

const OPENING_BRACE = 0x7b;

function replyOf({ body }: Packet): Body | GoimError {
  const reply = new Body(body);
  if (body[0] !== OPENING_BRACE) return reply;
  try {
    const { error, reason } = reply.json() as { error?: unknown; reason?: string };
    return typeof error === 'string' ? new GoimError(error, reason) : reply;
  } catch {
    return reply;
  }
}
