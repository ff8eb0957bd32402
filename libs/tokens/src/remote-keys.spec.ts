import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { exportJWK, jwtVerify, SignJWT, type JWK, type JWTVerifyGetKey } from 'jose';
import { Metrics } from '#observability';
import { remoteKeys } from './remote-keys.js';

const PAIRS = { a: newPair(), b: newPair() };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let server: Server;
let keys: JWK[];
let asked: number;
let status: number;
let port: number;
let now: number;
let keyFor: JWTVerifyGetKey;
let metrics: Metrics;
let warn: jest.SpiedFunction<Logger['warn']>;

beforeEach(async () => {
  now = Date.now();
  // What is read of the time by the library as well.
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  await serveKeyOf('a');
  [asked, status, port] = [0, 200, 0];
  await listen();
  warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
  metrics = new Metrics({ processMetrics: false });
  const options = { setting: 'auth.jwt.jwksUrl', metrics, keepFor: 24 * HOUR };
  keyFor = remoteKeys(`http://127.0.0.1:${port}/keys`, options);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await goAway();
});

function newPair() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

async function serveKeyOf(name: keyof typeof PAIRS): Promise<void> {
  keys = [{ ...(await exportJWK(PAIRS[name].publicKey)), kid: name }];
}

async function listen(): Promise<void> {
  server = createServer((_, response) => {
    asked++;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
}

async function goAway(): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** By outcome. */
async function reloads(): Promise<object> {
  const { values } = await metrics.registry.getSingleMetric('goim_token_key_reloads_total')!.get();
  return Object.fromEntries(values.map(({ labels, value }) => [labels['outcome'], value]));
}

/** Verifies a token that says which key it is signed by. */
async function verify(kid: string, by: keyof typeof PAIRS = kid as keyof typeof PAIRS): Promise<unknown> {
  const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid }).sign(PAIRS[by].privateKey);
  return jwtVerify(token, keyFor);
}

it('reads the keys once for many tokens', async () => {
  for (let n = 0; n < 3; n++) await verify('a');
  expect(asked).toBe(1);
});

const FOR_NOW = { code: 'unknown-key', fault: 'unknown-key', retryable: true };

it('refuses a token of a key that is new for now, until the keys are read again, whoever has them read', async () => {
  await verify('a');
  await serveKeyOf('b');
  now += 5_000;
  for (let n = 0; n < 2; n++) await expect(verify('b')).rejects.toMatchObject(FOR_NOW);
  now += 26_000;
  await expect(verify('made up', 'a')).rejects.toThrow('no applicable key');
  await verify('b');
  expect(asked).toBe(2);
});

it('refuses it for good once the keys were read after it was asked for', async () => {
  await verify('a');
  now += 1_000;
  await expect(verify('b')).rejects.toMatchObject(FOR_NOW);
  now += 30_000;
  await expect(verify('b')).rejects.toThrow('no applicable key');
  now += 1_000;
  await expect(verify('b')).rejects.toThrow('no applicable key');
  expect(asked).toBe(2);
  await expect(verify('k'.repeat(300), 'a')).rejects.toThrow('no applicable key');
});

it('refuses it for now again where somebody named it long before it was a key', async () => {
  await verify('a');
  now += 30_000;
  await expect(verify('b')).rejects.toThrow('no applicable key');
  now += HOUR;
  await expect(verify('made up', 'a')).rejects.toThrow('no applicable key');
  await serveKeyOf('b');
  now += 1_000;
  await expect(verify('b')).rejects.toMatchObject(FOR_NOW);
  now += 30_000;
  await verify('b');
});

it.each([null, 7, ['b'], { length: 1, toString: 1 }])(
  'refuses it for good where its name is no text: %j',
  async (kid) => {
    await verify('a');
    now += 1_000;
    await expect(verify(kid as never, 'a')).rejects.toThrow('no applicable key');
  },
);

it('remembers the latest thousand of those that it was asked for', async () => {
  await verify('a');
  now += 1_000;
  await expect(verify('b')).rejects.toMatchObject(FOR_NOW);
  for (let n = 0; n < 1_000; n++) await expect(verify(`made up ${n}`, 'a')).rejects.toMatchObject(FOR_NOW);
  now += 30_000;
  await expect(verify('made up 999', 'a')).rejects.toThrow('no applicable key');
  now += 1_000;
  await expect(verify('made up 998', 'a')).rejects.toThrow('no applicable key');
  // It was forgotten, and so counts as one that is new.
  await expect(verify('b')).rejects.toMatchObject(FOR_NOW);
});

it('lets nobody in while it has never had the keys, and asks for them at most every 10 s', async () => {
  status = 500;
  for (let n = 0; n < 3; n++) await expect(verify('a')).rejects.toMatchObject({ code: 'unavailable' });
  expect(asked).toBe(1);
  [status, now] = [200, now + 10_000];
  await verify('a');
  expect(asked).toBe(2);
});

it('lets nobody in by an answer that is longer than keys are, and reads no more of it', async () => {
  const [own] = keys;
  keys = Array.from({ length: 5_000 }, (_, n) => ({ ...own, kid: `another ${n}` }));
  keys.push(own!);
  await expect(verify('a')).rejects.toMatchObject({ code: 'unavailable' });
});

it('takes a key that has replaced another one, and the old one no more', async () => {
  await verify('a');
  await serveKeyOf('b');
  now += 31_000;
  await verify('b');
  await expect(verify('a')).rejects.toThrow('no applicable key');
  expect(asked).toBe(2);
});

it('asks for the keys of others though somebody names one that cannot be used', async () => {
  keys.push({ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', kid: 'broken' });
  await verify('a');
  await serveKeyOf('b');
  now += 31_000;
  await expect(verify('broken', 'a')).rejects.toThrow();
  await verify('b');
});

it('takes a key no more that has gone, though nobody names another one', async () => {
  await verify('a');
  await serveKeyOf('b');
  now += 11 * MINUTE;
  await expect(verify('a')).rejects.toThrow('no applicable key');
});

it('keeps the last keys while the address has a set without any, and says so once', async () => {
  expect(await reloads()).toEqual({ refused: 0 });
  await verify('a');
  keys = [];
  for (let n = 0; n < 3; n++) {
    now += 11 * MINUTE;
    await verify('a');
  }
  expect(warn).toHaveBeenCalledTimes(1);
  expect(await reloads()).toEqual({ loaded: 1, refused: 3 });
  await serveKeyOf('b');
  now += MINUTE;
  await verify('b');
  await expect(verify('a')).rejects.toThrow('no applicable key');
  keys = [];
  now += 11 * MINUTE;
  await verify('b');
  expect(warn).toHaveBeenCalledTimes(2);
});

it('asks at most every 30 s for keys that nobody has, whatever tokens name', async () => {
  await verify('a');
  for (let second = 0; second < 120; second++) {
    now += 1_000;
    const made = [0, 1, 2].map((n) => verify(`made up ${second} ${n}`, 'a'));
    for (const { status: outcome } of await Promise.allSettled(made)) expect(outcome).toBe('rejected');
  }
  expect(asked).toBeLessThanOrEqual(1 + 120 / 30);
  expect(asked).toBeGreaterThan(1);
});

it('takes the last keys for a day while nobody answers, and asks at most every 10 s', async () => {
  await verify('a');
  await goAway();
  now += 24 * HOUR - MINUTE;
  await verify('a');
  await expect(verify('b')).rejects.toMatchObject(FOR_NOW);
  now += 2 * MINUTE;
  await expect(verify('a')).rejects.toMatchObject({ code: 'unavailable' });
  await listen();
  await expect(verify('a')).rejects.toMatchObject({ code: 'unavailable' });
  now += 10_000;
  await verify('a');
});
