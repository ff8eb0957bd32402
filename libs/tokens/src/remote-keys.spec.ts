import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, jwtVerify, SignJWT, type JWK } from 'jose';
import { remoteKeys } from './remote-keys.js';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

let server: Server;
let keys: JWK[];
let asked: number;
let status: number;
let url: string;

beforeEach(async () => {
  keys = [{ ...(await exportJWK(publicKey)), kid: 'a' }];
  [asked, status] = [0, 200];
  server = createServer((_, response) => {
    asked++;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
});

afterEach(() => void server.close());

const token = (kid: string) => new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey);

it('reads the keys once for many tokens', async () => {
  const keyFor = remoteKeys(url);
  for (let n = 0; n < 3; n++) await jwtVerify(await token('a'), keyFor);
  await expect(jwtVerify(await token('b'), keyFor)).rejects.toThrow('no applicable key');
  expect(asked).toBe(1);
});

it('lets nobody in while it has never had the keys, and asks for them at most every 10 s', async () => {
  let now = 0;
  const keyFor = remoteKeys(url, () => now);
  status = 500;
  for (let n = 0; n < 3; n++) {
    await expect(jwtVerify(await token('a'), keyFor)).rejects.toMatchObject({ code: 'unavailable' });
  }
  expect(asked).toBe(1);
  [status, now] = [200, 10_000];
  await jwtVerify(await token('a'), keyFor);
  expect(asked).toBe(2);
});
