import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PushAllowance } from './push-allowance.js';

/** What a key can be good for; none holds another. */
export const SCOPES = ['push', 'read', 'admin'] as const;
/** `push`: messages to clients. `read`: who is there, and what was said. `admin`: whatever changes what others have. */
export type Scope = (typeof SCOPES)[number];

/** What a key may push; where there is nothing here, all. */
export interface PushLimits {
  /** To rooms of these types alone: to no members, session keys, or all. */
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
const TOKEN = /^goim_([\da-f]{12})_([\da-f]{64})$/;

/** A new key: what its caller sends, and what is kept of it. */
export function newToken(): { token: string; id: string; sha256: string } {
  const id = randomBytes(ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES).toString('hex');
  return { token: `${TOKEN_PREFIX}${id}_${secret}`, id, sha256: hash('sha256', secret) };
}

/** @returns undefined where the text is no key of ours */
export function parseToken(token: string): { id: string; secret: string } | undefined {
  const [, id, secret] = TOKEN.exec(token) ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : undefined;
}

/** In a time that does not depend on where they differ. @param sha256 of 32 bytes */
export function isSecretOf(sha256: Buffer, secret: string): boolean {
  return timingSafeEqual(hash('sha256', secret, 'buffer'), sha256);
}
