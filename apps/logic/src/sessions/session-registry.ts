import type { CometId, RoomKey, SessionKey, Mid } from '#contracts';
import type { SessionRecord } from './session-record.js';

/** Which connection of which comet a session belongs to. */
export interface SessionOwner {
  readonly key: SessionKey;
  readonly comet: CometId;
  readonly connection: number;
}

/** A room with its sessions, over all comets that are alive. */
export interface RoomCount {
  readonly room: RoomKey;
  readonly count: number;
}

/** Which rooms to list. */
export interface RoomQuery {
  /** Prefix of their keys: `live://` for all rooms of type live, and none of `live2://…`. */
  readonly prefix?: string;
  /** Continues after this one, the last of the previous page. The room itself may be gone. */
  readonly after?: RoomCount;
  /** The most to return. */
  readonly limit: number;
  /** What they are ordered by: their sessions, the most first, unless it is their keys. */
  readonly sort?: 'sessions' | 'name';
}

/** Every session of the cluster. Reads are from memory; writes are in the cluster's store when they resolve. */
export abstract class SessionRegistry {
  /**
   * Registers a session. It replaces one that has the same key, and the registry reports each session that it replaces to
   * whoever opened it: at once where it is known here, or as soon as it becomes known. So of several clients that connect
   * with one key at the same time, through any logics, all but one are reported somewhere.
   *
   * @returns its revision: of two with the same key, the one with the greater is the one that holds it
   * @throws AppError `unavailable`: it may have been stored, or may be yet
   */
  abstract put(session: SessionRecord): Promise<number>;

  /**
   * Resolves once everything that any process stored up to this revision is known here.
   *
   * @returns false after 2 s without
   */
  abstract knowsUpTo(revision: number): Promise<boolean>;

  /**
   * Renews a session's time to live and updates its rooms. A session that had expired is written again.
   *
   * @returns false where the key belongs to another connection by now: nothing was written
   * @throws AppError `unavailable`
   */
  abstract renew(session: Omit<SessionRecord, 'since'>): Promise<boolean>;

  /**
   * Removes a session, unless a newer connection holds its key.
   *
   * @returns the session; undefined where it was not there, or another process removed it
   * @throws AppError `unavailable`
   */
  abstract remove(owner: SessionOwner): Promise<SessionRecord | undefined>;

  /**
   * Removes the session of a connection whose key its comet never learned. Slow: it looks at all sessions.
   *
   * @returns the session; undefined where it was not there, or another process removed it
   * @throws AppError `unavailable`
   */
  abstract removeByConnection(comet: CometId, connection: number): Promise<SessionRecord | undefined>;

  /**
   * Whether what is read here is what the store holds, give or take what is under way. While it is not, somebody who is not
   * found may be online all the same.
   */
  abstract get isCurrent(): boolean;
  /** The session of a key, if its comet is alive. */
  abstract byKey(key: SessionKey): SessionRecord | undefined;
  /** The sessions of a member, of comets that are alive. */
  abstract byMid(mid: Mid): SessionRecord[];
  /**
   * Every session of comets that are alive, in no particular order. Nothing is copied: an iteration that pauses sees what changed
   * meanwhile, and may come upon a session twice.
   */
  abstract all(): Iterable<SessionRecord>;
  /** The sessions in a room, of comets that are alive, in no particular order; live, as `all`. */
  abstract byRoom(room: RoomKey): Iterable<SessionRecord>;
  /** The comets that are alive and have sessions in a room. Cost: a lookup a comet. */
  abstract cometsIn(room: RoomKey): CometId[];
  /** Sessions in a room, over all comets that are alive. */
  abstract roomCount(room: RoomKey): number;
  /** How many rooms have sessions, over all comets that are alive. */
  abstract get roomTotal(): number;
  /** Rooms that have sessions, over all comets that are alive: unless by key, the largest first, equal ones by key. */
  abstract rooms(query: RoomQuery): RoomCount[];
  /** Sessions of one comet, whether it is alive or not. */
  abstract countAt(comet: CometId): number;
  /**
   * Sets the room counts that a comet reports itself. They replace those of its sessions until they are withdrawn by
   * `undefined`; the sessions themselves stay as they are.
   */
  abstract reportRooms(comet: CometId, counts: ReadonlyMap<RoomKey, number> | undefined): void;
  /** Sessions of all comets that are alive. */
  abstract get count(): number;
  /** Sessions by platform; '' = the client named none. */
  abstract countByPlatform(): ReadonlyMap<string, number>;
  /** Sessions by the region of the client's address; '' = unknown. */
  abstract countByRegion(): ReadonlyMap<string, number>;
}
