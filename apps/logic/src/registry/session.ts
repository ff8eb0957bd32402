import type { CometId, RoomKey, SessionKey } from '#contracts';

/** One client's connection, as the cluster knows it. */
export interface Session {
  readonly key: SessionKey;
  /** Member that the session belongs to; 0 = anonymous. */
  readonly mid: number;
  readonly comet: CometId;
  /** Number of the connection on its comet, so that an old connection's end is told from a newer one's. */
  readonly connection: number;
  /** '' = in no room. */
  readonly room: RoomKey | '';
  readonly ip: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

type StoredSession = Omit<Session, 'key'>;

export function encodeSession({ mid, comet, connection, room, ip, since }: Session): Uint8Array {
  const stored: StoredSession = { mid, comet, connection, room, ip, since };
  return Buffer.from(JSON.stringify(stored));
}

/** @throws Error where the bytes are no session's */
export function decodeSession(key: SessionKey, bytes: Uint8Array): Session {
  const stored = JSON.parse(Buffer.from(bytes).toString()) as StoredSession;
  if (typeof stored?.comet !== 'string' || typeof stored.mid !== 'number') {
    throw new Error(`the session ${key} names no comet and member`);
  }
  return { ...stored, key };
}
