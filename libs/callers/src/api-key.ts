import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PushAllowance } from './push-allowance.js';

/** What a key can be good for; none holds another. */
export const SCOPES = ['push', 'read', 'admin'] as const;
/** `push`: messages to clients. `read`: who is there, and what was said. `admin`: whatever changes what others have. */
export type Scope = (typeof SCOPES)[number];
/** What a call may need: a scope, or a key that is good for anything at all. */
export type NeededScope = Scope | 'any';

/** What a key may push: anything, where nothing is said. */
export interface PushLimits {
  /** To rooms of these types alone, and so to no members, to no session keys, and not to all. */
  readonly roomTypes?: ReadonlySet<string>;
  readonly operations?: ReadonlySet<number>;
  readonly allowance?: PushAllowance;
}

/** @param given what a key's file, or a token, says; absent = no limit of the kind */
export function pushLimits(
  given: { readonly roomTypes?: readonly string[] | undefined; readonly operations?: readonly number[] | undefined },
  allowance: PushAllowance | undefined,
): PushLimits {
  const { roomTypes, operations } = given;
  return {
    ...(roomTypes && { roomTypes: new Set(roomTypes) }),
    ...(operations && { operations: new Set(operations) }),
    ...(allowance && { allowance }),
  };
}

/** A key of somebody who calls the APIs. Nobody can make its secret of it. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** `sub` of a token: what counts by the caller counts all its tokens together. Undefined for a key. */
  readonly subject?: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Milliseconds since 1970; undefined = never. */
  readonly expires?: number;
  readonly push: PushLimits;
}

/** What all keys begin with, so that a search of logs and repositories finds them. */
export const TOKEN_PREFIX = 'goim_';
const ID_BYTES = 6;
/** Nobody guesses 256 bits, so a plain hash keeps them: a slow one is for what people think up. */
const SECRET_BYTES = 32;
/** Where a token's secret begins: behind the prefix, the id in hexadecimal, and a `_`. */
const SECRET_AT = TOKEN_PREFIX.length + 2 * ID_BYTES + 1;
const TOKEN_LENGTH = SECRET_AT + 2 * SECRET_BYTES;

/** A new key: what its caller sends, and what is kept of it. */
export function newToken(): { token: string; id: string; sha256: string } {
  const id = randomBytes(ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES).toString('hex');
  return { token: `${TOKEN_PREFIX}${id}_${secret}`, id, sha256: hash('sha256', secret) };
}

/** @returns the parts of what has the form of a key; undefined where the text has another */
export function parseToken(token: string): { id: string; secret: string } | undefined {
  const hasForm = token.length === TOKEN_LENGTH && token.startsWith(TOKEN_PREFIX) && token[SECRET_AT - 1] === '_';
  return hasForm ? { id: token.slice(TOKEN_PREFIX.length, SECRET_AT - 1), secret: token.slice(SECRET_AT) } : undefined;
}

/**
 * In a time that does not depend on where they differ.
 *
 * @param sha256 of 32 bytes
 */
export function isSecretOf(sha256: Buffer, secret: string): boolean {
  // As text: for bytes `hash` of Node 20 takes eight times as long, and a `Hash` object three times, with garbage for the collector.
  return timingSafeEqual(Buffer.from(hash('sha256', secret, 'binary'), 'binary'), sha256);
}

/** The keys of those who call the APIs. */
export abstract class ApiKeys {
  /** Takes a microsecond. @param token as the caller sent it @returns the key, expired or not; undefined where there is none */
  abstract find(token: string): ApiKey | undefined;
}

/** Those of a process that nobody calls. */
export class NoApiKeys extends ApiKeys {
  find(): undefined {
    return undefined;
  }
}
