import type { OnModuleDestroy } from '@nestjs/common';
import type { Live } from '#config';
import type { Metrics } from '#observability';
import { JwtVerifier, RefusedToken } from '#tokens';
import type { JwtSection } from '../../config/auth-section.js';
import { Authenticator, type Credentials, type Identity } from '../authenticator.js';
import { canBeTokenId, FURTHEST_SECONDS } from '../checked-identity.js';
import { IDENTITY_FIELDS, identityOf } from '../identity-fields.js';

/** Takes a JSON Web Token that one of the configured keys signed. */
export class JwtAuthenticator extends Authenticator implements OnModuleDestroy {
  private readonly tokens: JwtVerifier;

  /** @throws ConfigError where there is no key to verify by */
  constructor(
    private readonly config: Live<JwtSection>,
    metrics: Metrics,
  ) {
    super();
    this.tokens = new JwtVerifier(config, 'auth.jwt', metrics);
  }

  onModuleDestroy(): void {
    this.tokens.close();
  }

  async authenticate({ token }: Credentials): Promise<Identity> {
    const { claims } = this.config.current;
    const payload = await this.tokens.verify(Buffer.from(token).toString('latin1'));
    // An issuer that counts in milliseconds twice.
    if ((payload.exp ?? 0) > FURTHEST_SECONDS) throw new RefusedToken('claim', 'the claim exp is wrong');
    const { jti } = payload;
    if (jti !== undefined && !canBeTokenId(jti)) throw new RefusedToken('claim', 'the claim jti is wrong');
    const fields = Object.fromEntries(IDENTITY_FIELDS.map((field) => [field, payload[claims[field]]]));
    const identity = identityOf(fields, 'claims');
    return {
      ...identity,
      ...(payload.exp !== undefined && { expires: payload.exp * 1_000 }),
      ...(jti !== undefined && { tokenId: jti }),
    };
  }
}
