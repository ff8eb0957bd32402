import { Injectable } from '@nestjs/common';
import { midOf, parseExactJson } from '#contracts';
import { textOf } from '#protocol';
import { RefusedToken } from '#tokens';
import { Authenticator, type Credentials, type Identity } from './authenticator.js';
import { IDENTITY_FIELDS, identityOf } from './identity-fields.js';

/** Of an int64 and an int32, with their signs. */
const V1_TOKEN = /^(-?\d{1,19}),(-?\d{1,10})$/;

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
    // Go reads null as nothing to fill in.
    return identityOf(fieldsInAnyCase(value ?? {}, IDENTITY_FIELDS));
  }
}

/** Takes the tokens of goim's old Android and iOS SDKs at their word: `uid,number`. The number is not looked at. */
@Injectable()
export class GoimV1Authenticator extends Authenticator {
  override readonly takesTokensAtTheirWord = true;

  async authenticate({ token }: Credentials): Promise<Identity> {
    const [, uid = ''] = V1_TOKEN.exec(Buffer.from(token).toString('latin1').trim()) ?? [];
    if (midOf(uid) === undefined) throw new RefusedToken('malformed', 'the token is not "uid,number"');
    return identityOf({ mid: uid });
  }
}

/**
 * Some fields of an object of JSON, by their names here. Go, and so goim, reads names in any case; of several that are one
 * name the last counts.
 *
 * @param names in lower case
 * @returns what is no object as it is
 */
export function fieldsInAnyCase(value: unknown, names: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields: Record<string, unknown> = {};
  for (const [written, given] of Object.entries(value)) {
    const name = written.toLowerCase();
    if (names.includes(name)) fields[name] = given;
  }
  return fields;
}
