import type { CometId, RoomKey, SessionKey } from '#contracts';
import type { Session } from './session.js';

/** Which connection of which comet a session belongs to. */
export interface SessionOwner {
  readonly key: SessionKey;
  readonly comet: CometId;
  readonly connection: number;
}

/** Every session of the cluster. Reads are from memory; writes are in the cluster's store when they resolve. */
export abstract class SessionRegistry {
  /** Registers a session; one with the same key that exists is replaced. @throws AppError `unavailable` */
  abstract put(session: Session): Promise<void>;

  /**
   * Renews a session's life and notes its room. One that had expired is written again.
   *
   * @returns false where the key belongs to another connection by now: nothing was written
   * @throws AppError `unavailable`
   */
  abstract renew(session: Omit<Session, 'since'>): Promise<boolean>;

  /**
   * Removes a session, unless a newer connection holds its key.
   *
   * @returns whether it was there
   * @throws AppError `unavailable`
   */
  abstract remove(owner: SessionOwner): Promise<boolean>;

  /** The session of a key, if its comet is alive. */
  abstract byKey(key: SessionKey): Session | undefined;
  /** The sessions of a member, of comets that are alive. */
  abstract byMid(mid: number): Session[];
  /** Sessions in a room, over all comets that are alive. */
  abstract roomCount(room: RoomKey): number;
  /** Sessions of all comets that are alive. */
  abstract get count(): number;
}
