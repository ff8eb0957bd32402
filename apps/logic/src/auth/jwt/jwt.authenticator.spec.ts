import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, SignJWT, type JWTPayload } from 'jose';
import { Metrics } from '#observability';
import { eventually } from '#test-support';
import { AuthSection } from '../../config/auth-section.js';
import { JwtAuthenticator } from './jwt.authenticator.js';

const SECRET = 'a secret of exactly 32 bytes ...';
const IN_AN_HOUR = Math.floor(Date.now() / 1_000) + 3_600;
const PAIRS = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2_048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519'),
};

const metrics = new Metrics({ processMetrics: false });
const open: JwtAuthenticator[] = [];

afterEach(() => {
  for (const one of open.splice(0)) one.onModuleDestroy();
});

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'goim-jwt-'))));
afterAll(() => rm(folder, { recursive: true }));

function authenticator(jwt: object): JwtAuthenticator {
  const opened = new JwtAuthenticator({ current: AuthSection.parse({ mode: 'jwt', jwt }).jwt }, metrics);
  open.push(opened);
  return opened;
}

function signed(claims: JWTPayload, key: KeyObject | string = SECRET, alg = 'HS256', kid?: string): Promise<string> {
  const signer = new SignJWT(claims).setProtectedHeader(kid === undefined ? { alg } : { alg, kid });
  return signer.sign(typeof key === 'string' ? Buffer.from(key) : key);
}

const SECRETS = [SECRET, SECRET.toUpperCase()];
const SUCCESSORS = [PAIRS.ES256, generateKeyPairSync('ec', { namedCurve: 'P-256' })];

function pemOf({ publicKey }: { publicKey: KeyObject }): string {
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

/** By outcome. */
async function reloads(name: string): Promise<object> {
  const { values } = await metrics.registry.getSingleMetric('goim_token_key_reloads_total')!.get();
  const ofSetting = values.filter(({ labels }) => labels['setting'] === `auth.jwt.${name}`);
  return Object.fromEntries(ofSetting.map(({ labels, value }) => [labels['outcome'], value]));
}

function enter(by: JwtAuthenticator, token: string) {
  return by.authenticate({ token: Buffer.from(token), cookie: '', ip: '10.0.0.1', origin: '' });
}

async function fileWith(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

describe('JwtAuthenticator', () => {
  it('takes who the client is, and until when, from the claims', async () => {
    const claims = { key: 'k', room_id: 'live://1', rooms: ['live://2'], accepts: [1000], platform: 'ios' };
    const token = await signed({ sub: '663291537152950273', exp: IN_AN_HOUR, ...claims });
    expect(await enter(authenticator({ secret: SECRET }), token)).toEqual({
      mid: 663291537152950273n,
      key: 'k',
      room: 'live://1',
      rooms: ['live://2'],
      accepts: [1000],
      platform: 'ios',
      expires: IN_AN_HOUR * 1_000,
    });
  });

  it('takes no token that ends when no date is', async () => {
    const late = await signed({ sub: '7', exp: 1e13 });
    await expect(enter(authenticator({ secret: SECRET }), late)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it.each([5, null, { toString: 1 }, 'x'.repeat(257), '\ud83d'])('takes no token that is named %j', async (jti) => {
    const token = await signed({ sub: '7', exp: IN_AN_HOUR, jti: jti as string });
    const refusal = { code: 'unauthenticated', fault: 'claim', message: 'the claim jti is wrong' };
    await expect(enter(authenticator({ secret: SECRET }), token)).rejects.toMatchObject(refusal);
  });

  it('knows a token by its jti, of 256 bytes at most', async () => {
    const jti = 'x'.repeat(256);
    const token = await signed({ sub: '7', exp: IN_AN_HOUR, jti });
    expect(await enter(authenticator({ secret: SECRET }), token)).toMatchObject({ tokenId: jti });
  });

  it('reads the claims that are configured, and no others', async () => {
    const by = authenticator({ secret: SECRET, claims: { mid: 'uid' } });
    expect(await enter(by, await signed({ uid: 5, sub: '7', exp: IN_AN_HOUR }))).toMatchObject({ mid: 5 });
  });

  it.each(Object.entries(PAIRS))('verifies %s by a public key, and takes no other algorithm', async (alg, pair) => {
    const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const by = authenticator({ keyFile: await fileWith(`${alg}.pem`, pem) });
    const token = await signed({ sub: '7', exp: IN_AN_HOUR }, pair.privateKey, alg);
    expect(await enter(by, token)).toMatchObject({ mid: 7 });
    // The public key as a secret of HMAC: what a verifier takes that believes the token's own algorithm.
    const confused = await signed({ sub: '7', exp: IN_AN_HOUR }, pem);
    await expect(enter(by, confused)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('verifies by the key of a set that the token names', async () => {
    const keys = await Promise.all(
      Object.entries(PAIRS).map(async ([alg, { publicKey }]) => ({ ...(await exportJWK(publicKey)), kid: alg, alg })),
    );
    const by = authenticator({ keyFile: await fileWith('keys.json', JSON.stringify({ keys })) });
    for (const [alg, { privateKey }] of Object.entries(PAIRS)) {
      expect(await enter(by, await signed({ sub: '7', exp: IN_AN_HOUR }, privateKey, alg, alg))).toMatchObject({
        mid: 7,
      });
    }
    const unknown = await signed({ sub: '7', exp: IN_AN_HOUR }, PAIRS.ES256.privateKey, 'ES256', 'other');
    await expect(enter(by, unknown)).rejects.toThrow('the key is not known');
  });

  it('takes the algorithms alone that are configured, of those that its keys are for', async () => {
    const { publicKey, privateKey } = PAIRS.ES256;
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'a' }];
    const keyFile = await fileWith('one.json', JSON.stringify({ keys }));
    const token = await signed({ sub: '7', exp: IN_AN_HOUR }, privateKey, 'ES256', 'a');
    expect(await enter(authenticator({ keyFile, algorithms: ['ES256'] }), token)).toMatchObject({ mid: 7 });
    const refusal = { fault: 'algorithm', message: 'the algorithm is not taken' };
    await expect(enter(authenticator({ keyFile, algorithms: ['RS256'] }), token)).rejects.toMatchObject(refusal);
    expect(() => authenticator({ secret: SECRET, algorithms: ['RS256'] })).toThrow(
      'auth.jwt.algorithms: the key is for HS256, and none of these is taken',
    );
  });

  it.each<[string, string, (by: number) => [text: string, key: KeyObject | string, alg: string]]>([
    ['secretFile', 'a secret', (by) => [SECRETS[by]!, SECRETS[by]!, 'HS256']],
    ['keyFile', 'a key', (by) => [pemOf(SUCCESSORS[by]!), SUCCESSORS[by]!.privateKey, 'ES256']],
  ])('takes %s in place of the one before it, when the file has changed', async (setting, name, version) => {
    const [first, firstKey, alg] = version(0);
    const [second, secondKey] = version(1);
    const file = await fileWith(name, first);
    const by = authenticator({ [setting]: file });
    const [old, young] = await Promise.all(
      [firstKey, secondKey].map((key) => signed({ sub: '7', exp: IN_AN_HOUR }, key, alg)),
    );
    expect(await enter(by, old!)).toMatchObject({ mid: 7 });
    await fileWith(name, 'x\n');
    await eventually('what cannot be used is refused', 30_000, async () => {
      expect(await reloads(setting)).toEqual({ refused: 1 });
    });
    expect(await enter(by, old!)).toMatchObject({ mid: 7 });
    await expect(enter(by, young!)).rejects.toMatchObject({ fault: 'signature' });
    await fileWith(name, second);
    await eventually('the new one is taken', 30_000, async () => {
      expect(await enter(by, young!)).toMatchObject({ mid: 7 });
    });
    await expect(enter(by, old!)).rejects.toMatchObject({ fault: 'signature' });
    expect(await reloads(setting)).toEqual({ refused: 1, loaded: 1 });
  });

  it.each([
    ['expired', { exp: Math.floor(Date.now() / 1_000) - 60 }, 'expired'],
    ['not valid yet', { exp: IN_AN_HOUR, nbf: IN_AN_HOUR }, 'the claim nbf is wrong'],
    ['without an end', {}, 'the claim exp is missing'],
    ['of another issuer', { exp: IN_AN_HOUR, iss: 'them' }, 'the claim iss is wrong'],
    ['with a mid that is none', { exp: IN_AN_HOUR, iss: 'us', sub: 'bob' }, 'mid: expected an int64'],
  ])('refuses a token %s, and says why', async (_, claims, message) => {
    const by = authenticator({ secret: SECRET, issuer: 'us' });
    const refusal = { code: 'unauthenticated', message };
    await expect(enter(by, await signed({ iss: 'us', ...claims }))).rejects.toMatchObject(refusal);
  });

  it('bears with a clock that is a little off', async () => {
    const token = await signed({ sub: '7', exp: Math.floor(Date.now() / 1_000) - 10 });
    expect(await enter(authenticator({ secret: SECRET }), token)).toMatchObject({ mid: 7 });
  });

  it('refuses what is not signed by the key, with no part of it in the message', async () => {
    const by = authenticator({ secret: SECRET });
    const other = await signed({ sub: '7', exp: IN_AN_HOUR }, SECRET.toUpperCase());
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${other.split('.')[1]}.`;
    await expect(enter(by, other)).rejects.toThrow(/^the signature is wrong$/);
    await expect(enter(by, none)).rejects.toThrow(/^(the algorithm is not taken|the token is no valid JWT)$/);
    await expect(enter(by, '{"mid":7}')).rejects.toThrow(/^the token is no valid JWT$/);
  });

  it('refuses keys that are too weak, or none', async () => {
    expect(AuthSection.safeParse({ mode: 'jwt', jwt: { secret: 'x' } }).success).toBe(false);
    expect(AuthSection.safeParse({ mode: 'jwt' }).success).toBe(false);
    const short = await fileWith('short', 'x\n');
    expect(() => authenticator({ secretFile: short })).toThrow('auth.jwt.secretFile: expected at least 32 bytes');
    const text = await fileWith('text', 'no key at all');
    expect(() => authenticator({ keyFile: text })).toThrow(/^auth\.jwt\.keyFile: has neither/);
  });
});
