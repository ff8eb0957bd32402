import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { Operation } from '#protocol';
import { Cluster, eventually, GoimClient, type AppProcess } from '#test-support';

const SECRET = 'a secret of the end-to-end tests, 32 bytes or more';

let cluster: Cluster;
let comet: AppProcess;

beforeAll(async () => {
  cluster = await Cluster.start(['logic', 'comet'], {
    LOGIC__AUTH__MODE: 'jwt',
    LOGIC__AUTH__JWT__SECRET: SECRET,
    LOGIC__UPSTREAM__RELAY: 'members',
    COMET__CONNECTION__EXPIRY_GRACE: '100ms',
  });
  comet = cluster.apps[1]!;
});

afterAll(() => cluster.stop());

/** @param seconds until it ends; it ended before where it is below 0 */
function tokenOf(mid: number, seconds: number, claims: object = {}): Promise<string> {
  const exp = Math.floor(Date.now() / 1_000) + seconds;
  return new SignJWT({ sub: String(mid), exp, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(Buffer.from(SECRET));
}

async function byHttp(token: string, version = 1): Promise<{ status: number; body: unknown }> {
  const url = `${comet.address('http')}/v1/connections?version=${version}`;
  const answer = await fetch(url, { method: 'POST', body: token });
  return { status: answer.status, body: await answer.json() };
}

it('a client is let in by a signed token, and by no other, by HTTP', async () => {
  expect(await byHttp(await tokenOf(7, 600))).toMatchObject({ status: 201, body: { mid: 7 } });
  expect(await byHttp(await tokenOf(7, -600))).toMatchObject({ status: 401 });
  expect(await byHttp('{"mid":7}')).toMatchObject({ status: 401 });
});

it('a client of version 2 by HTTP is told when its token ends', async () => {
  const { body } = await byHttp(await tokenOf(7, 600), 2);
  const { expiresIn } = body as { expiresIn: number };
  expect(expiresIn).toBeGreaterThan(500);
  expect(expiresIn).toBeLessThanOrEqual(600);
});

it.each(['tcp', 'websocket'] as const)(
  'a client stays by another token, and is closed when it ends: %s',
  async (by) => {
    const client = await GoimClient.connect(comet.address(by));
    expect((await client.request(Operation.Auth, await tokenOf(7, 600))).op).toBe(Operation.AuthReply);
    const refreshed = await client.request(Operation.Refresh, JSON.stringify({ token: await tokenOf(8, 600) }));
    expect(JSON.parse(refreshed.body.toString())).toMatchObject({ error: 'auth-refused' });
    const ending = await client.request(Operation.Refresh, JSON.stringify({ token: await tokenOf(7, -5) }));
    expect([ending.op, ending.body.toString()]).toEqual([Operation.RefreshReply, '{"expiresIn":0}']);
    expect(await client.ended).toMatchObject({ code: 4503 });
  },
);

it('a client whose token is refused is told so: tcp', async () => {
  const client = await GoimClient.connect(comet.address('tcp'));
  client.request(Operation.Auth, await tokenOf(7, -600)).catch(() => undefined);
  expect(await client.ended).toMatchObject({ code: 4503, reason: 'auth-refused', message: 'expired' });
});

it.each(['tcp', 'websocket'] as const)(
  'a client joins the rooms that its token names, and neither reads nor speaks in others: %s',
  async (by) => {
    const [owner, other] = await Promise.all([1, 2].map(() => GoimClient.connect(comet.address(by))));
    const [own, shared] = [`private://${by}`, `team://${by}`];
    await owner!.request(Operation.Auth, await tokenOf(1, 600, { room_id: own, may_join: ['team://*'] }));
    await other!.request(Operation.Auth, await tokenOf(2, 600, { may_join: ['team://*'] }));
    const said = async (client: GoimClient, op: number, body: string) =>
      (await client.request(op, body)).body.toString();
    for (const op of [Operation.ChangeRoom, Operation.JoinRoom]) {
      expect(JSON.parse(await said(other!, op, own))).toEqual({
        error: 'forbidden',
        reason: 'the token does not name the room',
      });
      expect(await said(other!, op, shared)).toBe(shared);
    }
    expect(JSON.parse(await said(other!, Operation.History, `{"target":"room:${own}"}`))).toEqual({
      error: 'forbidden',
    });
    expect(JSON.parse(await said(other!, Operation.SendMessage, `{"room":"${own}"}\nboo`))).toMatchObject({
      error: 'not-in-room',
    });
    // Out of its own room, and into it again.
    expect(await said(owner!, Operation.ChangeRoom, shared)).toBe(shared);
    expect(await said(owner!, Operation.ChangeRoom, own)).toBe(own);
  },
);

async function callBans(method: string, path = '', body?: object): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${cluster.apps[0]!.address('http')}/v1/bans${path}`, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? '' : JSON.parse(text) };
}

it.each([
  ['tokenId', 'tcp'],
  ['mid', 'websocket'],
] as const)(
  'a client that is banned by its %s is closed, and does not come back until that is lifted: %s',
  async (by, transport) => {
    const who = by === 'mid' ? { mid: 70 } : { tokenId: `jti-${transport}` };
    const token = await tokenOf(70, 600, { jti: `jti-${transport}` });
    const enter = async () => {
      const client = await GoimClient.connect(comet.address(transport));
      return {
        client,
        answer: client.request(Operation.Auth, token).then(
          ({ op }) => op,
          () => undefined,
        ),
      };
    };
    const { client, answer } = await enter();
    expect(await answer).toBe(Operation.AuthReply);
    const until = Date.now() + 3_600_000;
    const added = await callBans('POST', '', { ...who, reason: 'spam', until });
    expect(added).toMatchObject({ status: 201, body: { ...who, reason: 'spam', until } });
    const banned = { code: 4506, reason: expect.stringMatching(/^banned/) };
    expect(await client.ended).toMatchObject(banned);
    expect(await (await enter()).client.ended).toMatchObject(banned);
    expect(await byHttp(token)).toMatchObject({ status: 403, body: { close: { code: 4506, message: 'spam' } } });
    expect(await callBans('GET')).toMatchObject({ status: 200, body: { bans: [who] } });
    const { id } = added.body as { id: string };
    expect(await callBans('DELETE', `/${id}`)).toMatchObject({ status: 204 });
    expect(await callBans('DELETE', `/${id}`)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    await eventually('it is let in', 30_000, async () => (await (await enter()).answer) === Operation.AuthReply);
  },
);

it('a ban that names nobody, too many or no time to come is refused', async () => {
  for (const wrong of [
    {},
    { mid: 1, key: 'k' },
    { address: '10.0.0.1/8' },
    { mid: 1, until: 1 },
    { mid: 1, reasn: '' },
  ]) {
    expect(await callBans('POST', '', wrong)).toMatchObject({ status: 400, body: { code: 'invalid-argument' } });
  }
  expect(await callBans('DELETE', '/x')).toMatchObject({ status: 400 });
});
