import { setTimeout as delay } from 'node:timers/promises';
import {
  AppError,
  Disconnects,
  isUsableKey,
  MAX_KEY_BYTES,
  withMessage,
  type ConnectReply,
  type CometId,
  type HeartbeatRequest,
  type RoomKey,
  type SessionKey,
} from '#contracts';
import { EMPTY_BODY, FIRST_APPLICATION_OPERATION, FrameError, Operation, type Frame } from '#protocol';
import { Channel } from '../hub/channel.js';
import type { Hub } from '../hub/hub.js';
import { connectionBelow, type ClientConnection } from './client-connection.js';
import type { EndReporter } from './end-reporter.js';
import { errorBody } from './error-body.js';
import type { LogicClient } from './logic-client.js';
import { parseOperations } from './operation-list.js';
import type { SessionCounts } from './session-counts.js';
import type { SessionTable } from './session-table.js';
import { Upstream } from './upstream.js';

const NANOS_PER_MS = 1_000_000;
const RENEW_RETRY_MS = 10_000;
const ONLINE_COUNT_BYTES = 4;

/** Makes sure that the pushes of a room reach this comet. */
export interface RoomInterest {
  /** Whether they do already. */
  isReady(room: RoomKey): boolean;
  /** Resolves when they do; they go on until `drop` is called as often as `hold` was. */
  hold(room: RoomKey): Promise<void>;
  drop(room: RoomKey): void;
}

/** What the sessions of a comet share. */
export interface SessionEnvironment {
  readonly cometId: CometId;
  readonly hub: Hub;
  readonly logic: LogicClient;
  readonly rooms: RoomInterest;
  readonly table: SessionTable;
  readonly ends: EndReporter;
  readonly counts: SessionCounts;
  readonly options: {
    /** Milliseconds. */
    readonly handshakeTimeout: number;
    /** Milliseconds. */
    readonly renewInterval: number;
    /** Milliseconds between two renewals of one session, at least. */
    readonly renewSpacing: number;
    readonly maxUpstream: number;
    /** Messages a second that a client may send on; 0 = any number. */
    readonly upstreamRate: number;
    readonly upstreamBurst: number;
    /** Bytes that may wait for the client. */
    readonly maxPending: number;
    readonly maxAccepts: number;
    /** Rooms of one client beside goim's one. */
    readonly maxRooms: number;
  };
  /** Milliseconds, monotonic. */
  now(): number;
  /** Reports an error that nobody foresaw. */
  onFault(error: unknown): void;
}

/**
 * One client from its first byte to its last: handshake -> authenticating -> open -> closed.
 *
 * While something has to be awaited before the next frame (the auth, a new room), the connection is not read from, so
 * frames are handled in their order and nothing piles up.
 */
export class Session {
  /** By the clock of the environment: when the connection is closed unless the client says something. */
  deadline: number;
  /** Kept by the table. */
  tableIndex = -1;
  /** Revision under which logic stored it; 0 = not known. */
  revision = 0;
  private state: 'handshake' | 'authenticating' | 'open' | 'closed' = 'handshake';
  private channel: Channel | null = null;
  private idleLimit = 0;
  private renewAt = 0;
  private renewableAt = 0;
  private holds = 0;
  /** Messages of the client that wait for an answer. */
  private unanswered = 0;
  private upstream: Upstream | undefined;
  /** The renewal that is under way. */
  private renewal: Promise<void> | null = null;
  /** The one behind it. */
  private nextRenewal: Promise<void> | null = null;
  /** The last renewal was not answered: logic may work it even after the end, and so bring the session back. */
  private isInDoubt = false;

  constructor(
    readonly connection: ClientConnection,
    private readonly env: SessionEnvironment,
  ) {
    this.deadline = env.now() + env.options.handshakeTimeout;
    env.table.add(this);
    env.counts.opened.add(connection.framing);
  }

  get isAuthenticated(): boolean {
    return this.state === 'open';
  }

  /** Milliseconds that may pass between two signs of life; 0 until the client is authenticated. */
  get longestSilence(): number {
    return this.idleLimit;
  }

  /** Who the client is, and what it is sent; null until it is authenticated. */
  get member(): Channel | null {
    return this.channel;
  }

  /** The client showed that it is there, by a heartbeat or by what its transport takes for one. */
  alive(): void {
    if (this.state !== 'open') return;
    const now = this.env.now();
    this.deadline = now + this.idleLimit;
    if (now >= this.renewAt) void this.renew(this.channel!);
  }

  /** @throws FrameError where the body of the frame can't be read */
  handle(frame: Frame): void {
    if (this.state === 'open') {
      this.operate(this.channel!, frame);
    } else if (this.state === 'handshake' && frame.op === Operation.Auth) {
      this.authenticate(frame).catch((error: unknown) => this.fault(error));
    } else {
      this.env.counts.ignored.add('before-auth');
    }
  }

  /** The connection is gone, or is about to be. @param reason stable, for the metrics */
  end(reason: string): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.env.table.remove(this);
    this.env.counts.closed.add(reason);
    // A channel that a newer connection with its key replaced is out of the hub, and its session belongs to that one.
    const { channel } = this;
    if (!channel || !this.env.hub.remove(channel)) return;
    // A renewal that came to logic after the end would bring the session back.
    const { mid, key } = channel;
    if (this.renewal) void this.renewal.then(() => this.reportEnd(mid, key));
    else this.reportEnd(mid, key);
  }

  private operate(channel: Channel, frame: Frame): void {
    const { op, body } = frame;
    switch (op) {
      case Operation.Heartbeat:
        this.heartbeat(channel, frame);
        return;
      case Operation.ChangeRoom:
        this.changeRoom(channel, frame);
        return;
      case Operation.JoinRoom:
        this.joinRoom(channel, frame);
        return;
      case Operation.LeaveRoom:
        this.leaveRoom(channel, frame);
        return;
      case Operation.Subscribe:
        this.subscribe(channel, frame);
        return;
      case Operation.Unsubscribe:
        channel.unsubscribe(this.operationsIn(frame));
        this.reply(frame, Operation.UnsubscribeReply, body);
        return;
      default:
        if (op === Operation.SendMessage || op >= FIRST_APPLICATION_OPERATION) {
          this.receive(channel, frame).catch((error: unknown) => this.fault(error));
        } else this.env.counts.ignored.add('unknown-operation');
    }
  }

  private async authenticate(frame: Frame): Promise<void> {
    const { connection, env } = this;
    this.state = 'authenticating';
    this.hold();
    env.table.authenticationBegan(this);
    let granted: ConnectReply;
    try {
      granted = await env.logic.connect({
        server: env.cometId,
        cookie: connection.cookie,
        token: frame.body,
        ip: connection.ip,
        connection: connection.id,
      });
    } catch (error) {
      this.notConnected(error);
      return;
    }
    if (granted.joined.length > env.options.maxRooms) {
      const message = `rooms: at most ${env.options.maxRooms} beside the one`;
      connection.close(withMessage(Disconnects.authRefused, message));
      this.reportEnd(granted.mid, granted.key);
      return;
    }
    const channel = new Channel(
      granted.key as SessionKey,
      granted.mid,
      connection.ip,
      granted.accepts.slice(0, env.options.maxAccepts),
      connection,
      granted.platform,
    );
    const rooms = (granted.roomID === '' ? granted.joined : [granted.roomID, ...granted.joined]) as RoomKey[];
    await Promise.all(rooms.map((room) => env.rooms.hold(room)));
    if (await this.isOutrun(channel, granted)) connection.close(Disconnects.replaced);
    else if (this.isClosed()) this.reportEnd(channel.mid, channel.key);
    else this.open(channel, granted, frame);
    for (const room of rooms) env.rooms.drop(room);
  }

  private notConnected(error: unknown): void {
    const { connection, env } = this;
    env.counts.failedCalls.add('connect');
    if (error instanceof AppError && (error.code === 'unauthenticated' || error.code === 'forbidden')) {
      connection.close(withMessage(Disconnects.authRefused, error.message));
      return;
    }
    // Logic may have stored the session, or may yet do so.
    env.ends.reportUnknown({ mid: 0, key: '', server: env.cometId, connection: connection.id });
    connection.close(Disconnects.unavailable);
  }

  /**
   * Whether another connection with the same key was stored after this one, though its answer was here first. Then, or
   * where the store began anew and its revisions with it, logic is asked whose the key is.
   */
  private async isOutrun(channel: Channel, { revision, roomID, joined }: ConnectReply): Promise<boolean> {
    const rival = this.env.hub.channel(channel.key);
    if (!rival || revision === 0 || connectionBelow(rival).session.revision <= revision) return false;
    return !(await this.env.logic.heartbeat(this.renewalOf(channel, roomID, joined)).catch(() => true));
  }

  private open(channel: Channel, granted: ConnectReply, frame: Frame): void {
    const { env } = this;
    this.channel = channel;
    this.revision = granted.revision;
    env.hub.add(channel)?.outlet.close(Disconnects.replaced);
    env.hub.move(channel, granted.roomID as RoomKey | '');
    for (const room of granted.joined) env.hub.join(channel, room as RoomKey);
    this.state = 'open';
    env.table.authenticationEnded(this);
    env.counts.authenticated++;
    this.idleLimit = granted.heartbeat / NANOS_PER_MS;
    this.deadline = env.now() + this.idleLimit;
    this.renewAt = env.now() + this.renewWait();
    this.reply(frame, Operation.AuthReply, EMPTY_BODY);
    this.release();
  }

  private heartbeat(channel: Channel, frame: Frame): void {
    this.env.counts.heartbeats++;
    const online = Buffer.allocUnsafe(ONLINE_COUNT_BYTES);
    online.writeInt32BE(channel.room?.online ?? 0);
    this.reply(frame, Operation.HeartbeatReply, online);
    this.alive();
  }

  private changeRoom(channel: Channel, frame: Frame): void {
    const room = frame.body.toString() as RoomKey | '';
    if (room !== '' && !isUsableKey(room)) {
      throw new FrameError('bad-body', `a room key has at most ${MAX_KEY_BYTES} bytes`);
    }
    this.whenReady(room, frame, (copied) => {
      const changed = this.env.hub.move(channel, room);
      this.roomChanged(channel, changed, copied, Operation.ChangeRoomReply);
    });
  }

  private joinRoom(channel: Channel, frame: Frame): void {
    const room = frame.body.toString() as RoomKey;
    const refusal = isUsableKey(room) ? this.refusalOfJoining(channel, room) : 'bad-room';
    if (refusal) {
      this.refuse(frame, Operation.JoinRoomReply, refusal);
      return;
    }
    this.whenReady(room, frame, (copied) => {
      // An operator may have put the client into rooms while the room was made ready.
      const late = this.refusalOfJoining(channel, room);
      if (late) this.refuse(copied, Operation.JoinRoomReply, late);
      else this.roomChanged(channel, this.env.hub.join(channel, room), copied, Operation.JoinRoomReply);
    });
  }

  private leaveRoom(channel: Channel, frame: Frame): void {
    const room = frame.body.toString() as RoomKey;
    if (isUsableKey(room)) {
      this.roomChanged(channel, this.env.hub.leave(channel, room), frame, Operation.LeaveRoomReply);
    } else this.refuse(frame, Operation.LeaveRoomReply, 'bad-room');
  }

  private refusalOfJoining(channel: Channel, room: RoomKey): 'too-many-rooms' | undefined {
    const isFull = channel.joinedKeys.length >= this.env.options.maxRooms;
    return isFull && !this.env.hub.room(room)?.has(channel) ? 'too-many-rooms' : undefined;
  }

  /** The pushes of a room that is new here have to be on their way before the client is told that it is in. */
  private whenReady(room: RoomKey | '', frame: Frame, enter: (frame: Frame) => void): void {
    if (room === '' || this.env.rooms.isReady(room)) {
      enter(frame);
      return;
    }
    this.hold();
    const copied = { ...frame, body: Buffer.from(frame.body) };
    this.env.rooms
      .hold(room)
      .then(() => {
        if (!this.isClosed()) enter(copied);
        this.env.rooms.drop(room);
        this.release();
      })
      .catch((error: unknown) => this.fault(error));
  }

  private roomChanged(channel: Channel, changed: boolean, frame: Frame, replyOperation: number): void {
    this.reply(frame, replyOperation, frame.body);
    if (changed) void this.renew(channel);
  }

  /** Tells the client why nothing was done. */
  private refuse(frame: Frame, replyOperation: number, why: string): void {
    this.env.counts.ignored.add(why);
    this.reply(frame, replyOperation, errorBody(why));
  }

  private subscribe(channel: Channel, frame: Frame): void {
    const operations = this.operationsIn(frame);
    if (channel.acceptedCount + operations.length > this.env.options.maxAccepts) {
      this.refuse(frame, Operation.SubscribeReply, 'too-many-operations');
      return;
    }
    channel.subscribe(operations);
    this.reply(frame, Operation.SubscribeReply, frame.body);
  }

  /** What can't be read is none, and is answered all the same: goim's clients wait for the reply. */
  private operationsIn({ body }: Frame): readonly number[] {
    const operations = parseOperations(body);
    if (!operations) this.env.counts.ignored.add('bad-operations');
    return operations ?? [];
  }

  /** Hands a client's message to logic, and tells the client what became of it. */
  private async receive(channel: Channel, frame: Frame): Promise<void> {
    const { env } = this;
    const replyOperation = frame.op === Operation.SendMessage ? Operation.SendMessageReply : frame.op;
    const full = ++this.unanswered >= env.options.maxUpstream;
    if (full) this.hold();
    const answer = await (this.upstream ??= new Upstream(env)).send(channel, frame);
    this.unanswered--;
    if (!this.isClosed()) this.reply(frame, replyOperation, answer);
    if (full) this.release();
  }

  /** Tells logic of the rooms that the client is in now, where somebody else than the client changed them. */
  async roomsChanged(): Promise<void> {
    if (this.channel) await this.renew(this.channel);
  }

  /**
   * Renews the session in the registry, with the rooms that it is in now. While a renewal is under way, and for a moment
   * after its beginning, the next one waits, and tells everything that changes until it begins: a client that changes rooms
   * without end must not queue renewals.
   */
  private renew(channel: Channel): Promise<void> {
    if (!this.renewal && this.env.now() >= this.renewableAt) return this.beginRenewal(channel);
    this.nextRenewal ??= this.renewable().then(() => {
      this.nextRenewal = null;
      return this.beginRenewal(channel);
    });
    return this.nextRenewal;
  }

  private beginRenewal(channel: Channel): Promise<void> {
    const now = this.env.now();
    this.renewAt = now + this.renewWait();
    this.renewableAt = now + this.env.options.renewSpacing;
    this.renewal = this.sendRenewal(channel).finally(() => (this.renewal = null));
    return this.renewal;
  }

  private async renewable(): Promise<void> {
    await this.renewal;
    const wait = this.renewableAt - this.env.now();
    if (wait > 0) await delay(wait);
  }

  private async sendRenewal(channel: Channel): Promise<void> {
    const { env, connection } = this;
    if (this.isClosed()) return;
    try {
      const isOurs = await env.logic.heartbeat(this.renewalOf(channel, channel.roomKey, channel.joinedKeys));
      this.isInDoubt = false;
      if (!isOurs) connection.close(Disconnects.replaced);
    } catch {
      env.counts.failedCalls.add('heartbeat');
      this.isInDoubt = true;
      this.renewAt = env.now() + RENEW_RETRY_MS;
    }
  }

  private renewalOf(channel: Channel, roomID: string, joined: string[]): HeartbeatRequest {
    const { mid, key, ip, platform } = channel;
    return { mid, key, server: this.env.cometId, roomID, ip, connection: this.connection.id, joined, platform };
  }

  /** Up to a fifth less than the interval, so that sessions which began together are not renewed together. */
  private renewWait(): number {
    return this.env.options.renewInterval * (1 - Math.random() / 5);
  }

  /** A fault of ours costs this connection, and is reported. */
  private fault(error: unknown): void {
    this.env.onFault(error);
    this.connection.close(Disconnects.internal);
  }

  private reportEnd(mid: number, key: string): void {
    const { cometId, ends } = this.env;
    const ended = { mid, key, server: cometId, connection: this.connection.id };
    ends.report(ended);
    if (this.isInDoubt) ends.reportUnknown(ended);
  }

  private reply(to: Frame, op: number, body: Uint8Array): void {
    this.connection.reply(to.ver, op, to.seq, body);
  }

  private hold(): void {
    if (++this.holds === 1) this.connection.pause();
  }

  private release(): void {
    if (--this.holds === 0 && !this.isClosed()) this.connection.resume();
  }

  /** A method, since the compiler would hold on to what the state was before an await. */
  private isClosed(): boolean {
    return this.state === 'closed';
  }
}
