import { errors, jwtVerify, type JWTPayload } from 'jose';
import type { JwtRules, Live } from '#config';
import type { Metrics } from '#observability';
import { RefusedToken } from './refused-token.js';
import type { KeySource } from './key-source.js';
import { openTokenKeys } from './token-keys.js';

/** Takes JSON Web Tokens that one of the configured keys signed. Messages say what was wrong, and no part of the token. */
export class JwtVerifier {
  private readonly keys: KeySource;

  /**
   * @param setting that has the rules: `auth.jwt`
   * @throws ConfigError where there is no key to verify by
   */
  constructor(
    private readonly rules: Live<JwtRules>,
    setting: string,
    metrics: Metrics,
  ) {
    this.keys = openTokenKeys(rules.current, setting, metrics);
  }

  /** @returns what the token claims @throws RefusedToken, AppError `unavailable` while the keys can not be had */
  async verify(token: string | Uint8Array): Promise<JWTPayload> {
    const { issuer, audience, leeway, requireExpiry } = this.rules.current;
    const { algorithms, keyFor } = this.keys.current;
    try {
      const { payload } = await jwtVerify(token, keyFor, {
        algorithms,
        clockTolerance: leeway / 1_000,
        requiredClaims: requireExpiry ? ['exp'] : [],
        ...(issuer !== undefined && { issuer }),
        ...(audience !== undefined && { audience }),
      });
      return payload;
    } catch (error) {
      throw refusalOf(error);
    }
  }

  /** Looks for no more changes of its keys. */
  close(): void {
    this.keys.close();
  }
}

function refusalOf(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new RefusedToken('expired', 'expired');
  if (error instanceof errors.JWTClaimValidationFailed) {
    return new RefusedToken('claim', `the claim ${error.claim} is ${error.reason === 'missing' ? 'missing' : 'wrong'}`);
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return new RefusedToken('signature', 'the signature is wrong');
  }
  if (error instanceof errors.JWKSNoMatchingKey) return new RefusedToken('unknown-key', 'the key is not known');
  if (error instanceof errors.JOSEAlgNotAllowed) return new RefusedToken('algorithm', 'the algorithm is not taken');
  return error instanceof errors.JOSEError ? new RefusedToken('malformed', 'the token is no valid JWT') : error;
}
