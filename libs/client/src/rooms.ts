import type { Connection, Welcome } from './connection.js';
import type { Verdict } from './feed.js';
import type { Feeds } from './feeds.js';
import { Op } from './frame.js';
import { GoimError } from './goim-error.js';
import type { Body } from './message.js';
import { Room, type RoomHost } from './room.js';

/** A connection that the server has taken. */
export interface Session {
  readonly connection: Connection;
  readonly welcome: Welcome;
}

/** A join for which logic was not there is tried again within it, then within twice as long, and so on. */
const FIRST_JOIN_PAUSE_MS = 500;
const MAX_JOIN_PAUSE_MS = 8_000;
/** So many rooms that the token may name, and that were left, are left again on each connection: the newest of them. */
const MAX_LEFT = 100;
const ROOM = 'room:';

/** The rooms that a client is in, across its connections, until it leaves them. */
export class Rooms {
  private readonly rooms = new Map<string, Room>();
  /** Keys of rooms that were left, and that the token may name: it puts each new connection into them again. */
  private readonly left = new Set<string>();
  /** Targets of rooms that were left, until the server has said so: what was on its way comes before that. */
  private readonly leaving = new Map<string, object>();
  private readonly primaries = new WeakSet<Room>();
  /** Rooms for whose join an answer, or the next try, is awaited. */
  private readonly joins = new Map<Room, Join>();
  /** Rooms that were told that they are joined, by the connection on which they were. */
  private readonly told = new WeakMap<Room, Session>();
  /** Keys of rooms that the client has joined itself on a connection whose welcome names no target: the token does not put it there. */
  private readonly ownJoins = new Set<string>();
  private session: Session | undefined;
  /** Key of the room that is the primary one for the server, as far as it has answered; empty = none, undefined = not known. */
  private primaryKey: string | undefined;

  constructor(
    private readonly feeds: Feeds,
    private readonly host: Pick<RoomHost, 'relay' | 'history'>,
  ) {}

  of(target: string): Room | undefined {
    return target.startsWith(ROOM) ? this.rooms.get(target.slice(ROOM.length)) : undefined;
  }

  /** Whether what comes of a target was on its way when the room was left. */
  isLeaving(target: string): boolean {
    return this.leaving.has(target);
  }

  /** Joins the room; the same object for the same key. One that is an extra room is made the primary one where that is asked for. */
  room(key: string, isPrimary: boolean): Room {
    const known = this.rooms.get(key);
    if (known && (known.isPrimary || !isPrimary)) return known;
    const room = known ?? this.newRoom(key);
    if (isPrimary) {
      for (const other of this.rooms.values()) {
        // The server has one at a time. A connection that breaks leaves it as well.
        if (other.isPrimary) void this.leave(other).catch(() => undefined);
      }
      this.primaries.add(room);
    }
    this.rooms.set(key, room);
    this.left.delete(key);
    // Later, so that the caller can put its handlers on first.
    void Promise.resolve().then(() => {
      if (this.rooms.get(key) === room && !this.isAsked(room)) this.join(room);
    });
    return room;
  }

  /**
   * A connection was opened. The rooms that were left are forgotten, wherever the token names them.
   *
   * @returns what the client goes on with
   */
  opened(session: Session): Welcome {
    const { welcome } = session;
    this.session = session;
    this.primaryKey = welcome.room;
    const cursors = { ...welcome.cursors };
    for (const key of this.left) {
      const target = ROOM + key;
      this.feeds.forget(target);
      if (!mayName(welcome, key)) this.left.delete(key);
      else delete cursors[target];
    }
    return { ...welcome, cursors };
  }

  /**
   * Enters the rooms, and leaves those that were left, once the server was told where the client goes on. Messages of the latter
   * wait in the server until it was: so they come before it says that the client has left.
   */
  enter(): void {
    const { session } = this;
    if (!session) return;
    const { welcome } = session;
    this.ownJoins.clear();
    for (const key of this.left) this.askToLeave(session, key, Infinity).catch(() => undefined);
    for (const room of this.rooms.values()) {
      // One that had been left, and that a handler joined just now, begins anew. Where no history is kept any more, the answer to
      // a join with the cursor tells that something is missing.
      const isResumed = (this.feeds.cursorOf(room.target) === undefined) === namesNothing(welcome);
      // Of the token.
      const isIn = namesIt(welcome, room.key) && isResumed && !this.isLeaving(room.target);
      // The token may have the primary one as an extra one.
      if (!isIn || (room.isPrimary && welcome.room !== room.key)) this.join(room, isIn);
      // Its handler may leave it.
      if (isIn) this.tellJoined(room);
    }
  }

  /** A connection ended: the next one joins the rooms. */
  closed(): void {
    this.session = undefined;
    for (const { timer } of this.joins.values()) clearTimeout(timer);
    this.joins.clear();
  }

  counted(count: number): void {
    for (const room of this.rooms.values()) if (room.isPrimary) room.emit('online', count);
  }

  private newRoom(key: string): Room {
    return new Room(key, {
      ...this.host,
      isPrimary: (room) => this.primaries.has(room),
      leave: (room) => this.leave(room),
    });
  }

  /** Whether the server was asked on this connection to let the client into the room as what it is now, or need not be. */
  private isAsked(room: Room): boolean {
    if (this.joins.get(room)?.op === joinOf(room)) return true;
    return this.told.get(room) === this.session && (!room.isPrimary || this.primaryKey === room.key);
  }

  /** @param isResumed the client is in it, and resumes it otherwise: what it missed is not asked for twice */
  private join(room: Room, isResumed = false, pause = FIRST_JOIN_PAUSE_MS): void {
    const { session } = this;
    if (!session) return;
    const op = joinOf(room);
    clearTimeout(this.joins.get(room)?.timer);
    this.joins.set(room, { op });
    if (namesNothing(session.welcome) && !namesIt(session.welcome, room.key)) this.ownJoins.add(room.key);
    const cursor = isResumed ? undefined : this.feeds.cursorOf(room.target);
    const again = (): void => {
      const isWanted = this.session === session && this.rooms.get(room.key) === room;
      if (isWanted) this.join(room, false, Math.min(2 * pause, MAX_JOIN_PAUSE_MS));
      else this.joins.delete(room);
    };
    const answered = (reply: Body | GoimError): void => {
      this.joins.delete(room);
      // Also where the room was left meanwhile: the server has changed it before that.
      if (op === Op.changeRoom && !(reply instanceof GoimError)) this.primaryChanged(session, room);
      if (this.rooms.get(room.key) !== room) return;
      if (reply instanceof GoimError) {
        // Where the connection broke, the next one joins. One that was made the primary one meanwhile has another answer to come.
        if (reply.code === 'disconnected' || op !== joinOf(room)) return;
        if (reply.code === 'unavailable') this.joins.set(room, { op, timer: setTimeout(again, Math.random() * pause) });
        else room.emit('refused', reply);
        return;
      }
      const joined = reply.json() as Partial<Verdict>;
      this.feeds.joined(room.target, joined.cursor);
      if (joined.verdict) this.feeds.judge({ [room.target]: joined as Verdict });
      this.tellJoined(room);
    };
    // A server that is busy with others' joins may take long. Its verdict is needed however late it comes: the messages after
    // it go on from there.
    session.connection.request(op, JSON.stringify({ room: room.key, cursor }), answered, Infinity);
  }

  /** Once on a connection. */
  private tellJoined(room: Room): void {
    if (!this.session || this.told.get(room) === this.session) return;
    this.told.set(room, this.session);
    room.emit('joined', undefined);
  }

  /**
   * The server has taken the client out of the room that was the primary one. Where the token had put the client there, and the
   * welcome of a server of old did not say where, that has to be asked: the server says `forbidden` of it.
   */
  private primaryChanged({ connection, welcome }: Session, primary: Room): void {
    const before = this.primaryKey;
    this.primaryKey = primary.key;
    if (before !== undefined) {
      if (before !== '' && before !== primary.key) this.isOut(ROOM + before);
      return;
    }
    // Without a history it says nothing, and lets be those that the client is in.
    if (namesNothing(welcome)) for (const room of this.rooms.values()) this.joinAgain(room);
    const targets = Object.keys(welcome.cursors ?? {}).filter(
      (target) => target.startsWith(ROOM) && target !== primary.target,
    );
    for (const cursors of this.feeds.packetsOf(targets)) {
      const answered = (reply: Body | GoimError): void => {
        if (reply instanceof GoimError) return;
        const { targets: verdicts = {} } = reply.json() as { targets?: Record<string, Verdict> };
        this.feeds.judge(verdicts);
        for (const [target, { verdict }] of Object.entries(verdicts)) if (verdict === 'forbidden') this.isOut(target);
      };
      connection.request(Op.resume, JSON.stringify({ cursors }), answered, Infinity);
    }
  }

  /** The client is not in a room of the token any more. */
  private isOut(target: string): void {
    const room = this.of(target);
    if (room) this.joinAgain(room);
    else this.forget(target.slice(ROOM.length));
  }

  private joinAgain(room: Room): void {
    if (!room.isPrimary && !this.joins.has(room)) this.join(room);
  }

  private async leave(room: Room): Promise<void> {
    const { key } = room;
    if (this.rooms.get(key) !== room) return;
    this.rooms.delete(key);
    this.forget(key);
    if (this.session) await this.askToLeave(this.session, key);
  }

  private forget(key: string): void {
    this.feeds.forget(ROOM + key);
    if (this.ownJoins.delete(key) || (this.session && !mayName(this.session.welcome, key))) return;
    this.left.add(key);
    const [oldest] = this.left;
    if (this.left.size > MAX_LEFT) this.left.delete(oldest!);
  }

  /** @param within milliseconds */
  private askToLeave({ connection }: Session, key: string, within?: number): Promise<Body> {
    const target = ROOM + key;
    const asked = {};
    this.leaving.set(target, asked);
    const onReply = (): void => {
      if (this.primaryKey === key) this.primaryKey = '';
      // It may have been joined, and left again.
      if (this.leaving.get(target) === asked) this.leaving.delete(target);
    };
    return replyOf(connection, Op.leaveRoom, key, { onReply, within });
  }
}

/** A request to join that was sent, and the wait for the next one where logic was not there. */
interface Join {
  readonly op: number;
  readonly timer?: ReturnType<typeof setTimeout>;
}

interface ReplyOptions {
  /** Is called before what follows the reply is read, or where there is none. */
  readonly onReply?: () => void;
  /** Milliseconds; as the connection has it unless given. */
  readonly within?: number | undefined;
}

export function replyOf(
  connection: Connection,
  op: number,
  body: string | Uint8Array,
  { onReply, within }: ReplyOptions = {},
): Promise<Body> {
  return new Promise((resolve, reject) => {
    const answered = (reply: Body | GoimError): void => {
      onReply?.();
      if (reply instanceof GoimError) reject(reply);
      else resolve(reply);
    };
    connection.request(op, body, answered, within);
  });
}

function joinOf(room: Room): number {
  return room.isPrimary ? Op.changeRoom : Op.joinRoom;
}

/** A server that keeps no history tells nothing of the token's extra rooms. */
function namesNothing({ cursors = {} }: Welcome): boolean {
  return Object.keys(cursors).length === 0;
}

function namesIt({ cursors = {}, room }: Welcome, key: string): boolean {
  return room === key || cursors[ROOM + key] !== undefined;
}

function mayName(welcome: Welcome, key: string): boolean {
  return namesNothing(welcome) || namesIt(welcome, key);
}
