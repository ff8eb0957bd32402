import { Injectable } from '@nestjs/common';
import { NodeDirectory } from '#bus';
import { roomKey } from '#contracts';
import { SessionRegistry } from '../../sessions/session-registry.js';
import type { OnlineRoom, OnlineTop, OnlineTotal } from './goim-online.schema.js';

/** With the longest keys 3 MB; goim's callers ask for any number. */
const MAX_ANSWERED_ROOMS = 10_000;

/** Online counts in goim's form. */
@Injectable()
export class GoimOnlineService {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly directory: NodeDirectory,
  ) {}

  /** The largest rooms of exactly this type, without the type in their names, and at most 10,000 whatever the limit. */
  top(type: string, limit: number): OnlineTop {
    const prefix = roomKey(type, '');
    const rooms = this.sessions.rooms({ prefix, limit: Math.min(limit, MAX_ANSWERED_ROOMS) });
    return rooms.map(({ room, count }) => ({ room_id: room.slice(prefix.length), count }));
  }

  /** Every room of the request, with 0 where nobody is. */
  rooms(type: string, rooms: readonly string[]): OnlineRoom {
    return Object.fromEntries(rooms.map((room) => [room, this.sessions.roomCount(roomKey(type, room))]));
  }

  /** Sessions are exact: logic counts them itself. Addresses are counted by each comet, which reports them every 3 s. */
  total(): OnlineTotal {
    return {
      conn_count: this.sessions.count,
      ip_count: this.directory.all().reduce((sum, { ips }) => sum + ips, 0),
    };
  }
}
