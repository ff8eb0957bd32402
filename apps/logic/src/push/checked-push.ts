import { isUint8Array } from 'node:util/types';
import { isUsableKey, midOf, type Mid } from '#contracts';
import { isOperation } from '#protocol';

interface Options {
  readonly ttl?: number;
  readonly sender?: Mid;
}

/**
 * Refuses what can be no push, whoever asks for it: an extension may be JavaScript. What is encoded would take a text in the place
 * of bytes for base64, and anything else for nothing, an operation of text for 0, and a member of text for nobody who is known.
 *
 * Cost: a look at each recipient.
 *
 * @throws TypeError that says what is wrong with it
 */
export function assertContent(operation: number, msg: Uint8Array, { ttl, sender }: Options): void {
  if (!isUint8Array(msg)) throw wrong('message', 'is no Uint8Array: a text is sent as Buffer.from(text)', msg);
  if (!isOperation(operation)) throw wrong('operation', 'is no int32', operation);
  if (ttl !== undefined && !(Number.isFinite(ttl) && ttl > 0)) throw wrong('ttl', 'is no number of seconds', ttl);
  if (sender !== undefined) assertMember('sender', sender);
}

/** @throws TypeError as above */
export function assertKeys(keys: readonly string[]): void {
  assertList('keys', keys);
  for (const key of keys) if (typeof key !== 'string' || key === '') throw wrong('keys', 'has what is no key', key);
}

/** @throws TypeError as above */
export function assertMids(mids: readonly unknown[]): void {
  assertList('mids', mids);
  for (const mid of mids) assertMember('mids', mid);
}

/** @throws TypeError as above */
export function assertRoom(room: string): void {
  if (typeof room !== 'string' || !isUsableKey(room)) throw wrong('room', 'can be none', room);
}

/** @throws TypeError as above */
export function assertSpeed(speed: number): void {
  if (!isOperation(speed) || speed < 0) throw wrong('speed', 'is no whole number of messages a second', speed);
}

function assertList(name: string, list: readonly unknown[]): void {
  if (!Array.isArray(list)) throw wrong(name, 'is no array', list);
}

/** Each member has one form, by which it is found. */
function assertMember(name: string, mid: unknown): void {
  if (typeof mid === 'string' || !Object.is(midOf(mid), mid)) {
    throw wrong(name, 'names a member by what midOf() does not give', mid);
  }
}

function wrong(name: string, what: string, value: unknown): TypeError {
  const kind = typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value;
  return new TypeError(`the push's ${name} ${what} (${kind})`);
}
