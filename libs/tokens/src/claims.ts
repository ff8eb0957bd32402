import type { JWTPayload } from 'jose';
import { AppError } from '#contracts';
import type { JwtRules } from '#config';

/** What was wrong with a token: stable, for the metrics. */
export type Fault = 'expired' | 'signature' | 'claim' | 'unknown-key' | 'algorithm' | 'malformed';

/** A token that is not taken. */
export class RefusedToken extends AppError {
  /** @param code `unknown-key` where the same token may be taken soon */
  constructor(
    readonly fault: Fault,
    message: string,
    code: 'unauthenticated' | 'unknown-key' = 'unauthenticated',
  ) {
    super(code, message);
  }
}

const TIMES = ['iat', 'nbf', 'exp'] as const;

/**
 * What a token says that its signature is good for (RFC 7519, 4.1 and 7.2).
 *
 * @param now seconds since 1970
 * @throws RefusedToken where it is no object, says it is for others, or is not valid now
 */
export function claimsOf(payload: string, rules: JwtRules, now: number): JWTPayload {
  const claims = objectOf(payload);
  const { issuer, audience, requireExpiry } = rules;
  const leeway = rules.leeway / 1_000;
  if (requireExpiry) assertHas(claims, 'exp');
  if (issuer !== undefined) assertHas(claims, 'iss');
  if (audience !== undefined) assertHas(claims, 'aud');
  if (issuer !== undefined && claims.iss !== issuer) throw wrong('iss');
  if (audience !== undefined && !isFor(claims.aud, audience)) throw wrong('aud');
  const [, nbf, exp] = TIMES.map((name) => secondsOf(claims, name));
  if (nbf !== undefined && nbf > now + leeway) throw wrong('nbf');
  if (exp !== undefined && exp <= now - leeway) throw new RefusedToken('expired', 'expired');
  return claims;
}

/** @throws RefusedToken */
export function objectOf(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw malformed();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed();
  return value as Record<string, unknown>;
}

export function malformed(): RefusedToken {
  return new RefusedToken('malformed', 'the token is no valid JWT');
}

function secondsOf(claims: JWTPayload, name: (typeof TIMES)[number]): number | undefined {
  const { [name]: seconds } = claims;
  if (seconds === undefined || Number.isFinite(seconds)) return seconds;
  throw wrong(name);
}

function assertHas(claims: JWTPayload, name: string): void {
  if (!Object.hasOwn(claims, name)) throw new RefusedToken('claim', `the claim ${name} is missing`);
}

function wrong(name: string): RefusedToken {
  return new RefusedToken('claim', `the claim ${name} is wrong`);
}

function isFor(claimed: unknown, audience: string): boolean {
  return claimed === audience || (Array.isArray(claimed) && claimed.includes(audience));
}
