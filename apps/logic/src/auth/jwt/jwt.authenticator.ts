import { errors, jwtVerify, type JWTPayload } from 'jose';
import type { Live } from '#config';
import type { JwtSection } from '../../config/auth-section.js';
import { Authenticator, type Credentials, type Identity } from '../authenticator.js';
import { IDENTITY_FIELDS, identityOf } from '../identity-fields.js';
import { RefusedToken } from '../refused-token.js';
import { openTokenKeys, type TokenKeys } from './token-keys.js';

/** Takes a JSON Web Token that one of the configured keys signed. Messages say what was wrong, and no part of the token. */
export class JwtAuthenticator extends Authenticator {
  private readonly keys: TokenKeys;

  /** @throws ConfigError where there is no key to verify by */
  constructor(private readonly config: Live<JwtSection>) {
    super();
    this.keys = openTokenKeys(config.current);
  }

  async authenticate({ token }: Credentials): Promise<Identity> {
    const { claims } = this.config.current;
    const payload = await this.verified(token);
    const fields = Object.fromEntries(IDENTITY_FIELDS.map((field) => [field, payload[claims[field]]]));
    const identity = identityOf(fields, 'claims');
    return {
      ...identity,
      ...(payload.exp !== undefined && { expires: payload.exp * 1_000 }),
      ...(payload.jti !== undefined && { tokenId: payload.jti }),
    };
  }

  private async verified(token: Uint8Array): Promise<JWTPayload> {
    const { issuer, audience, leeway, requireExpiry } = this.config.current;
    const { algorithms, keyFor } = this.keys;
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
