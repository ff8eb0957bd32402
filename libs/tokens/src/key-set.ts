import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { createLocalJWKSet, type JSONWebKeySet, type JWK } from 'jose';
import { ConfigError } from '#config';

/** Of tokens that the keys of a set verify. */
export const OF_KEY_SETS = ['RS256', 'ES256', 'EdDSA', 'Ed25519'];
/** What `algorithmOf` knows, for whoever has another key. */
export const KEYS_THAT_SERVE = 'of RSA (2,048 bits or more), P-256 or Ed25519';

const CURVES = new Map([
  ['EC', 'P-256'],
  ['OKP', 'Ed25519'],
]);
/** Whatever is signed by a smaller one is signed by nobody. An even one belongs to no private key. */
const LEAST_EXPONENT = 3n;

export interface KeySet {
  /** Those that verify tokens, with nothing that does not belong to them. */
  readonly keys: JWK[];
  /** Says of each weak or broken one its place, and shows nothing of it. */
  readonly problems: readonly string[];
}

/** @returns undefined where no token is verified by such a key */
export function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | undefined {
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = asymmetricKeyDetails ?? {};
  const isStrong = modulusLength >= 2_048 && publicExponent >= LEAST_EXPONENT && publicExponent % 2n === 1n;
  if (asymmetricKeyType === 'rsa' && isStrong) return 'RS256';
  if (asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return 'ES256';
  return asymmetricKeyType === 'ed25519' ? 'EdDSA' : undefined;
}

/**
 * The keys of a JSON Web Key Set. Those for something else than tokens, which an issuer may have in it as well, are left out.
 * Each is looked at here: jose does so when a token names it, which is too late, and does not look at exponents.
 *
 * @param setting that names where the set is
 * @throws ConfigError where the text is no set, or has no key that a token can be verified by; it shows nothing of them
 */
export function readKeySet(text: string, setting: string): KeySet {
  const set = parseSet(text, setting);
  const keys: JWK[] = [];
  const problems: string[] = [];
  for (const [index, jwk] of set.keys.entries()) {
    if (!isForTokens(jwk)) continue;
    const key = publicKeyOf(jwk);
    if (key) keys.push(key);
    else
      problems.push(
        `${setting}: key ${index + 1} of the set is weak or broken, expected a public one ${KEYS_THAT_SERVE}`,
      );
  }
  if (set.keys.length === 0) problems.push(`${setting}: the set has no keys, expected one ${KEYS_THAT_SERVE}`);
  else if (keys.length + problems.length === 0) {
    problems.push(`${setting}: no key of the set is for signatures, and ${KEYS_THAT_SERVE}`);
  }
  if (keys.length === 0) throw new ConfigError(problems);
  return { keys, problems };
}

function parseSet(text: string, setting: string): JSONWebKeySet {
  try {
    return createLocalJWKSet(JSON.parse(text) as JSONWebKeySet).jwks();
  } catch (cause) {
    throw new ConfigError([`${setting}: is no JSON Web Key Set`], { cause });
  }
}

/** Of another use, algorithm or curve it can be none that a token is verified by: RFC 7517, 4 and 5. */
function isForTokens({ kty, crv, use, alg, key_ops: operations }: JWK): boolean {
  return (
    (kty === 'RSA' || (kty !== undefined && CURVES.has(kty) && CURVES.get(kty) === crv)) &&
    (use === undefined || use === 'sig') &&
    (alg === undefined || OF_KEY_SETS.includes(alg)) &&
    (operations === undefined || (Array.isArray(operations) && operations.includes('verify')))
  );
}

/** @returns undefined where it is weak, broken, or shows what its owner alone should have */
function publicKeyOf(jwk: JWK): JWK | undefined {
  const { kid, alg, d } = jwk;
  if (d !== undefined) return undefined;
  let key: KeyObject;
  try {
    key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  } catch {
    return undefined;
  }
  if (!algorithmOf(key)) return undefined;
  const exported = key.export({ format: 'jwk' }) as JWK;
  return { ...exported, ...(kid !== undefined && { kid }), ...(alg !== undefined && { alg }) };
}
