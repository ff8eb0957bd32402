import { NobodyListens, type BanList } from '#bus';
import type { Live } from '#config';
import {
  AppError,
  Disconnects,
  withMessage,
  type ConnectReply,
  type Disconnect,
  type RoomKey,
  type SessionKey,
  type Mid,
} from '#contracts';
import { TARGETED_VERSION } from '#protocol';
import { Channel } from '../../hub/channel.js';
import { Feed } from '../../hub/feed.js';
import type { Ask } from '../../hub/early-pushes.js';
import type { Hub, RoomInterest } from '../../hub/hub.js';
import type { AuthenticatedClient } from '../authenticated-client.js';
import { banOf } from './ban-enforcement.js';
import type { CatchingUp, Cursors, Places } from '../history/catching-up.js';
import type { ClientChannel, ClientConnection } from '../client-connection.js';
import type { EndReporter } from '../registration/end-reporter.js';
import type { Entrance } from './entrance.js';
import type { LogicClient } from '../registration/logic-client.js';
import type { MemberLimits } from './member-limits.js';
import { renewalOf } from '../registration/renewal.js';
import type { Turns } from './turns.js';

/** A client that asks to be let in. */
export interface Applicant {
  readonly connection: ClientConnection;
  /** Of the wire. */
  readonly version: number;
  isGone(): boolean;
  /** Its channel is in the hub. @param cursors where its targets were before, for version 2 */
  letIn(channel: ClientChannel, granted: ConnectReply, cursors: Cursors): void;
}

export interface AdmissionLimits {
  /** Operations that one client may subscribe to. */
  readonly maxAccepts: number;
  /** Extra rooms of one client. */
  readonly maxRooms: number;
}

/** Lets clients in, by what logic says of their tokens, and takes them out again. */
export class Admission {
  constructor(
    private readonly logic: LogicClient,
    private readonly hub: Hub<ClientConnection>,
    private readonly rooms: RoomInterest,
    private readonly ends: EndReporter,
    private readonly limits: Live<AdmissionLimits>,
    private readonly catchingUp: Pick<CatchingUp, 'begin' | 'cursors'>,
    private readonly bans: Pick<BanList, 'find'>,
    private readonly entrance: Pick<Entrance, 'enter' | 'leave'>,
    private readonly turns: Pick<Turns, 'do'>,
    private readonly members: Pick<MemberLimits, 'refusalOf' | 'enter' | 'leave'>,
  ) {}

  /** Asks logic about a client. Resolves when the client is in, or its connection is closed. */
  async admit(applicant: Applicant, token: Buffer): Promise<void> {
    const { connection } = applicant;
    const refused = banOf(this.bans, { ip: connection.ip });
    if (refused) {
      connection.close(refused);
      return;
    }
    const answer = await this.grantedTo(applicant, token);
    if (!answer) return;
    const { granted, ask } = answer;
    const { toKeys } = this.hub;
    const channel = this.isRefused(connection, granted) ? undefined : this.channelOf(applicant, granted);
    // Its session is stored, so it may be pushed to.
    if (channel) toKeys.enters(channel, ask);
    toKeys.answered(ask);
    if (channel) await this.bringIn(applicant, channel, granted).finally(() => toKeys.gaveUp(channel));
  }

  /** Takes a client out of everything, and has logic know that its session is over. */
  leave(client: AuthenticatedClient): void {
    client.isGone = true;
    this.members.leave(client.channel.provenMid);
    const renewing = client.renewal.stop();
    // A channel that a newer connection with its key replaced is out of the hub, and its session belongs to that one.
    if (!this.hub.remove(client.channel)) return;
    // A renewal that came to logic after the end would bring the session back.
    if (renewing) void renewing.then(() => this.reportEnd(client));
    else this.reportEnd(client);
  }

  private async bringIn(applicant: Applicant, channel: ClientChannel, granted: ConnectReply): Promise<void> {
    const { connection } = applicant;
    const rooms = (granted.roomID === '' ? granted.joined : [granted.roomID, ...granted.joined]) as RoomKey[];
    let places: Places | undefined;
    try {
      // Before the rooms are held: what is pushed from then on is above these places.
      if (channel.feed) places = await this.catchingUp.begin(channel, rooms);
    } catch {
      // Let in without them it would begin at a place that nobody knows, and never see what it misses.
      this.ends.report(sessionOf(channel));
      connection.close(Disconnects.unavailable);
      return;
    }
    await Promise.all(rooms.map((room) => this.rooms.hold(room)));
    await new Promise<void>((done, fail) => {
      // One answer about places is for hundreds of clients that come back at once.
      this.turns.do(() => void this.finish(applicant, channel, granted, places).then(done, fail));
    });
    for (const room of rooms) this.rooms.drop(room);
  }

  /** Does all at once where no other connection has the key. */
  private async finish(
    applicant: Applicant,
    channel: ClientChannel,
    granted: ConnectReply,
    places: Places | undefined,
  ): Promise<void> {
    const { connection } = applicant;
    const isOutrun = this.hub.channel(channel.key) !== undefined && (await this.isOutrun(channel, granted));
    const { mid, key, tokenId } = granted;
    // A ban that comes later finds it among the sessions.
    const refused = banOf(this.bans, { ip: connection.ip, mid, key, tokenId }) ?? this.tooMany(channel);
    if (isOutrun) connection.close(Disconnects.replaced);
    else if (refused || applicant.isGone()) {
      this.ends.report(sessionOf(channel));
      if (refused) connection.close(refused);
    } else {
      this.enter(channel, granted);
      applicant.letIn(channel, granted, places ? this.catchingUp.cursors(channel, places) : {});
      this.hub.toKeys.entered(channel);
    }
  }

  private isRefused(connection: ClientConnection, { joined, mid, key }: ConnectReply): boolean {
    const { maxRooms } = this.limits.current;
    if (joined.length <= maxRooms) return false;
    connection.close(withMessage(Disconnects.authRefused, `rooms: at most ${maxRooms} beside the one`));
    this.ends.report({ mid, key, connection: connection.id });
    return true;
  }

  /** One that takes the place of another with its key is not one more. */
  private tooMany({ provenMid, key }: ClientChannel): Disconnect | undefined {
    const why = this.hub.channel(key)?.provenMid === provenMid ? undefined : this.members.refusalOf(provenMid);
    return why === undefined ? undefined : withMessage(Disconnects.tooManyConnections, why);
  }

  /** @returns undefined where the connection is closed; else the ask is to be ended */
  private async grantedTo(
    applicant: Applicant,
    token: Buffer,
  ): Promise<{ granted: ConnectReply; ask: Ask } | undefined> {
    const { connection, version } = applicant;
    // Logic never hears of a client that waited too long.
    const turn = this.entrance.enter(() => applicant.isGone());
    if (turn && !(await turn)) return undefined;
    const ask = applicant.isGone() ? undefined : this.hub.toKeys.ask();
    try {
      if (!ask) return undefined;
      const { cookie, ip, id, origin } = connection;
      const granted = await this.logic.connect({ cookie, token, ip, connection: id, version, origin });
      return { granted, ask };
    } catch (error) {
      if (ask) this.hub.toKeys.answered(ask);
      this.notConnected(connection, error);
      return undefined;
    } finally {
      this.entrance.leave();
    }
  }

  private channelOf({ connection, version }: Applicant, granted: ConnectReply): ClientChannel {
    const { key, mid, accepts, platform, isProven } = granted;
    const accepted = accepts.slice(0, this.limits.current.maxAccepts);
    const channel: ClientChannel = new Channel(key as SessionKey, mid, connection.ip, accepted, connection, platform);
    if (isProven) channel.provenMid = mid;
    if (version === TARGETED_VERSION) {
      channel.feed = new Feed(connection, (operation, body) => {
        connection.reply(TARGETED_VERSION, operation, 0, Buffer.from(JSON.stringify(body)));
      });
    }
    return channel;
  }

  private notConnected(connection: ClientConnection, error: unknown): void {
    if (error instanceof AppError && (error.code === 'unauthenticated' || error.code === 'forbidden')) {
      connection.close(withMessage(Disconnects.authRefused, error.message));
      return;
    }
    if (error instanceof AppError && error.code === 'banned') {
      connection.close(withMessage(Disconnects.banned, error.message));
      return;
    }
    if (error instanceof AppError && error.code === 'unknown-key') {
      connection.close(withMessage(Disconnects.unknownKey, error.message));
      return;
    }
    // A logic that was asked may have stored the session, or may yet do so.
    if (!(error instanceof NobodyListens)) this.ends.reportUnknown({ mid: 0, key: '', connection: connection.id });
    connection.close(Disconnects.unavailable);
  }

  /**
   * Whether another connection with the same key was stored after this one, though its answer was here first. Then, or
   * where the store began anew and its revisions with it, logic is asked whose the key is.
   */
  private async isOutrun(channel: ClientChannel, { revision, roomID, joined }: ConnectReply): Promise<boolean> {
    const rival = this.hub.channel(channel.key);
    if (!rival || revision === 0 || rival.outlet.session.revision <= revision) return false;
    return !(await this.logic.heartbeat(renewalOf(channel, roomID, joined)).catch(() => true));
  }

  private enter(channel: ClientChannel, { roomID, joined }: ConnectReply): void {
    this.members.enter(channel.provenMid);
    this.hub.add(channel)?.outlet.close(Disconnects.replaced);
    this.hub.move(channel, roomID as RoomKey | '');
    for (const room of joined) this.hub.join(channel, room as RoomKey);
  }

  private reportEnd({ channel, renewal }: AuthenticatedClient): void {
    const ended = sessionOf(channel);
    this.ends.report(ended);
    if (renewal.isInDoubt) this.ends.reportUnknown(ended);
  }
}

function sessionOf({ mid, key, outlet }: ClientChannel): { mid: Mid; key: string; connection: number } {
  return { mid, key, connection: outlet.id };
}
