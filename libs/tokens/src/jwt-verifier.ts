import { compactVerify, errors, type CompactVerifyResult, type JWTPayload } from 'jose';
import type { JwtRules, Live } from '#config';
import type { Metrics } from '#observability';
import { claimsOf, malformed, RefusedToken } from './claims.js';
import { payloadByHs256 } from './hs256.js';
import type { KeySource, PublicKeys } from './key-source.js';
import { openTokenKeys } from './token-keys.js';

/** Keys that a token is tried with that does not say which it is signed by: whoever sends wrong ones has each of them looked at. */
const MOST_TRIED = 8;

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

  /** What tokens are taken by now: another one when that has changed, but for keys at an address. */
  get basis(): object {
    return this.keys.current;
  }

  /**
   * @returns what the token claims: at once where a secret verifies it, else a promise
   * @throws RefusedToken, AppError `unavailable` while the keys cannot be had; the promise rejects with them
   */
  verify(token: string): JWTPayload | Promise<JWTPayload> {
    const keys = this.keys.current;
    if ('secret' in keys) return this.claimsOf(payloadByHs256(token, keys.secret));
    return this.payloadBy(keys, token).then((payload) => this.claimsOf(payload));
  }

  private claimsOf(payload: string): JWTPayload {
    return claimsOf(payload, this.rules.current, Math.floor(Date.now() / 1_000));
  }

  private async payloadBy(keys: PublicKeys, token: string): Promise<string> {
    try {
      const { payload, protectedHeader } = await verifiedBy(keys, token);
      // It would sign what is not encoded, which tokens never are: RFC 7797, 7.
      if (protectedHeader.crit) throw malformed();
      return Buffer.from(payload).toString();
    } catch (error) {
      throw refusalOf(error);
    }
  }

  /** Looks for no more changes of its keys. */
  close(): void {
    this.keys.close();
  }
}

/** A token need not name its key (RFC 7515, 4.1.4), and a set has several of a kind while they are changed. */
async function verifiedBy({ algorithms, keyFor }: PublicKeys, token: string): Promise<CompactVerifyResult> {
  try {
    return await compactVerify(token, keyFor, { algorithms });
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    let tried = 0;
    for await (const key of error) {
      if (tried++ === MOST_TRIED) break;
      const verified = await compactVerify(token, key, { algorithms }).catch(unlessSignature);
      if (verified) return verified;
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** @throws what else it is */
function unlessSignature(error: unknown): undefined {
  if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
}

/** @returns what it was where it is none of the token's */
function refusalOf(error: unknown): unknown {
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return new RefusedToken('signature', 'the signature is wrong');
  }
  if (error instanceof errors.JWKSNoMatchingKey) return new RefusedToken('unknown-key', 'the key is not known');
  if (error instanceof errors.JOSEAlgNotAllowed) return new RefusedToken('algorithm', 'the algorithm is not taken');
  return error instanceof errors.JOSEError ? malformed() : error;
}
