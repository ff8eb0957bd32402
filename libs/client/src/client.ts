import type { Connection, Welcome } from './connection.js';
import { Emitter } from './emitter.js';
import { environment, LONGEST_TIMER_MS } from './environment.js';
import { Feeds } from './feeds.js';
import type { Verdict } from './feed.js';
import { Op, type Packet } from './frame.js';
import { GoimError } from './goim-error.js';
import { historyPage } from './history.js';
import { Link, type State } from './link.js';
import { Body, Message } from './message.js';
import type { ClientEvents, GoimClientOptions } from './options.js';
import { Room, type HistoryPage, type HistoryQuery, type RoomEvents, type Withdrawn } from './room.js';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_RECOVER_WITHIN_MS = 15_000;
const AUTO_ACK_AFTER_MS = 1_000;
/** A join for which logic was not there is tried again within it, then within twice as long, and so on. */
const FIRST_JOIN_PAUSE_MS = 500;
const MAX_JOIN_PAUSE_MS = 8_000;
const ROOM = 'room:';

const encoder = new TextEncoder();

/** A connection that the server has taken. */
interface Session {
  readonly connection: Connection;
  readonly welcome: Welcome;
}

/**
 * A client of goim's protocol, version 2: one connection that is kept up, and what was missed caught up with. It connects at
 * once; put the handlers on in the same turn.
 */
export class GoimClient extends Emitter<ClientEvents> {
  private readonly rooms = new Map<string, Room>();
  /** Rooms that were asked for, by the connection for which they were. */
  private readonly asked = new WeakMap<Room, Session>();
  /** Rooms that were left, until the server has said so: what was on its way comes before that. */
  private readonly leaving = new Map<string, Room>();
  /** The next try to join a room. */
  private readonly joins = new Map<Room, ReturnType<typeof setTimeout>>();
  private readonly feeds: Feeds;
  private readonly link: Link;
  private readonly timeout: number;
  private session: Session | undefined;
  private isOver = false;
  private readonly whenConnected = new Set<(session: Session | GoimError) => void>();
  private ackTimer: ReturnType<typeof setTimeout> | undefined;
  /** The member has messages that are to be acknowledged. */
  private hasUnread = false;

  /** @throws TypeError where there is no address, or no WebSocket */
  constructor(private readonly options: GoimClientOptions) {
    super();
    const webSocket = options.webSocket ?? environment.WebSocket;
    if (!webSocket) throw new TypeError('No global WebSocket here: give the option webSocket');
    if (!options.url && !options.nodes) throw new TypeError('Give url, or nodes');
    const { timeout = DEFAULT_TIMEOUT_MS, heartbeat = Infinity, recoverWithin = DEFAULT_RECOVER_WITHIN_MS } = options;
    this.timeout = Math.min(timeout, LONGEST_TIMER_MS);
    this.feeds = new Feeds(options.cursors ?? {}, Math.min(recoverWithin, LONGEST_TIMER_MS), {
      message: (message) => this.received(message),
      gap: (gap) => this.tell(gap.target, 'gap', gap),
      resume: (cursors) => this.session && resume(this.session.connection, cursors),
    });
    this.link = new Link(
      {
        ...options,
        webSocket,
        timeout: this.timeout,
        heartbeat,
        getToken: async (refusal) => {
          const token = await options.getToken(refusal);
          return typeof token === 'string' ? token : JSON.stringify(token);
        },
      },
      {
        welcome: (connection, welcome) => this.welcomed(connection, welcome),
        packet: (packet) => this.read(packet),
        online: (count) => this.counted(count),
        state: (state) => this.changed(state),
      },
    );
  }

  /** The session's key, once the server has told it. */
  get key(): string | undefined {
    return this.session?.welcome.key;
  }

  /** Where this client is, by target: to be kept, and given to the next one. */
  get cursors(): Record<string, string> {
    return this.feeds.cursors;
  }

  /**
   * Joins the room, and stays in it across reconnects. The same object for the same key. A primary room takes the place of
   * an earlier one, which is left.
   */
  room(key: string, { primary = false }: { readonly primary?: boolean } = {}): Room {
    const known = this.rooms.get(key);
    if (known) return known;
    const room = new Room(key, primary, {
      leave: (left) => this.leave(left),
      relay: (to, body, id) => this.relay(to, body, id),
      history: (target, query) => this.history(target, query),
    });
    for (const other of this.rooms.values()) {
      // The server has one at a time. A connection that breaks leaves it as well.
      if (primary && other.isPrimary) void this.leave(other).catch(() => undefined);
    }
    this.rooms.set(key, room);
    // Later, so that the caller can put its handlers on first.
    void Promise.resolve().then(() => {
      const isAsked = this.asked.get(room) === this.session;
      if (this.session && !isAsked && this.rooms.get(key) === room) this.join(room);
    });
    return room;
  }

  /**
   * Sends a message to the business systems: operation 4, or any that is not of the protocol. Waits for a connection first.
   * It is sent once: after `disconnected` or `timeout` the server may have it or not.
   *
   * @throws GoimError as docs/protocol.md names them, `disconnected`, `timeout` or `closed`
   */
  async send(op: number, body: string | Uint8Array | object = ''): Promise<Body> {
    return this.request(op, typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body));
  }

  /** Tells the server how far the member has read: up to the newest of its messages here, unless a cursor is given. */
  async ack(cursor?: string): Promise<void> {
    // Which member it is, the server says.
    const { connection, welcome } = await this.connected();
    const target = `mid:${welcome.mid}`;
    const read = cursor ?? this.cursors[target];
    if (read !== undefined) await replyOf(connection, Op.ack, JSON.stringify({ target, cursor: read }));
  }

  /** A page of a target's history; rooms have it as well. @throws GoimError */
  async history(target: string, query: HistoryQuery = {}): Promise<HistoryPage> {
    const reply = await this.request(Op.history, JSON.stringify({ target, ...query }));
    return historyPage(reply.json());
  }

  /** Ends the connection; nothing is called afterwards. */
  close(): Promise<void> {
    return this.link.close();
  }

  private async request(op: number, body: string | Uint8Array): Promise<Body> {
    const { connection } = await this.connected();
    return replyOf(connection, op, body);
  }

  private connected(): Promise<Session> {
    return new Promise((resolve, reject) => {
      const done = (session: Session | GoimError): void => {
        clearTimeout(timer);
        this.whenConnected.delete(done);
        if (session instanceof GoimError) reject(session);
        else resolve(session);
      };
      const timer = setTimeout(() => done(new GoimError('disconnected')), this.timeout);
      this.whenConnected.add(done);
      if (this.session) done(this.session);
      else if (this.isOver) done(new GoimError('closed'));
    });
  }

  private welcomed(connection: Connection, welcome: Welcome): void {
    // Without a history there are none.
    const { cursors = {} } = welcome;
    const session = { connection, welcome };
    this.session = session;
    const packets = this.feeds.opened(welcome, (target) => this.rooms.has(target.slice(ROOM.length)));
    for (const packet of packets) resume(connection, packet);
    this.emit('state', { state: 'connected' });
    for (const room of this.rooms.values()) {
      // Of the token, or joined by its handler just now.
      if (cursors[room.target] === undefined) this.join(room);
      else {
        this.asked.set(room, session);
        room.emit('joined', undefined);
      }
    }
    for (const done of this.whenConnected) done(session);
    if (this.hasUnread) this.ackSoon();
  }

  private changed(state: State): void {
    if (state.state === 'disconnected') {
      this.session = undefined;
      clearTimeout(this.ackTimer);
      this.ackTimer = undefined;
      for (const timer of this.joins.values()) clearTimeout(timer);
      this.joins.clear();
      this.feeds.closed();
      if (state.retryIn === undefined) {
        this.isOver = true;
        for (const done of this.whenConnected) done(new GoimError('closed', state.reason));
      }
    }
    this.emit('state', state);
  }

  private read({ op, seq, body, delivery }: Packet): void {
    if (delivery) {
      const { id, prev, target } = delivery;
      if (!this.leaving.has(target)) this.feeds.receive(new Message(id.toString(), target, op, body), prev);
    } else if (op === Op.verdicts) {
      const { targets = {} } = new Body(body).json() as { targets?: Record<string, Verdict> };
      this.feeds.judge(targets);
    } else if (op === Op.notice) {
      const { target, ...notice } = new Body(body).json() as Verdict & { target: string };
      if (!this.leaving.has(target)) this.feeds.notice(target, notice);
    } else if (op === Op.withdrawn) {
      const withdrawn = new Body(body).json() as Withdrawn & { epoch?: string };
      const { target, id, epoch = '' } = withdrawn;
      if (this.leaving.has(target)) return;
      this.feeds.withdrawn(target, id, epoch);
      this.tell(target, 'withdrawn', withdrawn);
    }
    // A goim of old, behind this comet, pushes without a target. With a seq it is a reply for which nobody waits any more.
    else if (seq === 0 && (op === Op.sendMessage || op >= 1000)) this.received(new Message('0', '', op, body));
  }

  private received(message: Message): void {
    this.tell(message.target, 'message', message);
    if (!this.options.autoAck || !message.target.startsWith('mid:')) return;
    this.hasUnread = true;
    this.ackSoon();
  }

  /** What comes until then is acknowledged with it. One that fails is made good by the next message, or connection. */
  private ackSoon(): void {
    this.ackTimer ??= setTimeout(() => {
      this.ackTimer = undefined;
      this.hasUnread = false;
      this.ack().catch(() => (this.hasUnread = true));
    }, AUTO_ACK_AFTER_MS);
  }

  /** Rooms have handlers of their own; all else is the client's. */
  private tell<Name extends 'message' | 'gap' | 'withdrawn'>(
    target: string,
    name: Name,
    event: ClientEvents[Name] & RoomEvents[Name],
  ): void {
    const room = target.startsWith(ROOM) ? this.rooms.get(target.slice(ROOM.length)) : undefined;
    if (room) room.emit(name, event);
    else this.emit(name, event);
  }

  private counted(count: number): void {
    this.emit('online', count);
    for (const room of this.rooms.values()) if (room.isPrimary) room.emit('online', count);
  }

  private join(room: Room, pause = FIRST_JOIN_PAUSE_MS): void {
    const { session } = this;
    if (!session) return;
    this.asked.set(room, session);
    const cursor = this.feeds.cursorOf(room.target);
    const op = room.isPrimary ? Op.changeRoom : Op.joinRoom;
    const again = (): void => {
      this.joins.delete(room);
      const isWanted = this.session === session && this.rooms.get(room.key) === room;
      if (isWanted) this.join(room, Math.min(2 * pause, MAX_JOIN_PAUSE_MS));
    };
    const answered = (reply: Body | GoimError): void => {
      if (this.rooms.get(room.key) !== room) return;
      if (reply instanceof GoimError) {
        // Where the connection broke, the next one joins.
        if (reply.code === 'disconnected') return;
        if (reply.code === 'unavailable') this.joins.set(room, setTimeout(again, Math.random() * pause));
        else room.emit('refused', reply);
        return;
      }
      const joined = reply.json() as Partial<Verdict>;
      this.feeds.joined(room.target, joined.cursor);
      if (joined.verdict) this.feeds.judge({ [room.target]: joined as Verdict });
      room.emit('joined', undefined);
    };
    // A server that is busy with others' joins may take long. Its verdict is needed however late it comes: the messages after
    // it go on from there.
    session.connection.request(op, JSON.stringify({ room: room.key, cursor }), answered, Infinity);
  }

  private async leave(room: Room): Promise<void> {
    if (this.rooms.get(room.key) !== room) return;
    this.rooms.delete(room.key);
    this.feeds.forget(room.target);
    if (!this.session) return;
    this.leaving.set(room.target, room);
    await replyOf(this.session.connection, Op.leaveRoom, room.key, () => {
      if (this.leaving.get(room.target) === room) this.leaving.delete(room.target);
    });
  }

  private relay({ key }: Room, body: string | Uint8Array, id?: string): Promise<Body> {
    const line = encoder.encode(`${JSON.stringify({ room: key, id })}\n`);
    const bytes = typeof body === 'string' ? encoder.encode(body) : body;
    const whole = new Uint8Array(line.length + bytes.length);
    whole.set(line);
    whole.set(bytes, line.length);
    return this.request(Op.sendMessage, whole);
  }
}

/** @param onReply is called before what follows the reply is read, or where there is none */
function replyOf(connection: Connection, op: number, body: string | Uint8Array, onReply?: () => void): Promise<Body> {
  return new Promise((resolve, reject) => {
    connection.request(op, body, (reply) => {
      onReply?.();
      if (reply instanceof GoimError) reject(reply);
      else resolve(reply);
    });
  });
}

/** The verdicts come as a message of their own, whoever asked. */
function resume(connection: Connection, cursors: Record<string, string>): void {
  connection.notify(Op.resume, JSON.stringify({ cursors }));
}
