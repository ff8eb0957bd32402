import type { CometId, Disconnect, Mid, RoomKey, SessionKey } from '#contracts';
import { rankRooms } from '../src/sessions/kv/room-ranking.js';
import type { SessionEvents } from '../src/sessions/session-events.js';
import { SessionCloser } from '../src/sessions/session-closer.js';
import { roomsOf, type SessionRecord } from '../src/sessions/session-record.js';
import {
  type RoomCount,
  type RoomQuery,
  type SessionOwner,
  SessionRegistry,
} from '../src/sessions/session-registry.js';

interface Given {
  mid?: Mid;
  comet?: string;
  connection?: number;
  room?: string;
  joined?: string[];
  platform?: string;
  region?: string;
  ip?: string;
  since?: number;
}

export function fakeSession(
  key: string,
  {
    mid = 0,
    comet = 'comet-1',
    connection = 1,
    room = '',
    joined = [],
    platform = '',
    region = '',
    ...given
  }: Given = {},
): SessionRecord {
  return {
    key: key as SessionKey,
    mid,
    comet: comet as CometId,
    connection,
    room: room as RoomKey | '',
    joined: joined as RoomKey[],
    ip: given.ip ?? '10.0.0.1',
    platform,
    region,
    since: given.since ?? 1_700_000_000_000,
  };
}

/** Sessions in a map. */
export class FakeRegistry extends SessionRegistry {
  readonly reported = new Map<CometId, ReadonlyMap<RoomKey, number>>();
  private readonly sessions = new Map<SessionKey, SessionRecord>();
  isCurrent = true;
  private revision = 0;

  add(...sessions: SessionRecord[]): void {
    for (const session of sessions) this.sessions.set(session.key, session);
  }

  async put(session: SessionRecord): Promise<number> {
    this.add(session);
    return ++this.revision;
  }

  async knowsUpTo(): Promise<boolean> {
    return true;
  }

  async removeByConnection(comet: CometId, connection: number): Promise<SessionRecord | undefined> {
    for (const { key } of this.sessions.values()) {
      const removed = await this.remove({ key, comet, connection });
      if (removed) return removed;
    }
    return undefined;
  }

  async renew(session: Omit<SessionRecord, 'since'>): Promise<boolean> {
    const known = this.sessions.get(session.key);
    if (known && !this.isOwner(known, session)) return false;
    this.add({ ...session, since: known?.since ?? 0 });
    return true;
  }

  async remove(owner: SessionOwner): Promise<SessionRecord | undefined> {
    const known = this.sessions.get(owner.key);
    if (!known || !this.isOwner(known, owner)) return undefined;
    this.sessions.delete(owner.key);
    return known;
  }

  byKey(key: SessionKey): SessionRecord | undefined {
    return this.sessions.get(key);
  }

  all(): SessionRecord[] {
    return [...this.sessions.values()];
  }

  byMid(mid: number): SessionRecord[] {
    return [...this.sessions.values()].filter((session) => session.mid === mid);
  }

  byRoom(room: RoomKey): SessionRecord[] {
    return [...this.sessions.values()].filter((session) => roomsOf(session).includes(room));
  }

  cometsIn(room: RoomKey): CometId[] {
    return [...new Set(this.byRoom(room).map(({ comet }) => comet))];
  }

  roomCount(room: RoomKey): number {
    return this.byRoom(room).length;
  }

  get roomTotal(): number {
    return this.rooms({ limit: Infinity }).length;
  }

  rooms({ prefix = '', ...page }: RoomQuery): RoomCount[] {
    const rooms = [...this.sessions.values()].flatMap((session) => roomsOf(session));
    const totals = this.countBy(rooms.filter((room) => room.startsWith(prefix)));
    return rankRooms(totals, page);
  }

  countAt(comet: CometId): number {
    return [...this.sessions.values()].filter((session) => session.comet === comet).length;
  }

  reportRooms(comet: CometId, counts: ReadonlyMap<RoomKey, number> | undefined): void {
    if (counts) this.reported.set(comet, counts);
    else this.reported.delete(comet);
  }

  countByPlatform(): Map<string, number> {
    return this.countBy([...this.sessions.values()].map(({ platform }) => platform));
  }

  countByRegion(): Map<string, number> {
    return this.countBy([...this.sessions.values()].map(({ region }) => region));
  }

  get count(): number {
    return this.sessions.size;
  }

  private countBy<Name extends string>(names: readonly Name[]): Map<Name, number> {
    const counts = new Map<Name, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    return counts;
  }

  private isOwner(session: SessionRecord, owner: SessionOwner): boolean {
    return session.comet === owner.comet && session.connection === owner.connection;
  }
}

/** Keeps whom it was to close, and why. */
export class FakeCloser {
  readonly closed: [key: string, reason: string][] = [];
  readonly asCloser = {
    close: async ({ key }: SessionRecord, { reason }: Disconnect) => {
      this.closed.push([key, reason]);
    },
  } as unknown as SessionCloser;
}

/** Keeps what it was notified of. */
export class FakeSessionEvents {
  readonly seen: [event: string, key: string][] = [];
  readonly asEvents = {
    began: ({ key }: SessionRecord) => this.seen.push(['began', key]),
    disconnected: ({ key }: SessionRecord) => this.seen.push(['disconnected', key]),
  } as unknown as SessionEvents;
}
