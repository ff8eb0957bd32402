import { Logger } from '@nestjs/common';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  jwksCache,
  type CryptoKey,
  type JWKSCacheInput,
  type JWSHeaderParameters,
  type JWTVerifyGetKey,
} from 'jose';
import { AppError, errorText } from '#contracts';
import { textUpTo } from '#http';
import type { LabelledCounts, Metrics } from '#observability';
import { RefusedToken } from './claims.js';
import { readKeySet } from './key-set.js';
import { keyReloads } from './key-source.js';

/** Below the time that a comet waits for logic. */
const TIMEOUT_MS = 2_000;
const RETRY_MS = 10_000;
/** A key has a kilobyte at most. */
const MAX_ANSWER_BYTES = 256 * 1_024;
/** Some 0.5 MiB. */
const MAX_SOUGHT = 1_000;
const MAX_NAME_CHARACTERS = 256;
/** Time enough for the keys to be read again, and for a client to come back: what was no key before that may be one now. */
const SOUGHT_FOR_MS = 60_000;

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
 * every 30 seconds; while that fails, the last ones count, for `keepFor`. A key that they lack may have been added since they
 * were read: until they are read again a token of it is refused as `unknown-key`, so that its client comes back.
 */
export function remoteKeys(
  url: string,
  { setting, metrics, keepFor, now = Date.now }: RemoteKeysOptions,
): JWTVerifyGetKey {
  const sets = new SetsOfAddress(setting, keyReloads(metrics, setting), now);
  const last: JWKSCacheInput = {};
  const remote = createRemoteJWKSet(new URL(url), {
    timeoutDuration: TIMEOUT_MS,
    [jwksCache]: last,
    [customFetch]: (address, options) => sets.fetch(address, options),
  });
  let retryAt = 0;
  const sought = new SoughtKeys();
  const keyFor: JWTVerifyGetKey = async (header, token) => {
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
  return async (header, token) => {
    const askedAt = now();
    try {
      return await keyFor(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      if (sets.readAt >= sought.since(header, askedAt)) throw error;
      throw new RefusedToken('unknown-key', 'the key is not known yet', 'unknown-key');
    }
  };
}

/** The keys that tokens named and that the set had not, the latest of them: strangers name what they like. */
class SoughtKeys {
  /** When it was asked for first in the last minute, by name. */
  private readonly times = new Map<string, number>();

  /** @returns when the key was asked for first; 0 where its name is none that an issuer gives, as one that is no text */
  since({ alg = '', kid = '' }: JWSHeaderParameters, askedAt: number): number {
    if (typeof kid !== 'string' || kid.length > MAX_NAME_CHARACTERS) return 0;
    const name = `${alg} ${kid}`;
    const known = this.times.get(name) ?? askedAt;
    const since = askedAt - known > SOUGHT_FOR_MS ? askedAt : known;
    // The latest stand at the end.
    this.times.delete(name);
    this.times.set(name, since);
    if (this.times.size > MAX_SOUGHT) this.times.delete(this.times.keys().next().value!);
    return since;
  }
}

/** Reads the set at an address. What is wrong is counted each time, and a line of the log where it is another thing than before. */
class SetsOfAddress {
  private readonly logger = new Logger('TokenKeys');
  private reported = '';
  /** When the reading of the last set began, which has the keys of then. */
  readAt = 0;

  constructor(
    private readonly setting: string,
    private readonly outcomes: LabelledCounts<'setting' | 'outcome'>,
    private readonly now: () => number,
  ) {}

  /**
   * One weak key does not have the others refused: whoever owns the address is somebody else.
   *
   * @throws AppError `unavailable` where it has no key that can be used: whatever is thrown later is no fault of the address
   */
  async fetch(url: string, options: RequestInit): Promise<Response> {
    const { setting } = this;
    const begun = this.now();
    try {
      const { keys, problems } = readKeySet(await textAt(url, options), setting);
      this.outcomes.inc({ setting, outcome: 'loaded' });
      this.readAt = begun;
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
