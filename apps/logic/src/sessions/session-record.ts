import { midOf, type CometId, type RoomKey, type SessionKey, type Mid, jsonMid } from '#contracts';

/** One client's connection, as the registry stores it. */
export interface SessionRecord {
  readonly key: SessionKey;
  /** Member that the session belongs to; 0 = anonymous. */
  readonly mid: Mid;
  readonly comet: CometId;
  /** Number of the connection on its comet: distinguishes the end of an old connection from that of a newer one. 0 = a legacy comet's. */
  readonly connection: number;
  /** Primary room; '' = none. */
  readonly room: RoomKey | '';
  /** Extra rooms, without the primary one. */
  readonly joined: readonly RoomKey[];
  readonly ip: string;
  /** What the client says it runs on, such as web or ios; '' = it does not say. */
  readonly platform: string;
  /** Region of the client's address; '' = unknown. */
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Empty fields are left out: most sessions have none of them. */
type StoredSession = Omit<SessionRecord, 'key' | 'mid' | 'joined' | 'platform' | 'region'> &
  Partial<Pick<SessionRecord, 'joined' | 'platform' | 'region'>> & {
    readonly mid: ReturnType<typeof jsonMid>;
  };

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
    mid: jsonMid(mid),
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

/** @throws Error where the bytes are not a session */
export function decodeSession(key: SessionKey, bytes: Uint8Array): SessionRecord {
  const stored = JSON.parse(Buffer.from(bytes).toString()) as StoredSession;
  const mid = midOf(stored?.mid);
  if (typeof stored?.comet !== 'string' || mid === undefined) {
    throw new Error(`the session ${key} names no comet and member`);
  }
  const { comet, connection, room, joined = NO_ROOMS, ip, platform = '', region = '', since } = stored;
  return { key, mid, comet, connection, room, joined, ip, platform, region, since };
}

/** Every room that a session is in. */
export function roomsOf({ room, joined }: Pick<SessionRecord, 'room' | 'joined'>): readonly RoomKey[] {
  if (joined.length === 0) return room === '' ? NO_ROOMS : [room];
  return room === '' ? joined : [room, ...joined];
}
