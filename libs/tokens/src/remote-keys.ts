import { createLocalJWKSet, createRemoteJWKSet, errors, type CryptoKey, type JWTVerifyGetKey } from 'jose';
import { AppError } from '#contracts';

/** Below the time that a comet waits for logic. */
const TIMEOUT_MS = 2_000;
const RETRY_MS = 10_000;

/**
 * The keys at an address. It reads them again when they are old, and when a token names a key that they lack, at most
 * every 30 seconds; as long as that fails, the last ones count.
 */
export function remoteKeys(url: string, now: () => number = () => performance.now()): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(new URL(url), { timeoutDuration: TIMEOUT_MS });
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
    return lastOf(remote.jwks())(header, token);
  };
}

function isOfToken(error: unknown): boolean {
  const { JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported } = errors;
  return [JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported].some((kind) => error instanceof kind);
}

function lastOf(
  keys: Parameters<typeof createLocalJWKSet>[0] | undefined,
): (...args: Parameters<JWTVerifyGetKey>) => Promise<CryptoKey> {
  if (!keys) throw new AppError('unavailable', 'the keys of tokens can not be had now');
  return createLocalJWKSet(keys);
}
