import { Logger } from '@nestjs/common';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  jwksCache,
  type CryptoKey,
  type JWKSCacheInput,
  type JWTVerifyGetKey,
} from 'jose';
import { AppError, errorText } from '#contracts';
import { textUpTo } from '#http';
import type { LabelledCounts, Metrics } from '#observability';
import { readKeySet } from './key-set.js';
import { keyReloads } from './key-source.js';

/** Below the time that a comet waits for logic. */
const TIMEOUT_MS = 2_000;
const RETRY_MS = 10_000;
/** A key has a kilobyte at most. */
const MAX_ANSWER_BYTES = 256 * 1_024;

export interface RemoteKeysOptions {
  /** That has the address: `auth.jwt.jwksUrl`. */
  readonly setting: string;
  readonly metrics: Metrics;
  /** Milliseconds for which the last keys count while the address gives none. */
  readonly keepFor: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * The keys at an address. It reads them again when they are old, and when a token names a key that they lack, at most
 * every 30 seconds; while that fails, the last ones count, for `keepFor`.
 */
export function remoteKeys(
  url: string,
  { setting, metrics, keepFor, now = Date.now }: RemoteKeysOptions,
): JWTVerifyGetKey {
  const sets = new SetsOfAddress(setting, keyReloads(metrics, setting));
  const last: JWKSCacheInput = {};
  const remote = createRemoteJWKSet(new URL(url), {
    timeoutDuration: TIMEOUT_MS,
    [jwksCache]: last,
    [customFetch]: (address, options) => sets.fetch(address, options),
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

/** Reads the set at an address. What is wrong is counted each time, and a line of the log where it is another thing than before. */
class SetsOfAddress {
  private readonly logger = new Logger('TokenKeys');
  private reported = '';

  constructor(
    private readonly setting: string,
    private readonly outcomes: LabelledCounts<'setting' | 'outcome'>,
  ) {}

  /**
   * One weak key does not have the others refused: whoever owns the address is somebody else.
   *
   * @throws AppError `unavailable` where it has no key that can be used: whatever is thrown later is no fault of the address
   */
  async fetch(url: string, options: RequestInit): Promise<Response> {
    const { setting } = this;
    try {
      const { keys, problems } = readKeySet(await textAt(url, options), setting);
      this.outcomes.inc({ setting, outcome: 'loaded' });
      this.report('keys of tokens are left out', problems.join('; '), { setting, problems });
      return new Response(JSON.stringify({ keys }));
    } catch (cause) {
      this.outcomes.inc({ setting, outcome: 'refused' });
      this.report('the keys of tokens stay as they were', errorText(cause), { setting, err: cause });
      throw cannotBeHad({ cause });
    }
  }

  /** @param problem '' = there is none */
  private report(message: string, problem: string, details: object): void {
    const report = problem && `${message}: ${problem}`;
    if (report && report !== this.reported) this.logger.warn(message, details);
    this.reported = report;
  }
}

async function textAt(url: string, options: RequestInit): Promise<string> {
  const response = await fetch(url, options);
  if (response.status !== 200) throw new Error(`the address answers with ${response.status}`);
  return textUpTo(response, MAX_ANSWER_BYTES);
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
