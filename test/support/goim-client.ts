import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectByTls } from 'node:tls';
import { encodeFrame, FrameReader, Operation, PROTOCOL_VERSION, readFrames, type Frame } from '#protocol';
import { WebSocket } from 'ws';
import { Changes } from './changes.mjs';

/** A pushed packet as the client saw it. */
export interface Push {
  readonly op: number;
  readonly body: string;
  readonly bytes: Buffer;
}

/** How the server ended the connection. */
export interface Ended {
  /** WebSocket close code, or the code of TCP's disconnect packet; undefined where the connection just broke. */
  readonly code?: number;
  readonly reason?: string;
  /** What the server added to the reason. */
  readonly message?: string;
}

/** The token that goim's clients authenticate with. */
export interface Token {
  mid?: number;
  key?: string;
  room_id?: string;
  platform?: string;
  rooms?: string[];
  accepts?: number[];
}

const LONGEST_BODY = 64 * 1024 * 1024;
const REPLY_TIMEOUT_MS = 30_000;
/** How much of what was pushed goes into an error. */
const SHOWN_PUSHES = 3;
const SHOWN_CHARS = 80;

/** A goim client for tests: strict about the framing of its transport, and keeps what it was pushed. */
export abstract class GoimClient {
  readonly pushes: Push[] = [];
  /** Called with each, as it comes. */
  onPush: (push: Push) => void = () => undefined;
  readonly ended: Promise<Ended>;
  protected end!: (how: Ended) => void;
  private readonly replies = new Map<number, (frame: Frame) => void>();
  private hasEnded = false;
  private readonly changes = new Changes(() => {
    const bodies = this.pushes.slice(-SHOWN_PUSHES).map(({ body }) => JSON.stringify(body.slice(0, SHOWN_CHARS)));
    return `${this.pushes.length} pushes${this.isOpen ? '' : ', and the end of the connection'}; ${bodies.join(', ')}`;
  });
  private lastSeq = 0;

  protected constructor() {
    this.ended = new Promise((resolve) => {
      this.end = (how) => {
        this.hasEnded = true;
        resolve(how);
      };
    });
  }

  /** Whether this side has not seen the end of the connection yet. One that must be open answers a heartbeat. */
  get isOpen(): boolean {
    return !this.hasEnded;
  }

  /**
   * Connects by TCP (`tcp://host:port`) or WebSocket (`ws://host:port/sub`), or by TLS (`tcps:`, `wss:`), and authenticates.
   *
   * @param ca the certificate, in PEM, that the server's must come from
   */
  static async open(address: string, token: Token, ca?: string): Promise<GoimClient> {
    const client = await GoimClient.connect(address, ca);
    await client.auth(token);
    return client;
  }

  static async connect(address: string, ca?: string): Promise<GoimClient> {
    const { protocol, hostname, port } = new URL(address);
    if (protocol === 'tcps:') {
      const socket = connectByTls({ host: hostname, port: Number(port), ca });
      await once(socket, 'secureConnect');
      return new TcpClient(socket);
    }
    if (protocol === 'tcp:') {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      await once(socket, 'connect');
      return new TcpClient(socket);
    }
    const websocket = new WebSocket(address, { perMessageDeflate: false, ca });
    const client = new WebSocketClient(websocket);
    await once(websocket, 'open');
    return client;
  }

  async auth(token: Token): Promise<void> {
    const reply = await this.request(Operation.Auth, JSON.stringify(token));
    if (reply.op !== Operation.AuthReply) throw new Error(`auth was answered with operation ${reply.op}`);
  }

  /** @returns the online count of the client's room */
  async heartbeat(): Promise<number> {
    return (await this.request(Operation.Heartbeat)).body.readInt32BE(0);
  }

  /** Sends heartbeats. One that is under way when the connection ends has no answer, and nobody waits for it. @returns ends it */
  beat(everyMs: number): () => void {
    const timer = setInterval(() => void this.heartbeat().catch(() => undefined), everyMs);
    return () => clearInterval(timer);
  }

  /** Joins a room beside goim's one. @returns the body of the reply */
  async join(room: string): Promise<string> {
    return (await this.request(Operation.JoinRoom, room)).body.toString();
  }

  /** Leaves a room. @returns the body of the reply */
  async leave(room: string): Promise<string> {
    return (await this.request(Operation.LeaveRoom, room)).body.toString();
  }

  /** Sends a packet and resolves with the reply of the same seq. */
  request(op: number, body: string | Uint8Array = '', ver: number = PROTOCOL_VERSION): Promise<Frame> {
    const seq = ++this.lastSeq;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no reply to operation ${op}`)), REPLY_TIMEOUT_MS);
      this.replies.set(seq, (frame) => {
        clearTimeout(timer);
        resolve(frame);
      });
      void this.ended.then(({ reason }) => {
        clearTimeout(timer);
        reject(new Error(`closed while operation ${op} waited for its reply: ${reason ?? 'broken'}`));
      });
      this.write(encodeFrame(op, seq, Buffer.from(body), ver));
    });
  }

  /** Resolves when `isDone` says so of what was pushed. @throws Error with what was pushed instead */
  until(isDone: (pushes: readonly Push[]) => boolean, withinMs: number): Promise<void> {
    return this.changes.until(`${isDone.toString()} of a client`, withinMs, () => isDone(this.pushes));
  }

  /** Sends bytes as they are. */
  abstract write(bytes: Uint8Array): void;
  /** Ends the connection from this side. */
  abstract close(): void;
  /** Stops reading, so that the server's buffers fill. */
  abstract stopReading(): void;
  abstract resumeReading(): void;

  protected receivedReply(frame: Frame): void {
    this.replies.get(frame.seq)?.(frame);
    this.replies.delete(frame.seq);
  }

  protected receivedPush({ op, body }: Frame): void {
    const push = { op, body: body.toString(), bytes: Buffer.from(body) };
    this.pushes.push(push);
    this.onPush(push);
    this.changes.notify();
  }
}

/** Seq 0 is what the server sends of its own accord: this client numbers its own requests from 1. */
class TcpClient extends GoimClient {
  private readonly reader = new FrameReader(LONGEST_BODY);
  private goodbye: Ended = {};

  constructor(private readonly socket: Socket) {
    super();
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => this.end(this.goodbye));
  }

  override write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  override close(): void {
    this.socket.destroy();
  }

  override stopReading(): void {
    this.socket.pause();
  }

  override resumeReading(): void {
    this.socket.resume();
  }

  private receive(chunk: Buffer): void {
    this.reader.append(chunk);
    for (let frame = this.reader.next(); frame; frame = this.reader.next()) {
      if (frame.seq !== 0) this.receivedReply(frame);
      else if (frame.op === Operation.DisconnectReply) this.goodbye = JSON.parse(frame.body.toString()) as Ended;
      else this.receivedPush(frame);
    }
  }
}

class WebSocketClient extends GoimClient {
  constructor(private readonly websocket: WebSocket) {
    super();
    websocket.on('message', (message: Buffer, isBinary) => this.receive(message, isBinary));
    websocket.on('error', () => undefined);
    websocket.on('close', (code, said) => {
      const [reason, ...message] = said.toString().split(': ');
      this.end(code === 1006 ? {} : { code, reason, ...(message.length > 0 && { message: message.join(': ') }) });
    });
  }

  override write(bytes: Uint8Array): void {
    this.websocket.send(bytes);
  }

  override close(): void {
    this.websocket.terminate();
  }

  override stopReading(): void {
    this.websocket.pause();
  }

  override resumeReading(): void {
    this.websocket.resume();
  }

  private receive(message: Buffer, isBinary: boolean): void {
    if (!isBinary) throw new Error('the server sends binary messages only');
    const [outer, ...more] = readFrames(message, LONGEST_BODY);
    if (!outer || more.length > 0) throw new Error('a message holds one outer packet');
    if (outer.op !== Operation.Raw) {
      this.receivedReply(outer);
      return;
    }
    for (const inner of readFrames(outer.body, LONGEST_BODY)) this.receivedPush(inner);
  }
}
