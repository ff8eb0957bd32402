// Lets in only clients with a token that the business system signed: docs/extending.md says how to start it.
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { Injectable, Module } from '@nestjs/common';
import { AppError, Authenticator, midOf, type Credentials, type Identity, type SessionKey } from 'goim-nest/extension';

/** Takes `<mid>.<signature>`, where the signature is the HMAC-SHA256 of the mid with TOKEN_SECRET, in hex. */
@Injectable()
class SignedTokenAuthenticator extends Authenticator {
  private readonly secret = process.env['TOKEN_SECRET'] ?? '';

  constructor() {
    super();
    if (this.secret === '') throw new Error('TOKEN_SECRET is not set');
  }

  async authenticate({ token }: Credentials): Promise<Identity> {
    const [mid = '', signature = ''] = Buffer.from(token).toString().split('.');
    const expected = createHmac('sha256', this.secret).update(mid).digest();
    const given = Buffer.from(signature, 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new AppError('unauthenticated', 'the signature is wrong');
    }
    const key = randomUUID() as SessionKey;
    return { mid: midOf(mid) ?? 0, key, isNewKey: true, room: '', accepts: [1000], platform: '' };
  }
}

@Module({ providers: [{ provide: Authenticator, useClass: SignedTokenAuthenticator }], exports: [Authenticator] })
export default class SignedTokenModule {}
