import { describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { jwtVerify } from 'jose';
import type { JwtRules } from '#config';
import { Metrics } from '#observability';
import { JwtVerifier } from './index.js';

const SECRET = 'a secret of exactly 32 bytes ...';
const NOW = Math.floor(Date.now() / 1_000);
const GOOD = { sub: '7', iss: 'us', aud: 'goim', exp: NOW + 3_600 };

function verifier(): JwtVerifier {
  const keys = { secret: SECRET, keepKeys: 1_000 };
  const current: JwtRules = { ...keys, issuer: 'us', audience: 'goim', leeway: 30_000, requireExpiry: true };
  return new JwtVerifier({ current }, 'auth.jwt', new Metrics({ processMetrics: false }));
}

/** Signed by HS256 whatever is in it. */
function token(claims: unknown, header: unknown = { alg: 'HS256' }, secret = SECRET): string {
  const [head, body] = [header, claims].map((part) =>
    Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url'),
  );
  return `${head}.${body}.${createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url')}`;
}

/** Whether a library that many use takes it, by the same rules. */
function joseTakes(text: string): Promise<boolean> {
  const options = {
    algorithms: ['HS256'],
    issuer: 'us',
    audience: 'goim',
    clockTolerance: 30,
    requiredClaims: ['exp'],
  };
  return jwtVerify(text, Buffer.from(SECRET), options).then(
    () => true,
    () => false,
  );
}

function faultOf(text: string): string {
  try {
    void verifier().verify(text);
    return 'none';
  } catch (error) {
    return (error as { fault: string }).fault;
  }
}

const good = token(GOOD);
const [header, payload, signature] = good.split('.') as [string, string, string];

describe('a token that a secret verifies', () => {
  it('is looked at without a promise', () => {
    expect(verifier().verify(good)).toEqual(GOOD);
  });

  it.each<[string, string, string]>([
    ['as it should be', good, 'none'],
    ['for several, us among them', token({ ...GOOD, aud: ['them', 'goim'] }), 'none'],
    ['that ended within the leeway', token({ ...GOOD, exp: NOW - 20 }), 'none'],
    ['that begins within the leeway', token({ ...GOOD, nbf: NOW + 20, iat: NOW + 20 }), 'none'],
    ['of a type that nobody asks for', token(GOOD, { typ: 'at+jwt', alg: 'HS256', kid: 'x' }), 'none'],
    ['that has ended', token({ ...GOOD, exp: NOW - 40 }), 'expired'],
    ['that ends at no time', token({ ...GOOD, exp: 'tomorrow' }), 'claim'],
    ['that ends at null', token({ ...GOOD, exp: null }), 'claim'],
    ['without an end', token({ ...GOOD, exp: undefined }), 'claim'],
    ['that begins later', token({ ...GOOD, nbf: NOW + 60 }), 'claim'],
    ['of a time that is none', token({ ...GOOD, iat: 'x' }), 'claim'],
    ['of others', token({ ...GOOD, iss: 'them' }), 'claim'],
    ['of several', token({ ...GOOD, iss: ['us'] }), 'claim'],
    ['of nobody', token({ ...GOOD, iss: undefined }), 'claim'],
    ['for others', token({ ...GOOD, aud: 'them' }), 'claim'],
    ['for something', token({ ...GOOD, aud: { goim: true } }), 'claim'],
    ['for nobody', token({ ...GOOD, aud: undefined }), 'claim'],
    ['with another algorithm', token(GOOD, { alg: 'HS512' }), 'algorithm'],
    ['with no algorithm', token(GOOD, { alg: 'none' }), 'algorithm'],
    ['with the algorithm of a key', token(GOOD, { alg: 'RS256' }), 'algorithm'],
    ['that names none', token(GOOD, {}), 'malformed'],
    ['that wants what nobody knows', token(GOOD, { alg: 'HS256', crit: ['x'], x: 1 }), 'malformed'],
    ['that is not encoded', token(GOOD, { alg: 'HS256', crit: ['b64'], b64: false }), 'malformed'],
    ['with a list for a header', token(GOOD, ['HS256']), 'malformed'],
    ['whose header is no JSON', token(GOOD, '{'), 'malformed'],
    ['that claims a list', token([GOOD]), 'malformed'],
    ['that claims nothing', token('null'), 'malformed'],
    ['that claims what is no JSON', token('{'), 'malformed'],
    ['of another secret', token(GOOD, { alg: 'HS256' }, SECRET.toUpperCase()), 'signature'],
    ['of a changed payload', `${header}.${payload}A.${signature}`, 'signature'],
    ['with half a signature', `${header}.${payload}.${signature.slice(0, 20)}`, 'signature'],
    ['with more than a signature', `${good}AAAA`, 'signature'],
    ['without a signature', `${header}.${payload}.`, 'malformed'],
    ['of two parts', `${header}.${payload}`, 'malformed'],
    ['of four parts', `${good}.x`, 'malformed'],
    ['with a space', ` ${good}`, 'malformed'],
    ['with other signs', `${header}.${payload}.${signature.slice(0, -1)}=`, 'malformed'],
  ])('%s is taken, or refused, as jose does', async (_what, text, fault) => {
    expect(faultOf(text)).toBe(fault);
    expect(await joseTakes(text)).toBe(fault === 'none');
  });

  it('with white space in it is refused, where jose takes it', () => {
    expect(faultOf(`${good}\n`)).toBe('malformed');
  });
});
