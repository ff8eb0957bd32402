import { Injectable } from '@nestjs/common';
import { parseExactJson } from '#contracts';
import { textOf } from '#protocol';
import { Authenticator, type Credentials, type Identity } from './authenticator.js';
import { IDENTITY_FIELDS, identityOf } from './identity-fields.js';
import { RefusedToken } from '#tokens';

const FIELDS = new Map<string, string>(IDENTITY_FIELDS.map((field) => [field.toLowerCase(), field]));

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
    return identityOf(inAnyCase(value));
  }
}

/** An object with the names of the token's fields as they are here. Go, and so goim, reads them in any case; the last counts. */
function inAnyCase(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const known = Object.entries(value).flatMap(([written, given]: [string, unknown]) => {
    const field = FIELDS.get(written.toLowerCase());
    return field === undefined ? [] : [[field, given] as const];
  });
  return Object.fromEntries(known);
}
