import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { Cluster, eventually, type AppProcess } from '#test-support';
import { makeApiKey, runKeys } from './api-key.js';

const PUSH = { method: 'POST', headers: { 'content-type': 'application/json' } };
const TO_ALL = JSON.stringify({ operation: 1000, message: 'hello' });

const SECRET = 'a secret of exactly 32 bytes ...';

let cluster: Cluster;
let logic: AppProcess;
let base: string;
let folder: string;
let file: string;
let pushKey: string;
let readKey: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goim-api-keys-'));
  file = join(folder, 'keys.json');
  pushKey = makeApiKey(file, '--scope', 'push', '--room-types', 'live');
  readKey = makeApiKey(file, '--scope', 'read');
  cluster = await Cluster.start(['logic'], {
    LOGIC__API__KEYS_FILE: file,
    LOGIC__API__OPEN: '192.0.2.1',
    LOGIC__API__JWT__SECRET: SECRET,
    LOGIC__API__JWT__AUDIENCE: 'goim',
    LOGIC__PUBLIC__ENABLED: 'true',
    LOGIC__PUBLIC__PORT: '0',
    LOGIC__DOCS__ENABLED: 'false',
  });
  logic = cluster.apps[0]!;
  base = logic.address('http');
});

afterAll(async () => {
  await cluster.stop();
  await rm(folder, { recursive: true });
});

function push(key: string | undefined, room: string): Promise<Response> {
  const headers = { ...PUSH.headers, ...(key !== undefined && { authorization: `Bearer ${key}` }) };
  return fetch(`${base}/v1/push/room`, {
    ...PUSH,
    headers,
    body: JSON.stringify({ room, operation: 1000, message: 'x' }),
  });
}

async function statusOf(answer: Promise<Response>): Promise<number> {
  const response = await answer;
  await response.arrayBuffer();
  return response.status;
}

describe('a caller of logic', () => {
  it('without a key is told which is missing, in the form of each API', async () => {
    const json = await push(undefined, 'live://1');
    expect([json.status, json.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await json.json()).toMatchObject({
      code: 'unauthenticated',
      detail: expect.stringContaining('a key with the scope push is needed'),
    });
    const goim = await fetch(`${base}/goim/push/all?operation=1`, { method: 'POST', body: 'x' });
    expect([goim.status, await goim.json()]).toEqual([
      401,
      { code: -400, message: expect.stringContaining('scope push') },
    ]);
    const v1 = await fetch(`${base}/1/push/all`, { method: 'POST', body: 'x' });
    expect([v1.status, await v1.json()]).toEqual([401, { ret: 65534, message: expect.stringContaining('scope push') }]);
    expect(await statusOf(fetch(`${base}/metrics`))).toBe(401);
    expect(await statusOf(fetch(`${base}/%67oim/push/all?operation=1`, { method: 'POST', body: 'x' }))).toBe(401);
  });

  it('without a key may ask where to connect, and whether logic is well', async () => {
    for (const path of ['/health/live', '/health/ready', '/goim/nodes/weighted?platform=web', '/v1/nodes/weighted']) {
      for (const address of [base, logic.address('public')]) {
        expect([path, await statusOf(fetch(address + path))]).toEqual([path, 200]);
      }
    }
    for (const path of ['/metrics', '/v1/online', '/docs']) {
      const shown = { headers: { authorization: `Bearer ${readKey}` } };
      expect([path, await statusOf(fetch(logic.address('public') + path, shown))]).toEqual([path, 404]);
    }
  });

  it('sees no documentation where it is off', async () => {
    for (const path of ['/docs', '/docs-json']) expect(await statusOf(fetch(base + path))).toBe(404);
  });

  it('with a key may do what its scope is for, and is told which one lacks', async () => {
    expect(await statusOf(push(pushKey, 'live://1'))).toBe(202);
    const refused = await push(readKey, 'live://1');
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      403,
      'Bearer error="insufficient_scope", scope="push"',
    ]);
    expect(await refused.json()).toMatchObject({ code: 'forbidden', detail: 'the key has not the scope push' });
    const headers = { authorization: `Bearer ${readKey}` };
    expect(await statusOf(fetch(`${base}/v1/online`, { headers }))).toBe(200);
    expect(await statusOf(fetch(`${base}/metrics`, { headers }))).toBe(200);
    expect(await statusOf(fetch(`${base}/v1/sessions/k`, { method: 'DELETE', headers }))).toBe(403);
  });

  it('with any key may ask whose it is, and what it is for', async () => {
    const asked = (key: string) => fetch(`${base}/v1/caller`, { headers: { authorization: `Bearer ${key}` } });
    expect(await (await asked(pushKey)).json()).toEqual({ name: 'a test', scopes: ['push'], open: false });
    expect(await (await asked(readKey)).json()).toEqual({ name: 'a test', scopes: ['read'], open: false });
    expect(await statusOf(asked(`${readKey}0`))).toBe(401);
    const without = await fetch(`${base}/v1/caller`);
    expect([without.status, without.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it.each([
    ['/v1/push/room', JSON.stringify({ room: 'chat://1', operation: 1000, message: 'x' })],
    ['/v1/push/all', TO_ALL],
    ['/v1/push/mids', JSON.stringify({ mids: [1], operation: 1000, message: 'x' })],
    [
      '/v1/push/batch',
      JSON.stringify({
        pushes: [
          { to: 'room', room: 'live://1', operation: 1000, message: 'x' },
          { to: 'all', operation: 1000, message: 'x' },
        ],
      }),
    ],
    ['/goim/push/room?operation=1&type=chat&room=1', 'x'],
    ['/goim/push/keys?operation=1&keys=k', 'x'],
    ['/goim/push/all?operation=1', 'x'],
    ['/1/push?uid=1', 'x'],
    ['/1/push/room?rid=1', 'x'],
    ['/1/push/all', 'x'],
  ])('whose key is for rooms of one type can push nothing else: %s', async (path, body) => {
    const headers = { ...PUSH.headers, authorization: `Bearer ${pushKey}` };
    expect(await statusOf(fetch(base + path, { ...PUSH, headers, body }))).toBe(403);
  });

  it('with a token of its issuer may do what its scope is for, and is refused with one that was made for others', async () => {
    const signed = (claims: object): Promise<string> =>
      new SignJWT({ sub: 'the shop', aud: 'goim', exp: 4_102_444_800, ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(Buffer.from(SECRET));
    const token = await signed({ scope: 'openid push', room_types: ['live'] });
    expect(await statusOf(push(token, 'live://1'))).toBe(202);
    expect(await statusOf(push(token, 'chat://1'))).toBe(403);
    expect(await statusOf(fetch(`${base}/v1/online?access_token=${token}`))).toBe(403);
    const foreign = await push(await signed({ scope: 'push', aud: 'others' }), 'live://1');
    expect([foreign.status, foreign.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
    expect(await foreign.json()).toMatchObject({ code: 'unauthenticated', detail: 'the claim aud is wrong' });
    await logic.logged('"keyName":"the shop"');
    for (const part of token.split('.').slice(1)) expect(logic.log).not.toContain(part);
  });

  it('that can send no header may have the key in the query', async () => {
    const url = `${base}/goim/push/room?operation=1000&type=live&room=1`;
    expect(await statusOf(fetch(`${url}&access_token=${pushKey}`, { method: 'POST', body: 'x' }))).toBe(200);
    expect(await statusOf(fetch(`${url}&access_token=${pushKey}0`, { method: 'POST', body: 'x' }))).toBe(401);
  });

  it('is refused soon after its key is revoked, and served soon after it has a new one', async () => {
    runKeys('revoke', '--file', file, readKey.split('_')[1]!);
    readKey = makeApiKey(file, '--scope', 'read');
    await eventually('logic has the new key and the old one no more', 30_000, async () => {
      expect(await statusOf(fetch(`${base}/v1/online`, { headers: { authorization: `Bearer ${readKey}` } }))).toBe(200);
    });
  });

  it('with a key to read may look at dead letters, and neither push them again nor discard them', async () => {
    const headers = { authorization: `Bearer ${readKey}` };
    for (const path of ['/v1/queue', '/v1/dead-letters']) {
      expect([path, await statusOf(fetch(base + path, { headers }))]).toEqual([path, 200]);
    }
    const again = await fetch(`${base}/v1/dead-letters/1:1/push`, { method: 'POST', headers });
    expect([again.status, await again.json()]).toMatchObject([403, { detail: 'the key has not the scope admin' }]);
    expect(await statusOf(fetch(`${base}/v1/dead-letters/1:1`, { method: 'DELETE', headers }))).toBe(403);
  });
});

// Last: it looks at what all of the above has left.
it('no key is in the log, an answer or a metric', async () => {
  const secret = pushKey.split('_')[2]!;
  const failing = [
    `/nowhere?access_token=${pushKey}`,
    `/v1/nowhere?access_token=${pushKey}`,
    `/goim/nowhere?access_token=${pushKey}`,
    `/v1/rooms/%zz?access_token=${pushKey}`,
    `/v1/rooms?misspelt=1&access_token=${readKey}`,
    `/v1/online?access_token=${pushKey}`,
    `/v1/online?access_token=${pushKey}x`,
  ];
  for (const path of failing) expect(await (await fetch(base + path)).text()).not.toContain(secret);
  const headers = { authorization: `Bearer ${readKey}` };
  expect(await (await fetch(`${base}/metrics`, { headers })).text()).not.toContain(secret);
  await logic.logged(/"outcome":"scope",.*"keyName":"a test",.*"context":"Audit"/);
  for (const key of [pushKey, readKey]) expect(logic.log).not.toContain(key.split('_')[2]);
});
