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
import type { HistoryPage, HistoryQuery, Room, RoomEvents, Withdrawn } from './room.js';
import { replyOf, Rooms, type Session } from './rooms.js';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_RECOVER_WITHIN_MS = 15_000;
const AUTO_ACK_AFTER_MS = 1_000;

const encoder = new TextEncoder();

/**
 * A client of goim's protocol, version 2: one connection that is kept up, and what was missed caught up with. It connects at
 * once; put the handlers on in the same turn.
 */
export class GoimClient extends Emitter<ClientEvents> {
  private readonly rooms: Rooms;
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
    this.rooms = new Rooms(this.feeds, {
      relay: (to, body, id) => this.relay(to, body, id),
      history: (target, query) => this.history(target, query),
    });
    this.link = new Link(
      {
        ...options,
        webSocket,
        timeout: this.timeout,
        heartbeat,
        getToken: async (refusal) => {
          const token = await options.getToken(refusal);
          const text = typeof token === 'string' ? token : (JSON.stringify(token) as string | undefined);
          if (text === undefined) throw new TypeError('getToken gave no token');
          return text;
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
   * Joins the room, and stays in it across reconnects. The same object for the same key; an extra room becomes the primary one
   * where that is asked for. A primary room takes the place of an earlier one, which is left.
   */
  room(key: string, { primary = false }: { readonly primary?: boolean } = {}): Room {
    return this.rooms.room(key, primary);
  }

  /**
   * Sends a message to the business systems: operation 4, or any that is not of the protocol. Waits for a connection first.
   * It is sent once: after `disconnected` or `timeout` the server may have it or not.
   *
   * @throws GoimError as docs/protocol.md names them, `disconnected`, `timeout` or `closed`
   */
  async send(op: number, body: string | Uint8Array | object = ''): Promise<Body> {
    return this.request(op, bodyOf(body));
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
    const session = { connection, welcome };
    this.session = session;
    const packets = this.feeds.opened(this.rooms.opened(session), (target) => this.rooms.of(target) !== undefined);
    for (const packet of packets) resume(connection, packet);
    this.emit('state', { state: 'connected' });
    this.rooms.enter();
    for (const done of this.whenConnected) done(session);
    if (this.hasUnread) this.ackSoon();
  }

  private changed(state: State): void {
    if (state.state === 'disconnected') {
      this.session = undefined;
      clearTimeout(this.ackTimer);
      this.ackTimer = undefined;
      this.rooms.closed();
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
      if (!this.rooms.isLeaving(target)) this.feeds.receive(new Message(id.toString(), target, op, body), prev);
    } else if (op === Op.verdicts) {
      const { targets = {} } = new Body(body).json() as { targets?: Record<string, Verdict> };
      this.feeds.judge(targets);
    } else if (op === Op.notice) {
      const { target, ...notice } = new Body(body).json() as Verdict & { target: string };
      if (!this.rooms.isLeaving(target)) this.feeds.notice(target, notice);
    } else if (op === Op.withdrawn) {
      const withdrawn = new Body(body).json() as Withdrawn & { epoch?: string };
      const { target, id, epoch = '' } = withdrawn;
      if (this.rooms.isLeaving(target)) return;
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
    const room = this.rooms.of(target);
    if (room) room.emit(name, event);
    else this.emit(name, event);
  }

  private counted(count: number): void {
    this.emit('online', count);
    this.rooms.counted(count);
  }

  private async relay({ key }: Room, body: string | Uint8Array | object, id?: string): Promise<Body> {
    const line = encoder.encode(`${JSON.stringify({ room: key, id })}\n`);
    const text = bodyOf(body);
    const bytes = typeof text === 'string' ? encoder.encode(text) : text;
    const whole = new Uint8Array(line.length + bytes.length);
    whole.set(line);
    whole.set(bytes, line.length);
    return this.request(Op.sendMessage, whole);
  }
}

/** An object as its JSON. */
function bodyOf(body: string | Uint8Array | object): string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
}

/** The verdicts come as a message of their own, whoever asked. */
function resume(connection: Connection, cursors: Record<string, string>): void {
  connection.notify(Op.resume, JSON.stringify({ cursors }));
}
