import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  jwksCache,
  type CryptoKey,
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
    [customFetch]: fetchBounded,
  });
  let retryAt = 0;
  return async (header, token) => {
    if (now() >= retryAt) {
      try {
        return await remote(header, token);
      } catch (error) {
        if (isOfToken(error)) throw error;
        // Whoever sends tokens with unknown keys must not have the address asked for each of them.
        retryAt = now() + RETRY_MS;
      }
    }
    return lastOf(last, now() - keepFor)(header, token);
  };
}

async function fetchBounded(url: string, options: RequestInit): Promise<Response> {
  const response = await fetch(url, options);
  const { status } = response;
  return status === 200 ? new Response(await textUpTo(response, MAX_ANSWER_BYTES)) : response;
}

function isOfToken(error: unknown): boolean {
  const { JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported } = errors;
  return [JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported].some((kind) => error instanceof kind);
}

function lastOf(
  { jwks, uat }: JWKSCacheInput,
  oldest: number,
): (...args: Parameters<JWTVerifyGetKey>) => Promise<CryptoKey> {
  if (!jwks || uat === undefined || uat < oldest)
    throw new AppError('unavailable', 'the keys of tokens cannot be had now');
  return createLocalJWKSet(jwks);
}
