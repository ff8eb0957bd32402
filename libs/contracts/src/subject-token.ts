const PLAIN = /[A-Za-z0-9_-]/;

/**
 * Turns any string into one token of a NATS subject or a KV key that people can still read: letters, digits, `_` and `-`
 * stay, every other UTF-8 byte becomes `=XX`. Reversible by `decodeToken`. At most three characters a byte.
 */
export function encodeToken(text: string): string {
  let token = '';
  for (const character of text) {
    if (PLAIN.test(character)) token += character;
    else for (const byte of Buffer.from(character)) token += `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return token;
}

/** @throws URIError where `token` was not made by `encodeToken` */
export function decodeToken(token: string): string {
  return decodeURIComponent(token.replaceAll('=', '%'));
}
