declare const brand: unique symbol;
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** Names one session: what pushes by key address. Chosen by the client, or a UUID. */
export type SessionKey = Branded<string, 'SessionKey'>;
/** `type://room`, for example `live://1000`. */
export type RoomKey = Branded<string, 'RoomKey'>;
/** Names one run of one comet process: a comet that starts again has a new one. */
export type CometId = Branded<string, 'CometId'>;

/** Longest session key and room key, in UTF-8 bytes: they have to fit into a NATS subject after escaping. */
export const MAX_KEY_BYTES = 256;

const ROOM_SEPARATOR = '://';

export function roomKey(type: string, room: string): RoomKey {
  return `${type}${ROOM_SEPARATOR}${room}` as RoomKey;
}

/** What stands before `://`; undefined of a plain name, so that the room `live` is none of the type `live`. */
export function roomTypeOf(room: RoomKey): string | undefined {
  const end = room.indexOf(ROOM_SEPARATOR);
  return end < 0 ? undefined : room.slice(0, end);
}

/** Half of a character, which JSON can write and UTF-8 can't: the other side of the bus could not read it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether a text has no half of a character. */
export function isWholeText(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

/** Whether a client's string can serve as a session key or a room key. */
export function isUsableKey(key: string): boolean {
  return key.length > 0 && Buffer.byteLength(key) <= MAX_KEY_BYTES && isWholeText(key);
}
