import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  jwksCache,
  type CryptoKey,
  type JSONWebKeySet,
  type JWKSCacheInput,
  type JWTVerifyGetKey,
} from 'jose';
import { AppError } from '#contracts';
import { textUpTo } from '#http';

/** Below the time that a comet waits for logic. */
const TIMEOUT_MS = 2_000;
const RETRY_MS = 10_000;
/** A key has a kilobyte at most. */
const MAX_ANSWER_BYTES = 256 * 1_024;

export interface RemoteKeysOptions {
  /** Milliseconds for which the last keys count while the address gives none. */
  readonly keepFor: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * The keys at an address. It reads them again when they are old, and when a token names a key that they lack, at most
 * every 30 seconds; while that fails, the last ones count, for `keepFor`.
 */
export function remoteKeys(url: string, { keepFor, now = Date.now }: RemoteKeysOptions): JWTVerifyGetKey {
  const last: JWKSCacheInput = {};
  const remote = createRemoteJWKSet(new URL(url), {
    timeoutDuration: TIMEOUT_MS,
    [jwksCache]: last,
    [customFetch]: fetchSet,
  });
  let retryAt = 0;
  return async (header, token) => {
    if (now() >= retryAt) {
      try {
        return await remote(header, token);
      } catch (error) {
        // Of the token, or of the key that it names.
        if (!(error instanceof AppError)) throw error;
        // Whoever sends tokens with unknown keys must not have the address asked for each of them.
        retryAt = now() + RETRY_MS;
      }
    }
    return lastOf(last, now() - keepFor)(header, token);
  };
}

/** @throws AppError `unavailable` where the address has no set: whatever is thrown later is no fault of the address */
async function fetchSet(url: string, options: RequestInit): Promise<Response> {
  try {
    const response = await fetch(url, options);
    if (response.status !== 200) throw new Error(`the address answers with ${response.status}`);
    const text = await textUpTo(response, MAX_ANSWER_BYTES);
    createLocalJWKSet(JSON.parse(text) as JSONWebKeySet);
    return new Response(text);
  } catch (cause) {
    throw cannotBeHad({ cause });
  }
}

function lastOf(
  { jwks, uat }: JWKSCacheInput,
  oldest: number,
): (...args: Parameters<JWTVerifyGetKey>) => Promise<CryptoKey> {
  if (!jwks || uat === undefined || uat < oldest) throw cannotBeHad();
  return createLocalJWKSet(jwks);
}

function cannotBeHad(options?: ErrorOptions): AppError {
  return new AppError('unavailable', 'the keys of tokens cannot be had now', options);
}
