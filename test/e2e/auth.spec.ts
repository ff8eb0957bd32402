import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { Operation } from '#protocol';
import { Cluster, GoimClient, type AppProcess } from '#test-support';

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

async function byHttp(token: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${comet.address('http')}/v1/connections`, { method: 'POST', body: token });
  return { status: answer.status, body: await answer.json() };
}

it('a client is let in by a signed token, and by no other, by HTTP', async () => {
  expect(await byHttp(await tokenOf(7, 600))).toMatchObject({ status: 201, body: { mid: 7 } });
  expect(await byHttp(await tokenOf(7, -600))).toMatchObject({ status: 401 });
  expect(await byHttp('{"mid":7}')).toMatchObject({ status: 401 });
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
