import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OnModuleDestroy } from '@nestjs/common';
import { SignJWT, type JWTPayload } from 'jose';
import { LiveConfig, section } from '#config';
import { Metrics } from '#observability';
import { eventually } from '#test-support';
import { z } from 'zod';
import type { AuditEntry } from './audit-log.js';
import { callerKeys } from './caller-keys.js';
import { codeOf, type RefusedCall } from './caller.js';
import { Callers, openCallerTokens } from './callers.js';
import { CallerTokens } from './caller-tokens.js';
import { NoApiKeys } from './api-key.js';

const SECRET = 'a secret of exactly 32 bytes ...';
const Config = z.strictObject({ api: section(z.strictObject(callerKeys)) });
const CALLER = { address: '10.0.0.7' };
const IN_AN_HOUR = Math.floor(Date.now() / 1_000) + 3_600;

let metrics: Metrics;
let lines: AuditEntry[];

beforeEach(() => {
  metrics = new Metrics({ processMetrics: false });
  lines = [];
});

async function callersOf(jwt: object = {}): Promise<Callers> {
  const tokens = await openCallerTokens(
    LiveConfig.still(Config, { api: { jwt: { secret: SECRET, audience: 'goim', ...jwt } } }),
    metrics,
  );
  return new Callers(
    new NoApiKeys(),
    tokens,
    { record: (entry: AuditEntry) => void lines.push(entry) } as never,
    metrics,
  );
}

function signed(claims: JWTPayload, secret = SECRET): Promise<string> {
  return new SignJWT({ aud: 'goim', exp: IN_AN_HOUR, sub: 'billing', ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(Buffer.from(secret));
}

async function refusals(): Promise<object> {
  const { values } = await metrics.registry.getSingleMetric('goim_api_refused_total')!.get();
  return Object.fromEntries(values.map(({ labels, value }) => [labels['reason'], value]));
}

describe('a caller with a token of its issuer', () => {
  it('may what the claim says, and is known by its sub', async () => {
    const callers = await callersOf();
    for (const scope of ['openid push  read', ['push', 'read']]) {
      const token = await signed({ scope, jti: 'a1' });
      expect(callers.looksAt(token)).toBe(true);
      const found = await callers.admit(CALLER, token, 'push', '/x');
      expect(found).toMatchObject({ ...CALLER, key: { id: 'jwt:a1', name: 'billing', push: {} } });
      expect(await callers.admit(CALLER, token, 'admin', '/x')).toEqual({
        reason: 'scope',
        message: 'the key has not the scope admin',
      });
    }
    expect(await refusals()).toEqual({ scope: 2 });
    expect(lines[0]).toMatchObject({ caller: { key: { name: 'billing' } }, outcome: 'scope' });
  });

  it('has the scopes with the prefix alone, where one is configured, by the claim that is', async () => {
    const callers = await callersOf({ scopePrefix: 'goim:', claims: { scope: 'permissions' } });
    const token = await signed({ permissions: ['goim:push', 'read'], scope: 'admin' });
    expect(await callers.admit(CALLER, token, 'push', '/x')).toMatchObject({ key: { name: 'billing' } });
    for (const scope of ['read', 'admin'] as const) {
      expect(await callers.admit(CALLER, token, scope, '/x')).toMatchObject({ reason: 'scope' });
    }
  });

  it.each<[string, JWTPayload, string]>([
    ['expired', { exp: 1 }, SECRET],
    ['claim', { aud: 'somebody else' }, SECRET],
    ['claim', { exp: undefined }, SECRET],
    ['claim', { sub: 7 as never }, SECRET],
    ['claim', { jti: 7 as never }, SECRET],
    ['claim', { jti: { toString: 1 } as never }, SECRET],
    ['claim', { room_types: 7 }, SECRET],
    ['claim', { operations: ['1000'] }, SECRET],
    ['claim', { per_second: 0 }, SECRET],
    ['signature', {}, SECRET.toUpperCase()],
    ['malformed', { padding: 'x'.repeat(20_000) }, SECRET],
  ])('is refused for the reason %s', async (reason, claims, secret) => {
    const callers = await callersOf();
    const token = await signed({ scope: 'push', ...claims }, secret);
    expect(await callers.admit(CALLER, token, 'push', '/x')).toMatchObject({ reason });
    expect(await refusals()).toEqual({ [reason]: 1 });
    for (const part of token.split('.')) expect(JSON.stringify(lines)).not.toContain(part);
  });

  it('pushes what its claims allow, over all of its tokens', async () => {
    const callers = await callersOf();
    const limits = { scope: 'push', room_types: 'live', operations: [1000], per_second: 0.001 };
    const [one, other] = await Promise.all(
      ['a', 'b'].map(async (jti) => callers.admit(CALLER, await signed({ ...limits, jti }), 'push', '/x')),
    );
    if (!one || !other || 'reason' in one || 'reason' in other) throw new Error('refused');
    const push = { operation: 1000, room: 'live://1' as never };
    expect(() => callers.assertMayPush(one, [{ ...push, room: 'chat://1' as never }])).toThrow('live alone');
    expect(() => callers.assertMayPush(one, [{ ...push, operation: 1 }])).toThrow('may not push operation 1');
    callers.assertMayPush(one, [push]);
    expect(() => callers.assertMayPush(other, [push])).toThrow('may push 0.001 a second');
  });

  it('goes on with what is left of its pushes, and owes what it owes, when its next token has another rate', async () => {
    const clock = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    try {
      const callers = await callersOf();
      let made = 0;
      const pushes = async (many: number, rate: number): Promise<void> => {
        const token = await signed({ scope: 'push', per_second: rate, jti: String(made++) });
        const caller = await callers.admit(CALLER, token, 'push', '/x');
        if ('reason' in caller) throw new Error('refused');
        callers.assertMayPush(
          caller,
          Array.from({ length: many }, () => ({ operation: 1000 })),
        );
      };
      await pushes(30, 10);
      await expect(pushes(1, 20)).rejects.toThrow('may push 20 a second');
      await expect(pushes(1, 10)).rejects.toThrow('may push 10 a second');
      // 20 are owed: by the last rate, 10 a second.
      clock.mockReturnValue(3_000);
      await expect(pushes(1, 20)).rejects.toThrow('may push 20 a second');
      clock.mockReturnValue(3_050);
      await pushes(1, 20);
    } finally {
      clock.mockRestore();
    }
  });

  it('is verified once for many calls, and again when the keys are others', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const folder = await mkdtemp(join(tmpdir(), 'goim-callers-'));
    const keyFile = join(folder, 'key.pem');
    const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
    await writeFile(keyFile, pem(publicKey));
    const tokens = await openCallerTokens(
      LiveConfig.still(Config, { api: { jwt: { keyFile, audience: 'goim' } } }),
      metrics,
    );
    const token = await new SignJWT({ aud: 'goim', exp: IN_AN_HOUR, scope: 'push' })
      .setProtectedHeader({ alg: 'EdDSA' })
      .sign(privateKey);
    // A signature is looked at by a promise, what is known is said at once.
    expect(tokens.find(token)).toBeInstanceOf(Promise);
    expect(await tokens.find(token)).toMatchObject({ scopes: new Set(['push']) });
    expect(tokens.find(token)).toMatchObject({ scopes: new Set(['push']) });
    await writeFile(keyFile, pem(generateKeyPairSync('ed25519').publicKey));
    await eventually('the new key is read', 30_000, () => tokens.find(token) instanceof Promise);
    expect(await tokens.find(token)).toMatchObject({ reason: 'signature' });
    (tokens as unknown as OnModuleDestroy).onModuleDestroy();
    await rm(folder, { recursive: true });
  });

  it('is refused once it has expired, though it was verified before', async () => {
    const callers = await callersOf({ leeway: '0s' });
    const token = await signed({ scope: 'push' });
    expect(await callers.admit(CALLER, token, 'push', '/x')).toHaveProperty('key');
    const clock = jest.spyOn(Date, 'now').mockReturnValue(IN_AN_HOUR * 1_000);
    try {
      expect(await callers.admit(CALLER, token, 'push', '/x')).toMatchObject({ reason: 'expired' });
    } finally {
      clock.mockRestore();
    }
  });

  it('is told to come back while the keys of its issuer cannot be had', async () => {
    const server = createServer((_, response) => void response.writeHead(500).end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const callers = await callersOf({ secret: undefined, jwksUrl: `http://127.0.0.1:${port}/keys` });
    const token = await signed({ scope: 'push' });
    const es256 = `${Buffer.from('{"alg":"ES256"}').toString('base64url')}.${token.split('.').slice(1).join('.')}`;
    expect(await callers.admit(CALLER, es256, 'push', '/x')).toMatchObject({ reason: 'unavailable' });
    server.close();
  });

  it('is told to come back while its key may have been added since the keys were read', async () => {
    let now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
    const { publicKey } = generateKeyPairSync('ed25519');
    const keys = JSON.stringify({ keys: [publicKey.export({ format: 'jwk' })] });
    const server = createServer((_, response) => void response.end(keys)).listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const callers = await callersOf({ secret: undefined, jwksUrl: `http://127.0.0.1:${port}/keys` });
      const rest = (await signed({ scope: 'push' })).split('.').slice(1).join('.');
      const asked = (kid: string) => {
        const header = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid })).toString('base64url');
        return callers.admit(CALLER, `${header}.${rest}`, 'push', '/x') as Promise<RefusedCall>;
      };
      expect(codeOf(await asked('old'))).toBe('unauthenticated');
      now += 1_000;
      const refused = await asked('new');
      expect([refused.reason, codeOf(refused)]).toEqual(['unknown-key', 'unknown-key']);
      expect(await refusals()).toMatchObject({ 'unknown-key': 2 });
    } finally {
      clock.mockRestore();
      server.close();
    }
  });
});

it('no token is looked at where no issuer is configured, nor one taken that was made for somebody else', async () => {
  const none = await openCallerTokens(LiveConfig.still(Config), metrics);
  expect(none).toBeInstanceOf(CallerTokens);
  expect(none.takes(await signed({}))).toBe(false);
  expect(Config.safeParse({ api: { jwt: { secret: SECRET } } }).error?.issues).toMatchObject([
    { path: ['api', 'jwt', 'audience'], message: expect.stringContaining('is needed') },
  ]);
});
