import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type {
  CometId,
  ConnectReply,
  ConnectRequest,
  DisconnectRequest,
  HeartbeatRequest,
  RoomKey,
  SessionKey,
} from '#contracts';
import type { LogicConfig } from '../config/logic.config.js';
import { RegionLookup } from '../region/region-lookup.js';
import { SessionRegistry } from '../registry/session-registry.js';
import { Authenticator } from './authenticator.js';

const NANOS_PER_MS = 1_000_000;

/** The life of a session, as comets report it. */
@Injectable()
export class SessionService {
  private readonly idleLimitMs: number;

  constructor(
    private readonly authenticator: Authenticator,
    private readonly sessions: SessionRegistry,
    private readonly regions: RegionLookup,
    config: ConfigService<LogicConfig, true>,
  ) {
    const { heartbeat, heartbeatMax } = config.get('session', { infer: true });
    this.idleLimitMs = heartbeat * heartbeatMax;
  }

  /** @throws AppError `unauthenticated`, `unavailable` */
  async connect({ server, cookie, token, ip, connection }: ConnectRequest): Promise<ConnectReply> {
    const identity = await this.authenticator.authenticate({ token, cookie, ip });
    const { mid, key, room, accepts, platform } = identity;
    await this.sessions.put({
      key,
      mid,
      comet: server as CometId,
      connection,
      room,
      joined: [],
      ip,
      platform,
      region: this.regions.regionOf(ip),
      since: Date.now(),
    });
    return { mid, key, roomID: room, accepts: [...accepts], heartbeat: this.idleLimitMs * NANOS_PER_MS, platform };
  }

  /** @returns whether the session was there */
  async disconnect({ key, server, connection }: DisconnectRequest): Promise<boolean> {
    return this.sessions.remove({ key: key as SessionKey, comet: server as CometId, connection });
  }

  async heartbeat(request: HeartbeatRequest): Promise<void> {
    const { mid, key, server, roomID, joined, ip, connection, platform } = request;
    await this.sessions.renew({
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
