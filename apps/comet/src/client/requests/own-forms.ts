import { jsonObject } from './json-bodies.js';

/*
 * Clients of goim's use numbers of ours for messages of their own, which goim hands on. What our operations ask for has a
 * form that such bodies do not.
 */

/** `type://room`, in any encoding: what follows is looked at by whoever takes it. */
const ROOM = /^[^\s:/{["]+:\/\//;
const PAGE_MEMBERS: readonly string[] = ['target', 'before', 'after', 'limit'];

/** Whether a body can be a room to join or to leave. */
export function isRoomForm(body: Buffer): boolean {
  return ROOM.test(body.toString('latin1'));
}

/** Whether a body can ask for a page of the history: it is empty, or JSON of nothing but what such a request has. */
export function isPageForm(body: Buffer): boolean {
  if (body.length === 0) return true;
  const asked = jsonObject(body);
  return asked !== undefined && Object.keys(asked).every((name) => PAGE_MEMBERS.includes(name));
}
