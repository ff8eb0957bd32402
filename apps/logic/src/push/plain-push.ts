import type { Caller } from '#callers/nest';
import { isUsableKey, isWholeText, midOf, type Mid, type RoomKey, type SessionKey } from '#contracts';
import { callerOf } from '../callers/caller.js';
import { JsonText } from '../http/json-text.js';
import type { ReadPlainly } from '../http/short-way.js';
import { isIdempotent } from '../idempotency/idempotent-request.js';
import {
  faultOfBody,
  MAX_BATCH,
  MAX_TARGETS,
  type BatchedPush,
  type PushBatch,
  type PushToKeys,
  type PushToMids,
  type PushToRoom,
} from './push.schema.js';

type Given = Readonly<Record<string, unknown>>;

/** A push as its schema reads it; undefined where it is not as plain as nearly all are, or is wrong. */
type Read<Push> = (given: unknown) => Push | undefined;

type Content = Pick<PushToKeys, 'operation' | 'message' | 'data' | 'encoding' | 'persist' | 'receipt'>;

/** Few ask for a receipt, and these go Nest's way. */
const CONTENT = ['operation', 'message', 'data', 'encoding', 'persist'];
const ROOM_FIELDS = new Set([...CONTENT, 'room']);
const KEYS_FIELDS = new Set([...CONTENT, 'keys']);
const MIDS_FIELDS = new Set([...CONTENT, 'mids']);
const INT32 = 2 ** 31;

export const plainRoom: Read<PushToRoom> = (given) => roomOf(given);
export const plainKeys: Read<PushToKeys> = (given) => keysOf(given);
export const plainMids: Read<PushToMids> = (given) => midsOf(given);

/** A batch in which every push is plain, and none is to all. */
export const plainBatch: Read<PushBatch> = (given) => {
  if (!isObject(given) || Object.keys(given).join() !== 'pushes' || !Array.isArray(given['pushes'])) return undefined;
  const { length } = given['pushes'];
  if (length === 0 || length > MAX_BATCH) return undefined;
  const pushes: BatchedPush[] = [];
  for (const one of given['pushes'] as unknown[]) {
    const push = batched(one);
    if (!push) return undefined;
    pushes.push(push);
  }
  return { pushes };
};

/** What a push's handler is called with, where its body is plain, and it has no idempotency key. */
export function plainlyByBody<Push>(read: Read<Push>): ReadPlainly<[Push, Caller]> {
  return (request) => {
    const push = isIdempotent(request) ? undefined : read(request.body);
    return push && [push, callerOf(request)];
  };
}

function batched(given: unknown): BatchedPush | undefined {
  if (!isObject(given)) return undefined;
  const { to, ...push } = given;
  switch (to) {
    case 'room': {
      const plain = roomOf(push);
      return plain && { to, ...plain };
    }
    case 'keys': {
      const plain = keysOf(push);
      return plain && { to, ...plain };
    }
    case 'mids': {
      const plain = midsOf(push);
      return plain && { to, ...plain };
    }
    default:
      return undefined;
  }
}

function roomOf(given: unknown): PushToRoom | undefined {
  const content = contentOf(given, ROOM_FIELDS);
  if (!content || content.operation === 0) return undefined;
  const { room } = given as Given;
  return typeof room === 'string' && isUsableKey(room) ? { ...content, room: room as RoomKey } : undefined;
}

function keysOf(given: unknown): PushToKeys | undefined {
  const content = contentOf(given, KEYS_FIELDS);
  const keys = content && listOf((given as Given)['keys']);
  const areUsable = keys?.every((key): key is SessionKey => typeof key === 'string' && isUsableKey(key));
  return areUsable ? { ...content!, keys } : undefined;
}

function midsOf(given: unknown): PushToMids | undefined {
  const content = contentOf(given, MIDS_FIELDS);
  const mids = content && listOf((given as Given)['mids'])?.map(midOf);
  return mids?.every((mid): mid is Mid => mid !== undefined) ? { ...content!, mids } : undefined;
}

function contentOf(given: unknown, fields: ReadonlySet<string>): Content | undefined {
  if (!isObject(given)) return undefined;
  for (const name of Object.keys(given)) if (!fields.has(name)) return undefined;
  const { operation, message, data, encoding = 'utf8', persist = true } = given;
  if (typeof operation !== 'number' || !Number.isInteger(operation)) return undefined;
  if (operation < -INT32 || operation >= INT32 || typeof persist !== 'boolean') return undefined;
  if (encoding !== 'utf8' && encoding !== 'base64') return undefined;
  const rest = { operation, encoding, persist, receipt: false } as const;
  if (data instanceof JsonText && message === undefined) {
    return faultOfBody({ data, encoding }) ? undefined : { ...rest, data };
  }
  if (data !== undefined) return undefined;
  if (typeof message !== 'string' || !isWholeText(message)) return undefined;
  return faultOfBody({ message, encoding }) ? undefined : { ...rest, message };
}

function listOf(given: unknown): unknown[] | undefined {
  return Array.isArray(given) && given.length > 0 && given.length <= MAX_TARGETS ? given : undefined;
}

function isObject(given: unknown): given is Given {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}
