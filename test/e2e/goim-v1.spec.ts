import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, type GoimClient } from '#test-support';

const WAIT_MS = 30_000;
/** What goim v1 pushes with. */
const V1_OP = 5;

let cluster: Cluster;
let base: string;
/** Of the member 1, and in a room. Like every client of goim v1, it names no operations. */
let one: GoimClient;
/** Of the member 2, at another comet. */
let two: GoimClient;

beforeAll(async () => {
  cluster = await Cluster.start(['logic', 'comet', 'comet', 'job']);
  const [logic, firstComet, secondComet] = cluster.apps;
  base = logic!.address('http');
  one = await cluster.client(firstComet!, 'tcp', { mid: 1, room_id: 'room://1000' });
  two = await cluster.client(secondComet!, 'websocket', { mid: 2, accepts: [1000] });
});

afterAll(() => cluster.stop());

async function post(path: string, body: string | Uint8Array<ArrayBuffer>, headers = {}): Promise<unknown> {
  const response = await fetch(base + path, { method: 'POST', body, headers });
  return { status: response.status, ...((await response.json()) as object) };
}

/** What the pushes bring to a client beside what it had. */
async function brings(client: GoimClient, push: () => Promise<unknown>): Promise<[op: number, body: string]> {
  const from = client.pushes.length;
  expect(await push()).toEqual({ status: 200, ret: 1 });
  await client.until((pushes) => pushes.length > from, WAIT_MS);
  expect(client.pushes).toHaveLength(from + 1);
  const { op, body } = client.pushes.at(-1)!;
  return [op, body];
}

describe("goim v1's pushes reach who is named, whatever they accept", () => {
  it('by member', async () => {
    expect(await brings(one, () => post('/1/push?uid=1', '{"test":1}'))).toEqual([V1_OP, '{"test":1}']);
    expect(await brings(two, () => post('/1/push?uid=2', '\u0000 any bytes'))).toEqual([V1_OP, '\u0000 any bytes']);
  });

  it('by members, the message byte for byte as it is written', async () => {
    const message = '{ "a" : 1.0,\n "b":"\\u00fc ü \\"m\\":2" }';
    const body = `{"u":[1, 2, 3], "m":${message} }`;
    const from = two.pushes.length;
    expect(await brings(one, () => post('/1/pushs', body))).toEqual([V1_OP, message]);
    await two.until((pushes) => pushes.length > from, WAIT_MS);
    expect(two.pushes.at(-1)).toMatchObject({ op: V1_OP, body: message });
  });

  it('by members, the names in any case, as Go reads them', async () => {
    expect(await brings(one, () => post('/1/pushs', '{"U":[1],"M":"in capitals"}'))).toEqual([V1_OP, '"in capitals"']);
  });

  it('by members, also a message that is deeper than any stack', async () => {
    const message = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(await brings(one, () => post('/1/pushs', `{"u":[1],"m":${message}}`))).toEqual([V1_OP, message]);
  });

  it('by room', async () => {
    expect(await brings(one, () => post('/1/push/room?rid=1000', 'to the room'))).toEqual([V1_OP, 'to the room']);
  });

  it('to all', async () => {
    const from = two.pushes.length;
    expect(await brings(one, () => post('/1/push/all', 'to all'))).toEqual([V1_OP, 'to all']);
    await two.until((pushes) => pushes.length > from, WAIT_MS);
    expect(two.pushes.at(-1)).toMatchObject({ op: V1_OP, body: 'to all' });
  });

  it('with another operation where one is given', async () => {
    expect(await brings(one, () => post('/1/push?uid=1&operation=1234', 'x'))).toEqual([1234, 'x']);
    expect(await brings(one, () => post('/1/push/all?operation=1235', 'x'))).toEqual([1235, 'x']);
  });

  it('once, where they are repeated with an idempotency key', async () => {
    const headers = { 'idempotency-key': 'v1' };
    const first = () => post('/1/push?uid=1', 'repeated', headers);
    expect(await brings(one, first)).toEqual([V1_OP, 'repeated']);
    expect(await first()).toEqual({ status: 200, ret: 1 });
    expect(await brings(one, () => post('/1/push?uid=1', 'behind it'))).toEqual([V1_OP, 'behind it']);
  });
});

it('pushes by goim v2 are filtered as ever', async () => {
  const pusher = cluster.pusher(cluster.apps[0]!);
  const from = one.pushes.length;
  await pusher.mids(1000, [1], 'not accepted');
  await pusher.all(1000, 'not accepted');
  await pusher.room(1000, 'room://1000', 'to the room');
  await one.until((pushes) => pushes.at(-1)?.body === 'to the room', WAIT_MS);
  await brings(one, () => post('/1/push?uid=1', 'last'));
  expect(one.pushes.slice(from).map(({ body }) => body)).toEqual(['to the room', 'last']);
});

describe('what is wrong is answered with 65534 and its name', () => {
  it.each<[path: string, body: string, named: string]>([
    ['/1/push', 'x', 'uid'],
    ['/1/push?uid=x', 'x', 'uid'],
    ['/1/push?uid=1&uid=2', 'x', 'uid'],
    ['/1/push?uid=1&operation=0', 'x', 'operation'],
    ['/1/push?uid=1&operation=x', 'x', 'operation'],
    ['/1/pushs', '', 'JSON'],
    ['/1/pushs', '{"u":[1],', 'JSON'],
    ['/1/pushs', '[]', 'object'],
    ['/1/pushs', '{"m":1}', 'u'],
    ['/1/pushs', '{"u":[],"m":1}', 'u'],
    ['/1/pushs', '{"u":["x"],"m":1}', 'u.0'],
    ['/1/pushs', '{"u":[1.5],"m":1}', 'u.0'],
    ['/1/pushs', '{"u":[1]}', 'm'],
    ['/1/push/room', 'x', 'rid'],
    ['/1/push/room?rid=', 'x', 'rid'],
    [`/1/push/room?rid=${'r'.repeat(250)}`, 'x', 'rid'],
    ['/1/none', 'x', '/1/none'],
  ])('%s %j', async (path, body, named) => {
    const answer = await post(path, body);
    expect(answer).toEqual({ status: expect.any(Number), ret: 65534, message: expect.stringContaining(named) });
    expect((answer as { status: number }).status).toBeGreaterThanOrEqual(400);
  });

  it('a body that is no UTF-8', async () => {
    const body = Uint8Array.from([0x7b, 0xff, 0x7d]);
    expect(await post('/1/pushs', body)).toEqual({ status: 400, ret: 65534, message: 'the body is no UTF-8' });
  });
});

it('a fault of ours is answered with 65535', async () => {
  await cluster.broker.kill();
  expect(await post('/1/push/all', 'x')).toEqual({ status: 503, ret: 65535, message: expect.stringMatching(/./) });
  await cluster.broker.restart();
});
