import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { SignJWT, type JWK } from 'jose';
import type { JwtRules } from '#config';
import { Metrics } from '#observability';
import { eventually } from '#test-support';
import { JwtVerifier } from './index.js';

const RULES = { keepKeys: 60_000, leeway: 0, requireExpiry: false };
const GOOD = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const RSA = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const WEAK = generateKeyPairSync('rsa', { modulusLength: 1_024 });
const ED25519 = generateKeyPairSync('ed25519');
const jwkOf = (key: KeyObject): JWK => key.export({ format: 'jwk' });
const good = { ...jwkOf(GOOD.publicKey), kid: 'good' };
const weak = { ...jwkOf(WEAK.publicKey), kid: 'weak' };
const broken = { ...good, x: good.y, kid: 'broken' } as JWK;

let metrics: Metrics;
let folder: string;
let keyFile: string;
let opened: JwtVerifier[];

beforeEach(async () => {
  metrics = new Metrics({ processMetrics: false });
  opened = [];
  folder = await mkdtemp(join(tmpdir(), 'goim-key-set-'));
  keyFile = join(folder, 'keys.json');
});

afterEach(async () => {
  jest.restoreAllMocks();
  for (const verifier of opened) verifier.close();
  await rm(folder, { recursive: true });
});

function open(rules: Partial<JwtRules>): JwtVerifier {
  const verifier = new JwtVerifier({ current: { ...RULES, ...rules } }, 'auth.jwt', metrics);
  opened.push(verifier);
  return verifier;
}

async function openFile(...keys: unknown[]): Promise<JwtVerifier> {
  await writeFile(keyFile, JSON.stringify({ keys }));
  return open({ keyFile });
}

/** A token that names a key, or none, whoever signs it. */
function token(kid: string | undefined, key: KeyObject = GOOD.privateKey, alg = 'ES256'): Promise<string> {
  return new SignJWT({ sub: '7' }).setProtectedHeader({ alg, ...(kid !== undefined && { kid }) }).sign(key);
}

describe('a set of keys in a file', () => {
  it.each<[string, JWK]>([
    ['of RSA with 1,024 bits', weak],
    ['of RSA whose signatures anybody can make', { ...jwkOf(RSA.publicKey), e: 'AQ' }],
    ['of RSA whose exponent is even', { ...jwkOf(RSA.publicKey), e: 'BA' }],
    ['of RSA without a modulus', { kty: 'RSA', e: 'AQAB' }],
    ['that is no point of its curve', broken],
    ['of Ed25519 that is too short', { ...jwkOf(ED25519.publicKey), x: 'AA' }],
    ['that is private', jwkOf(GOOD.privateKey)],
  ])('is refused for a key %s, which is named by its place alone', async (_, jwk) => {
    await expect(openFile(good, jwk)).rejects.toThrow(
      'auth.jwt.keyFile: key 2 of the set is weak or broken, expected a public one of RSA (2,048 bits or more), P-256 or Ed25519',
    );
  });

  it('is refused where none of its keys can verify a token', async () => {
    const p384 = jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey);
    await expect(openFile(p384, { ...good, use: 'enc' })).rejects.toThrow(
      'auth.jwt.keyFile: no key of the set is for signatures',
    );
  });

  it('is refused where it is empty: no token would be taken', async () => {
    await expect(openFile()).rejects.toThrow('auth.jwt.keyFile: the set has no keys');
  });

  it('may have keys for something else, and says of its own what they are for', async () => {
    const others = [
      { kty: 'oct', k: 'AAAA' },
      { ...weak, use: 'enc' },
      { ...weak, alg: 'RSA-OAEP' },
      { ...weak, key_ops: ['encrypt'] },
      { kty: 'of tomorrow' },
    ];
    const own = [
      { ...good, use: 'sig', alg: 'ES256', key_ops: ['verify'], ext: false },
      { ...jwkOf(RSA.publicKey), kid: 'rsa', key_ops: ['sign', 'verify'] },
      { ...jwkOf(ED25519.publicKey), kid: 'ed' },
    ];
    const verifier = await openFile(...others, ...own);
    for (const one of [
      token('good'),
      token('rsa', RSA.privateKey, 'RS256'),
      token('ed', ED25519.privateKey, 'EdDSA'),
    ]) {
      expect(await verifier.verify(await one)).toMatchObject({ sub: '7' });
    }
  });

  it('may have several of a kind, while they are changed, of which a token names none', async () => {
    const [second, ...others] = Array.from({ length: 9 }, () => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
    const verifier = await openFile({ ...good, kid: undefined }, jwkOf(second!.publicKey));
    expect(await verifier.verify(await token(undefined))).toMatchObject({ sub: '7' });
    expect(await verifier.verify(await token(undefined, second!.privateKey))).toMatchObject({ sub: '7' });
    const wrong = { code: 'unauthenticated', fault: 'signature' };
    await expect(verifier.verify(await token(undefined, others[0]!.privateKey))).rejects.toMatchObject(wrong);
    const behindMany = await openFile(...others.map(({ publicKey }) => jwkOf(publicKey)), good);
    expect(await behindMany.verify(await token('good'))).toMatchObject({ sub: '7' });
    expect(await behindMany.verify(await token(undefined, others[7]!.privateKey))).toMatchObject({ sub: '7' });
    await expect(behindMany.verify(await token(undefined))).rejects.toMatchObject(wrong);
  });

  it.each<[string, JWK[], string]>([
    ['with a weak key', [weak], 'key 1 of the set is weak or broken'],
    ['without keys', [], 'the set has no keys'],
  ])('that is replaced by one %s changes nothing', async (_, keys, problem) => {
    const log = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    const verifier = await openFile(good);
    const { basis } = verifier;
    await writeFile(keyFile, JSON.stringify({ keys }));
    await eventually('it is refused', 30_000, () => log.mock.calls.length > 0);
    expect(log.mock.calls).toEqual([[expect.any(String), { problems: [expect.stringContaining(problem)] }]]);
    expect(verifier.basis).toBe(basis);
    expect(await verifier.verify(await token('good'))).toMatchObject({ sub: '7' });
  });
});

describe('a set of keys at an address', () => {
  let server: Server;
  let jwksUrl: string;
  let keys: JWK[];
  let warn: jest.SpiedFunction<Logger['warn']>;

  beforeEach(async () => {
    warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    server = createServer((_, response) => {
      response.end(JSON.stringify({ keys }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('has a token that names a weak or broken one refused as unknown, with one line of the log for all of them', async () => {
    const forgeable = { ...jwkOf(RSA.publicKey), e: 'AQ', kid: 'forgeable' };
    const even = { ...jwkOf(RSA.publicKey), e: 'BA', kid: 'even' };
    keys = [good, weak, broken, forgeable, even];
    const verifier = open({ jwksUrl });
    const refused = [
      await token('weak', RSA.privateKey, 'RS256'),
      await token('broken'),
      await token('even', RSA.privateKey, 'RS256'),
      await signedByNobody('forgeable'),
    ];
    for (const text of [...refused, ...refused]) {
      await expect(verifier.verify(text)).rejects.toMatchObject({ fault: 'unknown-key' });
    }
    const problems = [2, 3, 4, 5].map((place) =>
      expect.stringMatching(`^auth.jwt.jwksUrl: key ${place} of the set is weak or broken`),
    );
    expect(warn.mock.calls).toEqual([[expect.any(String), { setting: 'auth.jwt.jwksUrl', problems }]]);
    expect(await verifier.verify(await token('good'))).toMatchObject({ sub: '7' });
  });

  it.each<[string, JWK[], string]>([
    ['has no keys', [], 'auth.jwt.jwksUrl: the set has no keys'],
    ['has weak keys alone', [weak], 'auth.jwt.jwksUrl: key 1 of the set is weak or broken'],
    ['has keys for something else alone', [{ ...good, use: 'enc' }], 'auth.jwt.jwksUrl: no key of the set is for'],
  ])('that %s lets nobody in, and says so', async (_, served, problem) => {
    keys = served;
    const verifier = open({ jwksUrl });
    await expect(verifier.verify(await token('good'))).rejects.toMatchObject({ code: 'unavailable' });
    const err = expect.objectContaining({ message: expect.stringContaining(problem) });
    expect(warn.mock.calls).toEqual([[expect.any(String), { setting: 'auth.jwt.jwksUrl', err }]]);
  });
});

/** By RSA with the exponent 1, where the signature is what it signs: RFC 8017, 9.2. */
async function signedByNobody(kid: string): Promise<string> {
  const [header, payload] = (await token(kid, RSA.privateKey, 'RS256')).split('.');
  const digest = createHash('sha256').update(`${header}.${payload}`).digest('hex');
  const padded = `3031300d060960864801650304020105000420${digest}`;
  const signature = Buffer.from(`0001${'ff'.repeat(256 - 3 - padded.length / 2)}00${padded}`, 'hex');
  return `${header}.${payload}.${signature.toString('base64url')}`;
}
