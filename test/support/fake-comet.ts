import { encodeFrame, Operation, readFrames } from '#protocol';

interface Kept {
  readonly id: number;
  readonly prev: number;
  readonly body: string;
}

interface Request {
  readonly op: number;
  readonly seq: number;
  readonly body: string;
}

/** What a request is answered with, in place of what the comet would say. */
type Script = (request: Request, socket: FakeSocket) => boolean;

const VERSION = 2;
const OP = { changeRoom: 12, joinRoom: 18, leaveRoom: 20, resume: 22, verdicts: 23, ack: 24, history: 26 };
const STEP = 1024;
const LONGEST_BODY = 1024 * 1024;
const BROKEN = 1006;

/** A comet in memory that speaks version 2 as docs/protocol.md has it, loses what it is told to, and dies when told to. */
export class FakeComet {
  epoch = 7;
  isHistoryThere = true;
  heartbeatSeconds = 480;
  /** Of the token, from the auth on; undefined = for ever. */
  expiresIn: number | undefined;
  /** Newest messages that catching up brings; older ones are a gap. */
  limit = Infinity;
  readonly requests: Request[] = [];
  readonly urls: string[] = [];
  readonly sockets = new Set<FakeSocket>();
  private readonly logs = new Map<string, Kept[]>();
  private lastId = 0;
  private script: Script = () => false;

  /** For the option `webSocket`. */
  readonly webSocket: new (url: string) => FakeSocket = ((comet: FakeComet) =>
    class extends FakeSocket {
      constructor(url: string) {
        super(comet);
        comet.urls.push(url);
      }
    })(this);

  constructor(private readonly rooms: readonly string[] = []) {}

  /** Looks at each request first; `true` = it was answered. */
  answer(script: Script): void {
    this.script = script;
  }

  bodies(target: string): string[] {
    return (this.logs.get(target) ?? []).map(({ body }) => body);
  }

  /** Stores a message, and delivers it to the connections that are live on the target. @returns its id */
  push(target: string, body: string, { lost = false, twice = false } = {}): number {
    const log = this.logs.get(target) ?? [];
    this.logs.set(target, log);
    const message = { id: (this.lastId += STEP), prev: log.at(-1)?.id ?? 0, body };
    log.push(message);
    for (const socket of this.sockets) {
      if (!socket.live.has(target) || lost) continue;
      socket.deliver(target, message);
      if (twice) socket.deliver(target, message);
    }
    return message.id;
  }

  /** The stream was lost: ids begin anew. */
  begin(epoch: number): void {
    this.epoch = epoch;
    this.lastId = 0;
    this.logs.clear();
  }

  /** Ends all connections; of what is on its way to them, so many messages still arrive. */
  cut(arriving = 0, code = BROKEN, reason = ''): void {
    for (const socket of this.sockets) socket.cut(arriving, code, reason);
  }

  cursor(id = this.lastId): string {
    return `${this.epoch}:${id}`;
  }

  opened(socket: FakeSocket): void {
    this.sockets.add(socket);
  }

  take(socket: FakeSocket, bytes: Uint8Array): void {
    const { op, seq, body } = readFrames(Buffer.from(bytes), LONGEST_BODY)[0]!;
    const request = { op, seq, body: body.toString() };
    this.requests.push(request);
    if (!this.script(request, socket)) this.serve(request, socket);
  }

  /** Answers a request that a script has held back. */
  serve({ op, seq, body }: Request, socket: FakeSocket): void {
    if (op === Operation.Auth) {
      const targets = ['all', 'mid:1', ...this.rooms.map((room) => `room:${room}`)];
      socket.targets = targets;
      const cursors = Object.fromEntries(targets.map((target) => [target, this.cursor()]));
      socket.reply(op + 1, seq, {
        key: 'k',
        mid: 1,
        heartbeat: this.heartbeatSeconds,
        cursors,
        expiresIn: this.expiresIn,
      });
    } else if (op === Operation.Heartbeat) {
      const count = Buffer.alloc(4);
      count.writeInt32BE(this.sockets.size);
      socket.reply(op + 1, seq, count);
    } else if (op === OP.resume) this.resume(JSON.parse(body).cursors, socket);
    else if (op === OP.joinRoom || op === OP.changeRoom) {
      const { room, cursor } = JSON.parse(body) as { room: string; cursor?: string };
      const { verdict, missed } = this.judge(`room:${room}`, cursor);
      socket.reply(op + 1, seq, { room, ...verdict });
      for (const message of missed) socket.deliver(`room:${room}`, message);
      socket.live.add(`room:${room}`);
    } else {
      if (op === OP.leaveRoom) socket.live.delete(`room:${body}`);
      socket.reply(op === 4 || op === OP.ack || op === OP.history ? op + 1 : op, seq, '');
    }
  }

  private resume(cursors: Record<string, string>, socket: FakeSocket): void {
    const targets = Object.entries(cursors).map(([target, cursor]) => ({ target, ...this.judge(target, cursor) }));
    socket.reply(OP.verdicts, 0, {
      targets: Object.fromEntries(targets.map(({ target, verdict }) => [target, verdict])),
    });
    for (const { target, missed } of targets) for (const message of missed) socket.deliver(target, message);
    for (const target of socket.targets) socket.live.add(target);
    socket.targets = [];
  }

  private judge(target: string, from: string | undefined): { verdict: object; missed: readonly Kept[] } {
    const cursor = this.cursor();
    if (from === undefined) return { verdict: { cursor }, missed: [] };
    const [epoch, id] = from.split(':').map(Number) as [number, number];
    if (epoch !== this.epoch) return { verdict: { verdict: 'reset', cursor }, missed: [] };
    if (!this.isHistoryThere) return { verdict: { verdict: 'unavailable', cursor }, missed: [] };
    const missed = (this.logs.get(target) ?? []).filter((message) => message.id > id);
    if (missed.length <= this.limit) return { verdict: { verdict: 'recovered', cursor }, missed };
    const kept = missed.slice(-this.limit);
    const to = missed[missed.length - kept.length - 1]!.id;
    return { verdict: { verdict: 'gap', from: String(id), to: String(to), cursor }, missed: kept };
  }
}

/** The client's end of a connection to a `FakeComet`. */
export class FakeSocket {
  binaryType = '';
  private readonly listeners = new Map<string, (event: object) => void>();
  readonly live = new Set<string>();
  targets: readonly string[] = [];
  private readonly arriving: Uint8Array[] = [];
  private isOpen = true;

  constructor(private readonly comet: FakeComet) {
    queueMicrotask(() => {
      if (!this.isOpen) return;
      this.comet.opened(this);
      this.listeners.get('open')?.({});
    });
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.listeners.set(type, listener as (event: object) => void);
  }

  send(data: Uint8Array): void {
    if (this.isOpen) this.comet.take(this, data);
  }

  close(): void {
    this.isOpen = false;
    this.comet.sockets.delete(this);
  }

  /** The server ends the connection, or something on the way does. */
  cut(arriving: number, code: number, reason: string): void {
    for (const bytes of this.arriving.splice(0).slice(0, arriving)) this.arrive(bytes);
    this.close();
    this.listeners.get('close')?.({ code, reason });
  }

  reply(op: number, seq: number, body: object | string): void {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    this.write(encodeFrame(op, seq, bytes, VERSION));
  }

  deliver(target: string, { id, prev, body }: Kept, op = 1000): void {
    const name = Buffer.from(target);
    const packet = Buffer.alloc(34 + name.length + body.length);
    packet.writeInt32BE(packet.length, 0);
    packet.writeInt16BE(34 + name.length, 4);
    packet.writeInt16BE(VERSION, 6);
    packet.writeInt32BE(op, 8);
    packet.writeBigInt64BE(BigInt(id), 16);
    packet.writeBigInt64BE(BigInt(prev), 24);
    packet.writeUInt16BE(name.length, 32);
    packet.set(name, 34);
    packet.write(body, 34 + name.length);
    this.write(encodeFrame(Operation.Raw, 0, packet, VERSION));
  }

  private write(bytes: Uint8Array): void {
    if (!this.isOpen) return;
    this.arriving.push(bytes);
    queueMicrotask(() => {
      const next = this.arriving.shift();
      if (next) this.arrive(next);
    });
  }

  private arrive(bytes: Uint8Array): void {
    if (this.isOpen) this.listeners.get('message')?.({ data: Uint8Array.from(bytes).buffer });
  }
}
