import { Injectable } from '@nestjs/common';
import { NodeDirectory } from '#bus';
import { roomKey } from '#contracts';
import { SessionRegistry } from '../../sessions/session-registry.js';
import type { OnlineRoom, OnlineTop, OnlineTotal } from './goim-online.schema.js';

/** How many are online, as goim tells it. */
@Injectable()
export class GoimOnlineService {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly directory: NodeDirectory,
  ) {}

  /** The rooms of exactly this type that have most sessions, without the type in their names. */
  top(type: string, limit: number): OnlineTop {
    const prefix = roomKey(type, '');
    const rooms = this.sessions.rooms({ prefix, limit });
    return rooms.map(({ room, count }) => ({ room_id: room.slice(prefix.length), count }));
  }

  /** Every room that was asked for, with 0 where nobody is. */
  rooms(type: string, rooms: readonly string[]): OnlineRoom {
    return Object.fromEntries(rooms.map((room) => [room, this.sessions.roomCount(roomKey(type, room))]));
  }

  /** Sessions are counted here, and exact; addresses by each comet, which tells them every 3 s. */
  total(): OnlineTotal {
    return {
      conn_count: this.sessions.count,
      ip_count: this.directory.all().reduce((sum, { ips }) => sum + ips, 0),
    };
  }
}
