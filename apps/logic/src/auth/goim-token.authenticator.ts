import { Injectable } from '@nestjs/common';
import { parseExactJson } from '#contracts';
import { textOf } from '#protocol';
import { Authenticator, type Credentials, type Identity } from './authenticator.js';
import { fieldsInAnyCase } from './fields-in-any-case.js';
import { IDENTITY_FIELDS, identityOf } from './identity-fields.js';
import { RefusedToken } from '#tokens';

/** Takes goim's token at its word, as goim does: `{"mid":1,"key":"…","room_id":"live://1000","accepts":[1000]}`. */
@Injectable()
export class GoimTokenAuthenticator extends Authenticator {
  override readonly takesTokensAtTheirWord = true;

  async authenticate({ token }: Credentials): Promise<Identity> {
    const text = textOf(Buffer.from(token));
    if (text === undefined) throw new RefusedToken('malformed', 'the token is no UTF-8');
    let value: unknown;
    try {
      value = parseExactJson(text);
    } catch {
      throw new RefusedToken('malformed', 'the token is no JSON');
    }
    return identityOf(fieldsInAnyCase(value, IDENTITY_FIELDS));
  }
}
