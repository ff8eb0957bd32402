import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { ConfigError } from '#config';

/** Of tokens that the keys of a set verify. */
export const OF_KEY_SETS = ['RS256', 'ES256', 'EdDSA', 'Ed25519'];
/** What `algorithmOf` knows, for whoever has another key. */
export const KEYS_THAT_SERVE = 'of RSA (2,048 bits or more), P-256 or Ed25519';

const CURVES = new Map([
  ['EC', 'P-256'],
  ['OKP', 'Ed25519'],
]);
/** Whatever is signed by a smaller one is signed by nobody. */
const LEAST_EXPONENT = 3n;

/** @returns undefined where no token is verified by such a key */
export function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | undefined {
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = asymmetricKeyDetails ?? {};
  if (asymmetricKeyType === 'rsa' && modulusLength >= 2_048 && publicExponent >= LEAST_EXPONENT) return 'RS256';
  if (asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return 'ES256';
  return asymmetricKeyType === 'ed25519' ? 'EdDSA' : undefined;
}

/**
 * The keys of a set that verify tokens, with nothing that does not belong to them. Those for something else, which an issuer
 * may have in it as well, are left out. Each is looked at here: jose does so when a token names it, which is too late.
 *
 * @throws ConfigError that names each weak or broken one by its place, and where none is left of some; it shows nothing of them
 */
export function verifyingKeys(keys: readonly JWK[], setting: string): JWK[] {
  const served: JWK[] = [];
  const problems: string[] = [];
  for (const [index, jwk] of keys.entries()) {
    if (!isForTokens(jwk)) continue;
    const key = publicKeyOf(jwk);
    if (key) served.push(key);
    else
      problems.push(
        `${setting}: key ${index + 1} of the set is weak or broken, expected a public one ${KEYS_THAT_SERVE}`,
      );
  }
  if (keys.length > 0 && served.length + problems.length === 0) {
    problems.push(`${setting}: no key of the set is for signatures, and ${KEYS_THAT_SERVE}`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return served;
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
