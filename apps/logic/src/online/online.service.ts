import { Injectable } from '@nestjs/common';
import { NodeDirectory } from '#bus';
import { roomKey } from '#contracts';
import { SessionRegistry } from '../sessions/session-registry.js';
import { roomView } from '../rooms/rooms.service.js';
import type { OnlineRooms, OnlineRoomsQuery, OnlineView, TopQuery } from './online.schema.js';

/** Clients choose the names, so there may be any number of them. */
const MAX_SHARES = 100;

/** Online counts as the JSON API shows them. */
@Injectable()
export class OnlineService {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly directory: NodeDirectory,
  ) {}

  total(): OnlineView {
    const nodes = this.directory.all().map(({ id, connections, ips }) => ({ id, connections, ips }));
    return {
      sessions: this.sessions.count,
      ips: nodes.reduce((sum, { ips }) => sum + ips, 0),
      platforms: shares(this.sessions.countByPlatform()),
      regions: shares(this.sessions.countByRegion()),
      nodes,
    };
  }

  rooms({ rooms }: OnlineRoomsQuery): OnlineRooms {
    return { rooms: rooms.map((room) => ({ room, sessions: this.sessions.roomCount(room) })) };
  }

  top({ type, limit }: TopQuery): OnlineRooms {
    const prefix = type === undefined ? '' : roomKey(type, '');
    return { rooms: this.sessions.rooms({ prefix, limit }).map(roomView) };
  }
}

function shares(counts: ReadonlyMap<string, number>): OnlineView['platforms'] {
  return [...counts]
    .map(([name, sessions]) => ({ name, sessions }))
    .sort((a, b) => b.sessions - a.sessions)
    .slice(0, MAX_SHARES);
}
