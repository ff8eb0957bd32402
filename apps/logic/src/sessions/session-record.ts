import type { CometId, RoomKey, SessionKey } from '#contracts';

/** One client's connection, as the cluster knows it. */
export interface SessionRecord {
  readonly key: SessionKey;
  /** Member that the session belongs to; 0 = anonymous. */
  readonly mid: number;
  readonly comet: CometId;
  /** Number of the connection on its comet, so that an old connection's end is told from a newer one's. */
  readonly connection: number;
  /** goim's one room; '' = none. */
  readonly room: RoomKey | '';
  /** Rooms that it is in beside `room`. */
  readonly joined: readonly RoomKey[];
  readonly ip: string;
  /** What the client said that it runs on, such as web or ios; '' where it said nothing. */
  readonly platform: string;
  /** Region of the client's address; '' where none is known. */
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** Absent fields are empty: most sessions have neither. */
type StoredSession = Omit<SessionRecord, 'key' | 'joined' | 'platform' | 'region'> &
  Partial<Pick<SessionRecord, 'joined' | 'platform' | 'region'>>;

const NO_ROOMS: readonly RoomKey[] = Object.freeze([]);

export function encodeSession({
  mid,
  comet,
  connection,
  room,
  joined,
  ip,
  platform,
  region,
  since,
}: SessionRecord): Uint8Array {
  const stored: StoredSession = {
    mid,
    comet,
    connection,
    room,
    ip,
    since,
    ...(joined.length > 0 && { joined }),
    ...(platform !== '' && { platform }),
    ...(region !== '' && { region }),
  };
  return Buffer.from(JSON.stringify(stored));
}

/** @throws Error where the bytes are no session's */
export function decodeSession(key: SessionKey, bytes: Uint8Array): SessionRecord {
  const stored = JSON.parse(Buffer.from(bytes).toString()) as StoredSession;
  if (typeof stored?.comet !== 'string' || typeof stored.mid !== 'number') {
    throw new Error(`the session ${key} names no comet and member`);
  }
  const { mid, comet, connection, room, joined = NO_ROOMS, ip, platform = '', region = '', since } = stored;
  return { key, mid, comet, connection, room, joined, ip, platform, region, since };
}

/** Every room that a session is in. */
export function roomsOf({ room, joined }: Pick<SessionRecord, 'room' | 'joined'>): readonly RoomKey[] {
  if (joined.length === 0) return room === '' ? NO_ROOMS : [room];
  return room === '' ? joined : [room, ...joined];
}
