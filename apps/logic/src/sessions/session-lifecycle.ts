import { Inject, Injectable } from '@nestjs/common';
import { BanList, type BanSubject } from '#bus';
import { LiveConfig, type Live } from '#config';
import {
  AppError,
  type CometId,
  type ConnectReply,
  type ConnectRequest,
  type DisconnectRequest,
  type HeartbeatRequest,
  type RefreshReply,
  type RefreshRequest,
  type RoomKey,
  type SessionKey,
} from '#contracts';
import { Metrics, type LabelledCounts } from '#observability';
import { RefusedToken } from '#tokens';
import type { LogicConfig } from '../config/logic.config.js';
import { RegionLookup } from '../regions/region-lookup.js';
import { SessionRegistry } from './session-registry.js';
import { Access } from '../authorization/access.js';
import { Authenticator, type Identity } from '../auth/authenticator.js';
import { checkedIdentity } from '../auth/checked-identity.js';
import { MemberLimit } from './member-limit.js';
import { SessionEvents } from './session-events.js';

const NANOS_PER_MS = 1_000_000;

/** The life of a session, from a client's connect to its disconnect, as comets report it. */
@Injectable()
export class SessionLifecycle {
  private readonly refusals: LabelledCounts<'why'>;

  constructor(
    private readonly authenticator: Authenticator,
    private readonly sessions: SessionRegistry,
    private readonly limit: MemberLimit,
    private readonly regions: RegionLookup,
    private readonly events: SessionEvents,
    private readonly access: Access,
    @Inject(BanList) private readonly bans: Pick<BanList, 'find'>,
    @Inject(LiveConfig) private readonly config: Live<LogicConfig>,
    metrics: Metrics,
  ) {
    this.refusals = metrics.counter(
      'goim_auth_refused_total',
      'Clients and tokens that were not let in, by why: expired, signature, claim, unknown-key, algorithm, malformed, refused, forbidden, banned, unavailable or internal.',
      ['why'],
      [{ why: 'unavailable' }, { why: 'unknown-key' }],
    );
  }

  /** @throws AppError `unauthenticated`, `unknown-key`, `forbidden`, `banned`, `unavailable` */
  async connect(request: ConnectRequest): Promise<ConnectReply> {
    return this.counted(this.letIn(request));
  }

  private async letIn({ server, cookie, token, ip, origin, connection }: ConnectRequest): Promise<ConnectReply> {
    const identity = checkedIdentity(await this.authenticator.authenticate({ token, cookie, ip, origin }));
    const { mid, key, room, rooms, accepts, platform, tokenId = '' } = identity;
    this.refuseBanned({ ip, mid, key, tokenId });
    this.refuseTakeover(identity);
    const joined = [...new Set(rooms)].filter((one) => one !== room);
    const grant = this.access.grantTo(identity);
    const client = { mid, key, rooms: [], mayJoin: grant.mayJoin, ip, platform };
    if (!grant.joinsAny) await this.access.assertMayEnter(client, room, joined);
    const session = this.limit.admit({
      key,
      mid,
      comet: server as CometId,
      connection,
      room,
      joined,
      ip,
      platform,
      region: this.regions.regionOf(ip),
      since: Date.now(),
    });
    const revision = await this.sessions.put(session);
    await this.limit.enforce(session, revision);
    this.events.began(session);
    const { heartbeat, heartbeatMax, ttl } = this.config.current.session;
    return {
      mid,
      key,
      roomID: room,
      joined,
      accepts: [...accepts],
      heartbeat: heartbeat * heartbeatMax * NANOS_PER_MS,
      platform,
      revision,
      expiresIn: timeLeft(identity),
      grant,
      tokenId,
      isProven: !this.authenticator.takesTokensAtTheirWord,
      life: ttl,
    };
  }

  private async counted<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (error) {
      this.refusals.inc({ why: whyRefused(error) });
      throw error;
    }
  }

  private refuseBanned(who: BanSubject): void {
    const ban = this.bans.find(who);
    if (ban) throw new AppError('banned', ban.reason);
  }

  /**
   * A newer connection of another member would take the pushes of the key.
   *
   * @throws AppError `forbidden`; `unavailable` where it is not known now whether another member has the key
   */
  private refuseTakeover({ key, mid, isNewKey = false }: Identity): void {
    if (this.config.current.session.keyTakeover === 'anyone') return;
    const holder = this.sessions.byKey(key);
    if (holder && holder.mid !== mid) throw new AppError('forbidden', 'the key is of the session of another member');
    // Whose token is taken at its word can be the member that has the key, too.
    if (holder || isNewKey || this.sessions.isCurrent || this.authenticator.takesTokensAtTheirWord) return;
    throw new AppError('unavailable', 'it is not known now whose the key is; a retry is safe');
  }

  /**
   * Takes other credentials of the same member.
   *
   * @throws AppError `unauthenticated`, `unknown-key`, `forbidden`, `banned`, `unavailable`
   */
  async refresh(request: RefreshRequest): Promise<RefreshReply> {
    return this.counted(this.take(request));
  }

  private async take({ mid, token, cookie, ip, origin }: RefreshRequest): Promise<RefreshReply> {
    const identity = checkedIdentity(await this.authenticator.authenticate({ token, cookie, ip, origin }));
    if (identity.mid !== mid) throw new AppError('forbidden', 'the token is of another member');
    const { tokenId = '' } = identity;
    this.refuseBanned({ ip, mid, tokenId });
    return { expiresIn: timeLeft(identity), grant: this.access.grantTo(identity), tokenId };
  }

  /** @returns whether the session was there */
  async disconnect({ key, server, connection }: DisconnectRequest): Promise<boolean> {
    const comet = server as CometId;
    const removed =
      key === ''
        ? await this.sessions.removeByConnection(comet, connection)
        : await this.sessions.remove({ key: key as SessionKey, comet, connection });
    if (removed) this.events.disconnected(removed);
    return removed !== undefined;
  }

  /** @returns false where the key now belongs to another connection */
  async heartbeat(request: HeartbeatRequest): Promise<boolean> {
    const { mid, key, server, roomID, joined, ip, connection, platform } = request;
    return this.sessions.renew({
      key: key as SessionKey,
      mid,
      comet: server as CometId,
      connection,
      room: roomID as RoomKey | '',
      joined: joined as RoomKey[],
      ip,
      platform,
      region: this.regions.regionOf(ip),
    });
  }

  /** Sessions in each of the rooms, over the whole cluster. */
  roomCounts(rooms: readonly string[]): Record<string, number> {
    return Object.fromEntries(rooms.map((room) => [room, this.sessions.roomCount(room as RoomKey)]));
  }
}

/** Milliseconds, which comets count by clocks of their own; 0 = for ever. */
function timeLeft({ expires }: Identity): number {
  if (expires === undefined) return 0;
  return Math.round(expires - Date.now()) || -1;
}

/** Why a client was not let in: what was wrong with its token, `refused` where whoever looked at it does not say, or the error's code. */
function whyRefused(error: unknown): string {
  if (error instanceof RefusedToken) return error.fault;
  if (!(error instanceof AppError)) return 'internal';
  return error.code === 'unauthenticated' ? 'refused' : error.code;
}
