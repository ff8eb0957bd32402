import type { Branded, RoomKey, SessionKey } from './ids.js';
import { midOf, type Mid } from './mid.js';

/** What a message was addressed to, as history, cursors and the wire name it: `room:<key>`, `mid:<n>`, `key:<k>`, `all`. */
export type Target = Branded<string, 'Target'>;

/** Everybody. */
export const BROADCAST_TARGET = 'all' as Target;

const ROOM = 'room:';
const MEMBER = 'mid:';
const SESSION = 'key:';

export function roomTarget(room: RoomKey): Target {
  return `${ROOM}${room}` as Target;
}

export function memberTarget(mid: Mid): Target {
  return `${MEMBER}${mid}` as Target;
}

export function sessionTarget(key: SessionKey): Target {
  return `${SESSION}${key}` as Target;
}

export type Addressee =
  | { readonly kind: 'room'; readonly room: RoomKey }
  | { readonly kind: 'member'; readonly mid: Mid }
  | { readonly kind: 'session'; readonly key: SessionKey }
  | { readonly kind: 'all' };

/** What a target names; undefined where the text is no target. */
export function parseTarget(text: string): Addressee | undefined {
  if (text === BROADCAST_TARGET) return { kind: 'all' };
  if (text.startsWith(ROOM) && text.length > ROOM.length)
    return { kind: 'room', room: text.slice(ROOM.length) as RoomKey };
  if (text.startsWith(SESSION) && text.length > SESSION.length) {
    return { kind: 'session', key: text.slice(SESSION.length) as SessionKey };
  }
  const mid = text.startsWith(MEMBER) ? midOf(text.slice(MEMBER.length)) : undefined;
  return mid === undefined || text !== memberTarget(mid) ? undefined : { kind: 'member', mid };
}
