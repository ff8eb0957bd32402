import { Injectable } from '@nestjs/common';
import { roomKey, type RoomKey, type SessionKey } from '#contracts';
import { CometClient } from '../nodes/comet-client.js';
import { decodeCursor, encodeCursor, notOurCursor, pageOfMany } from '../http/page.js';
import { SessionRegistry, type RoomCount } from '../sessions/session-registry.js';
import { assertCanBeAsked, endedMeanwhile, findSession } from '../sessions/sessions.service.js';
import { viewOf, type SessionList } from '../sessions/session-view.js';
import type { MemberPath, MembersQuery, RoomList, RoomsQuery, RoomView, SessionRooms } from './rooms.schema.js';

/** Rooms as the JSON API shows them, and who is in them. */
@Injectable()
export class RoomsService {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly comets: CometClient,
  ) {}

  /** @throws InvalidInput where the cursor is none */
  list({ type, prefix, sort, limit, cursor }: RoomsQuery): RoomList {
    const found = this.sessions.rooms({
      prefix: type === undefined ? prefix : roomKey(type, prefix),
      after: cursor === undefined ? undefined : readCursor(cursor),
      sort,
      // One more than is asked for, to know whether there is a next page.
      limit: limit + 1,
    });
    const page = found.slice(0, limit);
    return { rooms: page.map(roomView), next: found.length > limit ? writeCursor(page.at(-1)!) : undefined };
  }

  one(room: RoomKey): RoomView {
    return { room, sessions: this.sessions.roomCount(room) };
  }

  /** @throws InvalidInput where the cursor is none */
  async members(room: RoomKey, query: MembersQuery): Promise<SessionList> {
    const { items, next } = await pageOfMany(this.sessions.byRoom(room), ({ key }) => key, query);
    return { sessions: items.map(viewOf), next };
  }

  /** @throws AppError `not-found`, `conflict`, `unavailable`, `invalid-argument` where it may be in no more rooms */
  join({ room, key }: MemberPath): Promise<SessionRooms> {
    return this.change(key, { join: [room], leave: [] });
  }

  /** @throws AppError `not-found`, `conflict`, `unavailable` */
  leave({ room, key }: MemberPath): Promise<SessionRooms> {
    return this.change(key, { join: [], leave: [room] });
  }

  private async change(key: SessionKey, rooms: { join: string[]; leave: string[] }): Promise<SessionRooms> {
    const session = findSession(this.sessions, key);
    assertCanBeAsked(session);
    const { has, roomID, joined } = await this.comets.changeRooms(session.comet, { key, ...rooms });
    if (!has) throw endedMeanwhile(key);
    return { key, room: roomID, joined };
  }
}

export function roomView({ room, count }: RoomCount): RoomView {
  return { room, sessions: count };
}

/** The order is by the counts first, so a cursor has to hold both. */
function writeCursor({ room, count }: RoomCount): string {
  return encodeCursor(`${count} ${room}`);
}

function readCursor(cursor: string): RoomCount {
  const [, count, room] = /^(\d+) (.+)$/s.exec(decodeCursor(cursor)) ?? [];
  if (count === undefined || room === undefined) throw notOurCursor();
  return { room: room as RoomKey, count: Number(count) };
}
