import type { Live } from '#config';
import type { BanSubject } from '#bus';
import { Disconnects, withMessage, type ConnectReply, type Disconnect, jsonMid } from '#contracts';
import { EMPTY_BODY, Operation, PROTOCOL_VERSION, TARGETED_HELLO_SEQ, TARGETED_VERSION, type Frame } from '#protocol';
import type { ConnectionLimits } from '../admission/connection-limits.js';
import type { Admission } from '../admission/admission.js';
import { AuthenticatedClient, type ClientParts } from '../authenticated-client.js';
import type { CatchingUp, Cursors } from '../history/catching-up.js';
import { ControlAllowance, type ControlLimits } from './control-allowance.js';
import { type ClientChannel, type ClientConnection, type ClientSession, ReadingGate } from '../client-connection.js';
import type { Operations } from '../requests/operations.js';
import type { RecentEvents } from './recent-events.js';
import { expiryOf } from '../requests/refreshing.js';
import { Renewal, type RenewalParts } from '../registration/renewal.js';
import { grantOf } from '../requests/granted.js';
import type { SessionTable, TimedSession } from './session-table.js';

const NANOS_PER_MS = 1_000_000;
const ONLINE_COUNT_BYTES = 4;
const LAST_OPERATION = Math.max(...Object.values(Operation));

/** What the sessions of a comet share. */
export interface SessionParts extends ClientParts, RenewalParts {
  readonly table: SessionTable;
  readonly addresses: Pick<ConnectionLimits, 'enter' | 'leave'>;
  readonly admission: Pick<Admission, 'admit' | 'leave'>;
  readonly operations: Pick<Operations, 'handle'>;
  readonly catchingUp: Pick<CatchingUp, 'quiet'>;
  readonly recent: Pick<RecentEvents, 'begun' | 'ended'>;
  readonly limits: ClientParts['limits'] &
    ControlLimits &
    Live<{
      /** Milliseconds until a client must be authenticated. */
      readonly handshakeTimeout: number;
      /** Milliseconds that a client may stay after its credentials have ended. */
      readonly expiryGrace: number;
      /** Whether version 2 is spoken with those that ask for it. */
      readonly extensions: boolean;
    }>;
  /** Reports an error that nobody foresaw. */
  onFault(error: unknown): void;
}

/** One client from its first byte to its last: handshake -> authenticating -> open -> closed. */
export class Session implements ClientSession, TimedSession {
  dueAt: number;
  /** By the comet's clock: until when the client must be authenticated, or show for the first time that it is there; Infinity once it has. */
  private firstBy: number;
  /** By the comet's clock: when the client showed last that it is there; Infinity until it is authenticated. */
  private aliveAt = Infinity;
  /** Kept by the table. */
  tableIndex = -1;
  /** Revision under which logic stored it; 0 = not known. */
  revision = 0;
  /** Milliseconds that may pass between two signs of life; 0 until the client is authenticated. */
  longestSilence = 0;
  /** By the comet's clock: when the client's credentials end, with the grace; Infinity = never. */
  private expiresAt = Infinity;
  private state: 'handshake' | 'authenticating' | 'open' | 'closed' = 'handshake';
  private readonly gate: ReadingGate;
  private readonly allowance: ControlAllowance;
  private client: AuthenticatedClient | null = null;
  /** When logic was asked to let the client in. */
  private askedAt = 0;

  constructor(
    readonly connection: ClientConnection,
    private readonly parts: SessionParts,
  ) {
    this.firstBy = this.dueAt = parts.now() + parts.limits.current.handshakeTimeout;
    this.gate = new ReadingGate(connection);
    this.allowance = new ControlAllowance(parts.limits, parts.now());
    parts.table.add(this);
    parts.counts.opened.add(connection.framing);
  }

  /** To be called once the connection has this session: it is closed where too many come from its address. */
  enter(): void {
    const { connection, parts } = this;
    const tooMany = parts.addresses.enter(connection.ip);
    if (tooMany !== undefined) connection.close(withMessage(Disconnects.tooManyConnections, tooMany));
  }

  get isAuthenticated(): boolean {
    return this.state === 'open';
  }

  get changedAt(): number {
    return this.client?.renewal.changedAt ?? 0;
  }

  /** Who the client is, and what it is sent; null until it is authenticated. */
  get member(): ClientChannel | null {
    return this.client?.channel ?? null;
  }

  /** The client showed that it is there, by a heartbeat or by what its transport takes for one. */
  alive(): void {
    if (this.state !== 'open') return;
    const now = this.parts.now();
    this.aliveAt = now;
    this.firstBy = Infinity;
    this.client?.renewal.renewIfDue(now);
    this.plan();
  }

  due(now: number): void {
    if (now >= this.deadline) {
      this.connection.close(this.whyLate);
      return;
    }
    // Its client may send heartbeats more seldom than the session has to be renewed.
    this.client?.renewal.renewIfDue(now);
    this.plan();
  }

  expireIn(ms: number): void {
    const now = this.parts.now();
    this.expiresAt = ms === 0 ? Infinity : now + Math.max(ms, 0) + this.parts.limits.current.expiryGrace;
    this.plan();
  }

  get silentFor(): number {
    return Math.max(this.parts.now() - this.aliveAt, 0);
  }

  get who(): BanSubject {
    const { connection, client } = this;
    const { mid, key } = client?.channel ?? {};
    return { ip: connection.ip, mid, key, tokenId: client?.tokenId };
  }

  /** By the comet's clock: when the connection is closed unless the client shows that it is there, or gets other credentials. */
  private get deadline(): number {
    return Math.min(this.firstBy, this.aliveAt + this.longestSilence, this.expiresAt);
  }

  private get whyLate(): Disconnect {
    if (!this.isAuthenticated) return Disconnects.handshakeTimeout;
    return this.deadline === this.expiresAt ? withMessage(Disconnects.authRefused, 'expired') : Disconnects.idle;
  }

  /** The client must show that it is there within the time of a handshake. */
  expectSoon(): void {
    const { parts } = this;
    this.firstBy = parts.now() + parts.limits.current.handshakeTimeout;
    this.plan();
  }

  /** @throws FrameError where the body of the frame can't be read */
  handle(frame: Frame): void {
    const { client } = this;
    // Messages have a rate of their own; those above it count here.
    if ((!client || isControl(frame.op)) && !this.spend()) return;
    if (client) {
      if (frame.op === Operation.Heartbeat) this.heartbeat(client, frame);
      else this.parts.operations.handle(client, frame);
    } else if (this.state === 'handshake' && frame.op === Operation.Auth) {
      this.authenticate(frame).catch((error: unknown) => this.fail(error));
    } else {
      this.parts.counts.ignored.add('before-auth');
    }
  }

  spend(): boolean {
    const isWithin = this.allowance.spend(this.parts);
    if (!isWithin) this.connection.close(Disconnects.rateLimited);
    return isWithin;
  }

  async register(): Promise<boolean> {
    const { client } = this;
    if (!client || this.state === 'closed') return true;
    await client.renewal.renew();
    return !client.renewal.isInDoubt;
  }

  async roomsChanged(): Promise<void> {
    await this.client?.renewal.renew();
  }

  /** The client sent what is no frame. @param fault stable, for the metrics @param message for the client */
  malformed(fault: string, message = ''): void {
    this.parts.counts.malformed.add(fault);
    this.connection.close(withMessage(Disconnects.malformed, message));
  }

  fail(error: unknown): void {
    this.parts.onFault(error);
    this.connection.close(Disconnects.internal);
  }

  /** The connection is gone, or is about to be. @param reason stable, for the metrics */
  end(reason: string): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.parts.table.remove(this);
    this.parts.addresses.leave(this.connection.ip, reason === Disconnects.rateLimited.reason);
    this.parts.counts.closed.add(reason);
    if (!this.client) return;
    this.parts.recent.ended(this.client.channel, reason);
    this.parts.admission.leave(this.client);
  }

  private async authenticate(frame: Frame): Promise<void> {
    const { connection, parts } = this;
    this.state = 'authenticating';
    this.askedAt = parts.now();
    this.gate.hold();
    parts.table.authenticationBegan(this);
    const applicant = {
      connection,
      version: parts.limits.current.extensions && asksForTargets(frame) ? TARGETED_VERSION : PROTOCOL_VERSION,
      isGone: () => this.state === 'closed',
      letIn: (channel: ClientChannel, granted: ConnectReply, cursors: Cursors) =>
        this.open(channel, granted, cursors, frame),
    };
    await parts.admission.admit(applicant, frame.body);
  }

  private open(channel: ClientChannel, granted: ConnectReply, cursors: Cursors, frame: Frame): void {
    const { parts, gate } = this;
    this.client = new AuthenticatedClient(
      channel,
      new Renewal(channel, parts, granted.life),
      gate,
      grantOf(granted.grant),
      parts,
    );
    this.client.tokenId = granted.tokenId;
    this.revision = granted.revision;
    this.state = 'open';
    parts.table.authenticationEnded(this);
    parts.counts.authenticated++;
    parts.recent.begun(channel);
    this.longestSilence = granted.heartbeat / NANOS_PER_MS;
    this.aliveAt = parts.now();
    this.firstBy = Infinity;
    this.expireIn(granted.expiresIn);
    this.client.reply(frame, Operation.AuthReply, channel.feed ? welcome(granted, cursors) : EMPTY_BODY);
    parts.catchingUp.quiet(this.client);
    if (this.askedAt < parts.table.lostAt) void this.client.renewal.renew();
    gate.release();
  }

  private plan(): void {
    this.dueAt = Math.min(this.deadline, this.client?.renewal.dueAt ?? Infinity);
  }

  private heartbeat(client: AuthenticatedClient, frame: Frame): void {
    this.parts.counts.heartbeats++;
    const online = Buffer.allocUnsafe(ONLINE_COUNT_BYTES);
    online.writeInt32BE(client.channel.primaryRoom?.online ?? 0);
    client.reply(frame, Operation.HeartbeatReply, online);
    if (!this.connection.mustRead) this.alive();
  }
}

function asksForTargets({ ver, seq }: Frame): boolean {
  return ver === TARGETED_VERSION && seq === TARGETED_HELLO_SEQ;
}

/** Whether an operation is the servers', and no message. */
function isControl(op: number): boolean {
  return op <= LAST_OPERATION && op !== Operation.SendMessage;
}

/** What a client of version 2 is answered when it is let in. */
function welcome({ key, mid, heartbeat, expiresIn, roomID: room }: ConnectReply, cursors: Cursors): Buffer {
  const seconds = heartbeat / NANOS_PER_MS / 1_000;
  return Buffer.from(
    JSON.stringify({ key, mid: jsonMid(mid), heartbeat: seconds, cursors, room, ...expiryOf(expiresIn) }),
  );
}

/** Begins the session of each client that a transport accepts. */
export class SessionFactory {
  constructor(private readonly parts: SessionParts) {}

  begin(connection: ClientConnection): Session {
    return new Session(connection, this.parts);
  }
}
