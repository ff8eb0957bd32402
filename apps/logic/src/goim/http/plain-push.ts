import { isUsableKey, midOf, type Mid } from '#contracts';
import type { FastifyReply } from 'fastify';
import { callerOf } from '../../callers/caller.js';
import type { ReadPlainly, ReadRequest } from '../../http/short-way.js';
import { MAX_LISTED } from '../../http/values.js';
import { isIdempotent } from '../../idempotency/idempotent-request.js';
import type { RawBody } from './goim-push.api.js';
import type { PushKeysQuery, PushMidsQuery, PushRoomQuery } from './goim-push.schema.js';
import type { PushCall } from './goim-pushes.js';

/** Most of the int32s, as everybody writes them. */
const OPERATION = /^(0|[1-9]\d{0,8})$/;

/** The parameters of all pushes, as Fastify reads them: text, or texts where one is repeated. */
type Given = Readonly<Record<'operation' | 'type' | 'room' | 'keys' | 'mids' | 'persist' | 'ttl' | 'receipt', unknown>>;

/** A push's query as its schema reads it; undefined where it is not as plain as nearly all are, or is wrong. */
type ReadQuery<Query> = (given: Given) => Query | undefined;

export const plainRoomQuery: ReadQuery<PushRoomQuery> = (given) => {
  const { type, room } = given;
  const operation = operationOf(given);
  // goim refuses operation 0 here.
  if (!operation || typeof type !== 'string' || typeof room !== 'string') return undefined;
  if (type === '' || room === '' || !isUsableKey(`${type}://${room}`)) return undefined;
  return { operation, type, room };
};

export const plainKeysQuery: ReadQuery<PushKeysQuery> = (given) => {
  const operation = operationOf(given);
  const keys = textsOf(given.keys);
  if (operation === undefined || !keys?.every(isUsableKey)) return undefined;
  return { operation, keys };
};

export const plainMidsQuery: ReadQuery<PushMidsQuery> = (given) => {
  const operation = operationOf(given);
  const mids = textsOf(given.mids)?.map(midOf);
  if (operation === undefined || !mids?.every((mid): mid is Mid => mid !== undefined)) return undefined;
  return { operation, mids };
};

/** What a push's handler is called with, where its query is plain, and it has no idempotency key. */
export function plainlyByQuery<Query>(read: ReadQuery<Query>): ReadPlainly<[Query, RawBody, PushCall]> {
  return (request: ReadRequest, reply: FastifyReply) => {
    if (isIdempotent(request)) return undefined;
    const query = read(request.query as Given);
    return query && [query, request.body as RawBody, { caller: callerOf(request), request: undefined, reply }];
  };
}

/** @returns undefined also where more is asked for than the push */
function operationOf({ operation, persist, ttl, receipt }: Given): number | undefined {
  if (persist !== undefined || ttl !== undefined || receipt !== undefined) return undefined;
  return typeof operation === 'string' && OPERATION.test(operation) ? Number(operation) : undefined;
}

function textsOf(given: unknown): string[] | undefined {
  if (typeof given === 'string') return [given];
  const isPlain = Array.isArray(given) && given.length > 0 && given.length <= MAX_LISTED;
  return isPlain ? (given as string[]) : undefined;
}
