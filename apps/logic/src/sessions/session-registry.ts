import type { CometId, RoomKey, SessionKey } from '#contracts';
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
  /** What their keys begin with: `live://` for all rooms of the type live, which leaves `live2://…` out. */
  readonly prefix?: string;
  /** Only what comes behind this one: the last of the page before. The room itself may have gone. */
  readonly after?: RoomCount;
  /** At most so many. */
  readonly limit: number;
}

/** Every session of the cluster. Reads are from memory; writes are in the cluster's store when they resolve. */
export abstract class SessionRegistry {
  /**
   * Registers a session; one with the same key that exists is replaced. Whoever opened the registry hears of each session
   * that one which this process registered took the key of, be it known here already or only later: so of all that
   * connect with one key at the same time, at whichever logics, all but one are told to somebody.
   *
   * @returns its revision: of two with the same key, the one with the greater is the one that holds it
   * @throws AppError `unavailable`: it may have been stored, or may be yet
   */
  abstract put(session: SessionRecord): Promise<number>;

  /**
   * Resolves when everything that any process stored before this revision is known here.
   *
   * @returns false where that takes too long
   */
  abstract knowsUpTo(revision: number): Promise<boolean>;

  /**
   * Renews a session's life and notes its room. One that had expired is written again.
   *
   * @returns false where the key belongs to another connection by now: nothing was written
   * @throws AppError `unavailable`
   */
  abstract renew(session: Omit<SessionRecord, 'since'>): Promise<boolean>;

  /**
   * Removes a session, unless a newer connection holds its key.
   *
   * @returns whether it was there
   * @throws AppError `unavailable`
   */
  abstract remove(owner: SessionOwner): Promise<boolean>;

  /**
   * Removes the session of a connection whose key its comet was never told. It takes a while: all sessions are looked at.
   *
   * @returns whether it was there
   * @throws AppError `unavailable`
   */
  abstract removeByConnection(comet: CometId, connection: number): Promise<boolean>;

  /** The session of a key, if its comet is alive. */
  abstract byKey(key: SessionKey): SessionRecord | undefined;
  /** The sessions of a member, of comets that are alive. */
  abstract byMid(mid: number): SessionRecord[];
  /**
   * The sessions in a room, of comets that are alive, in no particular order. It is read as it is walked, so nothing is
   * copied; walk it in one go, since a session may come or go at any time.
   */
  abstract byRoom(room: RoomKey): Iterable<SessionRecord>;
  /** Sessions in a room, over all comets that are alive. */
  abstract roomCount(room: RoomKey): number;
  /** Rooms with sessions, over all comets that are alive: those with most first, equal ones by their key. */
  abstract rooms(query: RoomQuery): RoomCount[];
  /** Sessions of one comet, be it alive or not. */
  abstract countAt(comet: CometId): number;
  /**
   * What a comet itself says of its rooms: it counts in place of what its sessions say, until it is taken back by
   * `undefined`. The sessions themselves stay as they are.
   */
  abstract reportRooms(comet: CometId, counts: ReadonlyMap<RoomKey, number> | undefined): void;
  /** Sessions of all comets that are alive. */
  abstract get count(): number;
  /** The same by what the clients run on; '' = they did not say. */
  abstract countByPlatform(): ReadonlyMap<string, number>;
  /** The same by the region of the clients' addresses; '' = none is known. */
  abstract countByRegion(): ReadonlyMap<string, number>;
}
