import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openNodeBucket } from '#bus';
import { encodeNodeInfo, NODE_REFRESH_MS } from '#contracts';
import { Operation } from '#protocol';
import {
  Cluster,
  eventually,
  nodeInfo,
  repeating,
  type AppProcess,
  type GoimClient,
  type Pusher,
  type Query,
} from '#test-support';

const OP = 1000;
const MAX_MESSAGE_BYTES = 256 * 1024;
const DELIVERY_TIMEOUT_MS = 30_000;
const ENDED_WITHIN_MS = 45_000;
/** A comet that is in the directory, and takes nothing. */
const WEDGED = nodeInfo({ id: 'wedged', weight: 1, offline: true });

let cluster: Cluster;
let logic: AppProcess;
let base: string;
let pusher: Pusher;
let client: GoimClient;

beforeAll(async () => {
  cluster = await Cluster.start(['logic', 'comet', 'job']);
  logic = cluster.apps[0]!;
  base = logic.address('http');
  pusher = cluster.pusher(logic);
  client = await cluster.client(cluster.apps[1]!, 'tcp', { key: 'k', mid: 5, room_id: 'live://1', accepts: [OP] });
});

afterAll(() => cluster.stop());

/** What a push of the bytes brings to the client, and nothing behind it. */
async function delivered(
  push: () => Promise<{ status: number; code: number }>,
  pushBehind = (body: string): Promise<unknown> => pusher.keys(OP, ['k'], body),
): Promise<Buffer[]> {
  const from = client.pushes.length;
  expect(await push()).toMatchObject({ status: 200, code: 0 });
  const fence = `fence ${from}`;
  // To the same target, so in the same partition: they keep their order.
  await pushBehind(fence);
  await client.until((pushes) => pushes.at(-1)?.body === fence, DELIVERY_TIMEOUT_MS);
  return client.pushes.slice(from, -1).map(({ bytes }) => bytes);
}

describe('connections with logic', () => {
  let bounded: AppProcess;

  beforeAll(async () => {
    bounded = await cluster.add('logic', {
      LOGIC__HTTP__MAX_PER_ADDRESS: '1',
      LOGIC__HTTP__KEEP_ALIVE: '1s',
      LOGIC__HTTP__PROXY_PROTOCOL: '127.0.0.1',
    });
  });

  it('are as many of one address as may be, and end when nothing is asked for a while', async () => {
    const { hostname, port } = new URL(bounded.address('http'));
    const open = async (from: string): Promise<{ answer: string; ended: Promise<string> }> => {
      const socket = connect(Number(port), hostname).on('error', () => undefined);
      socket.write(`PROXY TCP4 ${from} 127.0.0.1 1000 80\r\nGET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      const answered = once(socket, 'data').then(([bytes]) => String(bytes).slice(0, 12));
      const ended = once(socket, 'close').then(() => 'closed');
      return { answer: await Promise.race([answered, ended]), ended };
    };
    const one = await open('203.0.113.7');
    const [more, other] = await Promise.all([open('203.0.113.7'), open('203.0.113.8')]);
    expect([one.answer, more.answer, other.answer]).toEqual(['HTTP/1.1 200', 'closed', 'HTTP/1.1 200']);
    await one.ended;
    expect((await open('203.0.113.7')).answer).toBe('HTTP/1.1 200');
    await bounded.stop();
  });
});

describe('a request that does not come to its end', () => {
  it('is ended, at every port that speaks HTTP', async () => {
    const [, comet, job] = cluster.apps;
    const clients = comet!.address('http');
    const ports = [base, clients, comet!.address('websocket'), comet!.address('ops'), job!.address('ops')];
    const half = 'GET / HTTP/1.1\r\nHost: localhost\r\n';
    const withoutBody = (path: string): string =>
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nx`;
    const answers = [
      ...ports.map((port) => endOf(port, half)),
      endOf(base, withoutBody('/goim/push/all?operation=1')),
      endOf(clients, withoutBody('/v1/connections')),
    ];
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['HTTP/1.1 408 Request Timeout']));
  });
});

/** What is answered to a request that is never ended, as long as Node's own limits would not end it: those are 60 s and more. */
async function endOf(address: string, begun: string): Promise<string> {
  const { hostname: host, port } = new URL(address);
  const socket = connect({ host, port: Number(port) });
  socket.setTimeout(ENDED_WITHIN_MS, () => socket.destroy());
  socket.write(begun);
  return (await text(socket)).split('\r\n', 1)[0]!;
}

describe('the message', () => {
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

  it.each<[type: string, headers: Record<string, string>, body: Buffer]>([
    ['no content type', {}, Buffer.from('plain')],
    ['an empty content type', { 'content-type': '' }, Buffer.from('plain')],
    ['a content type that is none', { 'content-type': 'no/such; type=' }, Buffer.from('plain')],
    ['text', { 'content-type': 'text/plain; charset=utf-8' }, Buffer.from('zażółć 你好')],
    ['JSON', { 'content-type': 'application/json' }, Buffer.from('{ "spaces" : 1 }\n')],
    ['broken JSON', { 'content-type': 'application/json' }, Buffer.from('{"broken":')],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, Buffer.from('a=1&b=%zz')],
    ['a multipart form without parts', { 'content-type': 'multipart/form-data; boundary=x' }, Buffer.from('--x--')],
    ['every byte', { 'content-type': 'application/octet-stream' }, everyByte],
    ['nothing, of some type', { 'content-type': 'application/json' }, Buffer.alloc(0)],
  ])('arrives untouched: %s', async (_, headers, body) => {
    const query = { operation: OP, keys: 'k' };
    expect(await delivered(() => pusher.post('/goim/push/keys', query, Uint8Array.from(body), headers))).toEqual([
      body,
    ]);
  });

  it.each<[path: string, query: Query]>([
    ['keys', { operation: OP, keys: 'k' }],
    ['mids', { operation: OP, mids: 5 }],
    ['room', { operation: OP, type: 'live', room: '1' }],
    ['all', { operation: OP }],
  ])('may be missing: %s', async (path, query) => {
    const from = client.pushes.length;
    expect(await pusher.post(`/goim/push/${path}`, query, undefined)).toMatchObject({
      status: 200,
      code: 0,
      message: '',
    });
    await client.until((pushes) => pushes.length > from, DELIVERY_TIMEOUT_MS);
    expect(client.pushes.slice(from)).toEqual([{ op: OP, body: '', bytes: Buffer.alloc(0) }]);
  });

  // The router decodes a path before it looks for the route. The body was once taken for JSON there: as many bytes as it
  // says were made of this one, and with a large number logic answered nobody for minutes.
  it('arrives untouched however the path is written', async () => {
    const body = '{"length":3}';
    const query = { operation: OP, keys: 'k' };
    expect((await delivered(() => pusher.post('/%67oim/push/keys', query, body))).map(String)).toEqual([body]);
    expect(await pusher.post('/%67oim/push/keys', { operation: OP }, body)).toMatchObject({ status: 400, code: -400 });
  });

  it('may come in chunks, without a length', async () => {
    const parts = [Buffer.from('one '), Buffer.from('two')];
    const response = await fetch(`${base}/goim/push/keys?operation=${OP}&keys=k`, {
      method: 'POST',
      body: ReadableStream.from(parts),
      duplex: 'half',
    });
    expect(response.status).toBe(200);
    await client.until((pushes) => pushes.at(-1)?.body === 'one two', DELIVERY_TIMEOUT_MS);
  });

  it('may be as long as the limit, and is refused with 413 above it', async () => {
    const longest = Buffer.alloc(MAX_MESSAGE_BYTES, 'x');
    expect((await delivered(() => pusher.keys(OP, ['k'], longest.toString()))).map((bytes) => bytes.length)).toEqual([
      MAX_MESSAGE_BYTES,
    ]);
    const answer = await pusher.keys(OP, ['k'], `${longest.toString()}x`);
    expect(answer).toEqual({ status: 413, code: -400, message: expect.stringMatching(/too large/) });
  });
});

describe('the query', () => {
  it('may name 1,000 keys of the longest, among them those that nobody has', async () => {
    const keys = [...Array.from({ length: 999 }, (_, n) => `${n}-`.padEnd(240, 'k')), 'k'];
    expect((await delivered(() => pusher.keys(OP, keys, 'to one of many'))).map(String)).toEqual(['to one of many']);
  });

  it('is refused with 431 where it is longer than the server reads', async () => {
    const response = await fetch(`${base}/goim/push/keys?operation=${OP}&keys=${'k'.repeat(300 * 1024)}`, {
      method: 'POST',
    });
    expect(await response.json()).toMatchObject({ status: 431, code: 'too-large' });
  });

  it('pushes once to what it names twice', async () => {
    expect(await delivered(() => pusher.keys(OP, ['k', 'k'], 'once'))).toHaveLength(1);
    const toMember = (body: string): Promise<unknown> => pusher.mids(OP, [5], body);
    expect(await delivered(() => pusher.mids(OP, [5, 5], 'once'), toMember)).toHaveLength(1);
  });

  it('may name members whose ids a number would round, as may all that names members', async () => {
    const [BIG, rounded] = ['663291537152950273', '663291537152950272'];
    const comet = cluster.apps[1]!;
    const [big, near] = [await cluster.connect(comet, 'tcp'), await cluster.connect(comet, 'websocket')];
    await big.request(Operation.Auth, `{"mid":${BIG},"accepts":[${OP}]}`);
    await near.request(Operation.Auth, `{"mid":"${rounded}","accepts":[${OP}]}`);
    const sent = async (path: string, body: string): Promise<object> => {
      // As curl does; goim's paths take any type.
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const response = await fetch(base + path, { method: 'POST', body, headers });
      return { status: response.status, ...((await response.json()) as object) };
    };
    expect(await sent(`/goim/push/mids?operation=${OP}&mids=5&mids=${BIG}`, 'one')).toMatchObject({ code: 0 });
    expect(await sent(`/1/push?operation=${OP}&uid=${BIG}`, 'two')).toMatchObject({ ret: 1 });
    expect(await sent(`/1/pushs?operation=${OP}`, `{"u":[${BIG}],"m":${BIG}}`)).toMatchObject({ ret: 1 });
    const push = `{"operation":${OP},"mids":[${BIG},"${BIG}",7,9223372036854775807],"message":"four"}`;
    expect(await sent('/v1/push/mids', push)).toMatchObject({
      status: 202,
      sessions: 1,
      offline: [7, '9223372036854775807'],
    });
    await big.until((pushes) => pushes.length === 4, DELIVERY_TIMEOUT_MS);
    expect(big.pushes.map(({ body }) => body)).toEqual(['one', 'two', BIG, 'four']);
    expect(near.pushes).toEqual([]);
    const listed = await fetch(`${base}/v1/sessions?mid=${BIG}`);
    expect(await listed.json()).toMatchObject({ sessions: [{ mid: BIG }] });
  });

  it('may hold any character', async () => {
    const key = 'k & k=1 %2F ü/☃ .*>';
    const odd = await cluster.client(cluster.apps[1]!, 'websocket', { key, room_id: `live://${key}`, accepts: [OP] });
    await pusher.keys(OP, [key], 'by key');
    await pusher.post('/goim/push/room', { operation: OP, type: 'live', room: key }, 'by room');
    await odd.until((pushes) => pushes.length === 2, DELIVERY_TIMEOUT_MS);
    expect(odd.pushes.map(({ body }) => body).toSorted()).toEqual(['by key', 'by room']);
  });
});

describe('the idempotency key', () => {
  it.each<[path: string, query: Query]>([
    ['keys', { operation: OP, keys: 'k' }],
    ['mids', { operation: OP, mids: 5 }],
    ['room', { operation: OP, type: 'live', room: '1' }],
    ['all', { operation: OP }],
  ])('has a push that is repeated delivered once: %s', async (path, query) => {
    const from = client.pushes.length;
    const push = (key: string, body: string) =>
      pusher.post(`/goim/push/${path}`, query, body, { 'idempotency-key': key });
    for (let n = 0; n < 3; n++) expect(await push(`same ${path}`, 'repeated')).toMatchObject({ status: 200, code: 0 });
    // In the same partition, so it comes last.
    expect(await push(`other ${path}`, `last ${path}`)).toMatchObject({ status: 200, code: 0 });
    await client.until((pushes) => pushes.at(-1)?.body === `last ${path}`, DELIVERY_TIMEOUT_MS);
    expect(client.pushes.slice(from).map(({ body }) => body)).toEqual(['repeated', `last ${path}`]);
  });
});

describe('the documentation', () => {
  it('is a page', async () => {
    const response = await fetch(`${base}/docs`);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
    expect(await response.text()).toContain('swagger-ui');
    expect((await fetch(base)).url).toBe(response.url);
  });

  it('describes the four pushes with their parameters and the raw body', async () => {
    const { paths } = (await (await fetch(`${base}/docs-json`)).json()) as {
      paths: Record<string, { post: { parameters: { name: string; in: string }[]; requestBody: { content: object } } }>;
    };
    const parameters: Record<string, string[]> = {
      keys: ['operation', 'keys'],
      mids: ['operation', 'mids'],
      room: ['operation', 'type', 'room'],
      all: ['operation', 'speed'],
    };
    for (const [push, expected] of Object.entries(parameters)) {
      const { post } = paths[`/goim/push/${push}`]!;
      const inQuery = post.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
      expect({ push, inQuery: inQuery.toSorted() }).toEqual({
        push,
        inQuery: [...expected, 'persist', 'receipt', 'ttl'].toSorted(),
      });
      expect(post.parameters).toContainEqual(expect.objectContaining({ name: 'idempotency-key', in: 'header' }));
      expect(Object.keys(post.requestBody.content)).toContain('application/octet-stream');
    }
  });
});

// Last: it takes the broker away.
describe('health and metrics', () => {
  const APPS = ['logic', 'comet', 'job'] as const;

  function opsOf(app: (typeof APPS)[number]): string {
    const { addresses } = cluster.apps[APPS.indexOf(app)]!;
    return (addresses['ops'] ?? addresses['http'])!;
  }

  async function readiness(app: (typeof APPS)[number]): Promise<{ status: number; body: string }> {
    const response = await fetch(`${opsOf(app)}/health/ready`);
    return { status: response.status, body: await response.text() };
  }

  it.each(APPS)('of %s are served', async (app) => {
    const live = await fetch(`${opsOf(app)}/health/live`);
    expect([live.status, await live.json()]).toEqual([200, { status: 'ok' }]);
    expect((await readiness(app)).status).toBe(200);
    const metrics = await fetch(`${opsOf(app)}/metrics`);
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(await metrics.text()).toMatch(/^goim_bus_connected 1$/m);
  });

  it('name the comet that takes no pushes, and are degraded no more when it has left', async () => {
    const [, comet, job] = cluster.apps as [AppProcess, AppProcess, AppProcess];
    const isWell = (app: (typeof APPS)[number]): Promise<void> =>
      eventually(`${app} is not degraded`, DELIVERY_TIMEOUT_MS, async () => {
        expect(await readiness(app)).toMatchObject({ body: expect.stringContaining('"status":"ok"') });
      });
    await isWell('job');
    expect(await job.metric('goim_probes_total', 'outcome="taken"')).toBeGreaterThan(0);
    expect(await comet.metric('goim_probes_taken_total')).toBeGreaterThan(0);
    const nodes = await openNodeBucket(await cluster.broker.connect());
    const entry = encodeNodeInfo(WEDGED);
    const named = eventually('job names the comet', DELIVERY_TIMEOUT_MS, async () => {
      expect(await readiness('job')).toMatchObject({
        status: 200,
        body: expect.stringMatching(/degraded.*1 of 2 comets do not take what is sent to them: wedged for \d+ s/),
      });
    });
    const counted = eventually('job counts it', DELIVERY_TIMEOUT_MS, async () => {
      expect(await job.metric('goim_silent_comets')).toBe(1);
    });
    await repeating(NODE_REFRESH_MS, () => nodes.put(WEDGED.id, entry), Promise.all([named, counted]));
    await nodes.delete(WEDGED.id);
    for (const app of ['job', 'comet'] as const) await isWell(app);
  });

  it('name the bus while the broker is away, and not any more when it is back', async () => {
    await cluster.broker.kill();
    for (const app of APPS) {
      await eventually(`${app} is not ready`, DELIVERY_TIMEOUT_MS, async () => {
        expect(await readiness(app)).toMatchObject({ status: 503, body: expect.stringContaining('"bus"') });
      });
      expect((await fetch(`${opsOf(app)}/health/live`)).status).toBe(200);
    }
    await cluster.broker.restart();
    for (const app of APPS) {
      await eventually(`${app} is ready`, DELIVERY_TIMEOUT_MS, async () => {
        expect(await readiness(app)).toMatchObject({ status: 200 });
      });
    }
  });
});
