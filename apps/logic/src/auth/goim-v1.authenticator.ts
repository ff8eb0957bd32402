import { Injectable } from '@nestjs/common';
import { midOf } from '#contracts';
import { Authenticator, type Credentials, type Identity } from './authenticator.js';
import { identityOf } from './identity-fields.js';
import { RefusedToken } from '#tokens';

/** Of an int64 and an int32, with their signs. */
const TOKEN = /^(-?\d{1,19}),(-?\d{1,10})$/;

/** Takes the tokens of goim's old Android and iOS SDKs at their word: `uid,number`. The number is not looked at. */
@Injectable()
export class GoimV1Authenticator extends Authenticator {
  override readonly takesTokensAtTheirWord = true;

  async authenticate({ token }: Credentials): Promise<Identity> {
    const [, uid = ''] = TOKEN.exec(Buffer.from(token).toString('latin1').trim()) ?? [];
    if (midOf(uid) === undefined) throw new RefusedToken('malformed', 'the token is not "uid,number"');
    return identityOf({ mid: uid });
  }
}
