import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster } from '#test-support';

const PROBLEM = 'application/problem+json; charset=utf-8';
const MAX_MESSAGE_BYTES = 256 * 1024;

let cluster: Cluster;
let base: string;

beforeAll(async () => {
  cluster = await Cluster.start(['logic'], { LOGIC__EXAMPLES__ENABLED: 'true' });
  base = cluster.apps[0]!.address('http');
});

afterAll(() => cluster.stop());

/** As a browser or another program would ask. @returns the status and the problem */
async function ask(headers: Record<string, string>): Promise<{ status: number; detail: string }> {
  const asked = request(`${base}/v1/nodes`, { headers });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const { detail = '' } = JSON.parse(await text(response)) as { detail?: string };
  return { status: response.statusCode!, detail };
}

describe('a page of somebody else, in a browser that reaches logic,', () => {
  it('is refused by the name that it asks for, and by its origin', async () => {
    expect(await ask({})).toMatchObject({ status: 200 });
    expect(await ask({ host: 'evil.example' })).toEqual({
      status: 421,
      detail: expect.stringContaining('evil.example'),
    });
    const origin = 'https://evil.example';
    expect(await ask({ origin })).toEqual({ status: 403, detail: expect.stringContaining(origin) });
  });
});

it.each([
  ['/console/%', 400, '/console/'],
  ['/console/%FF', 400, '/console/'],
  ['/console/assets/none.js', 404, '/console/'],
  ['/docs/%', 400, '/docs'],
  ['/docs/none', 404, '/docs'],
  ['/docs?a=%', 400, '/docs'],
  ['/docs/?a=%', 400, '/docs'],
  ['/docs-json?a=%', 400, '/docs'],
  ['/examples/chat/?a=%', 400, '/examples/chat/'],
])('a person whose browser asks for %s gets a page', async (path, status, home) => {
  const answer = await fetch(base + path);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
  expect(await answer.text()).toContain(`<a href="${home}">`);
});

it.each([
  ['GET', '/%', 400, 'invalid-argument'],
  ['GET', '/?a=%', 400, 'invalid-argument'],
  ['GET', '/none?a=1', 404, 'not-found'],
  ['POST', '/none', 404, 'not-found'],
  ['GET', '/favicon.ico', 404, 'not-found'],
  ['PUT', '/metrics', 405, 'method-not-allowed'],
])('what there is not, of no API, is answered by a problem: %s %s', async (method, path, status, code) => {
  const answer = await fetch(base + path, { method });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, PROBLEM]);
  expect(await answer.json()).toMatchObject({ status, code, instance: path.split('?', 1)[0] });
});

describe('a request of which it is doubtful whom it asks', () => {
  /** @returns the status that logic answers */
  async function statusOf(target: string, ...hosts: string[]): Promise<number> {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    const headers = [...hosts.map((host) => `Host: ${host}`), 'Connection: close'];
    socket.end([`GET ${target} HTTP/1.1`, ...headers, '', ''].join('\r\n'));
    return Number((await text(socket)).split(' ', 2)[1]);
  }

  it('is refused where it names several hosts', async () => {
    expect(await statusOf('/v1/nodes', 'localhost')).toBe(200);
    expect(await statusOf('/v1/nodes', 'localhost', 'localhost')).toBe(400);
  });

  it('is refused by a problem where it names none', async () => {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    socket.end('GET /v1/nodes HTTP/1.1\r\nConnection: close\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1.1 400 [^]*application\/problem\+json[^]*the header Host is not there/);
  });

  it('asks the host that its target names, whatever the header says', async () => {
    expect(await statusOf('http://localhost/v1/nodes', 'evil.example')).toBe(200);
    expect(await statusOf('http://evil.example/v1/nodes', 'localhost')).toBe(421);
  });
});

describe('a query parameter that nobody knows', () => {
  it.each([
    ['GET', '/v1/sessions?mid=1&limt=5', 'limt'],
    ['GET', '/v1/rooms/live%3A%2F%2F1?x=', 'x'],
    ['POST', '/v1/push/all?operation=1000&speed=1', 'operation'],
    ['DELETE', '/v1/sessions/k?reasn=x', 'reasn'],
  ])('is refused by its name: %s %s', async (method, path, named) => {
    const body = method === 'POST' ? '{"operation":1000,"message":"x"}' : undefined;
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await fetch(base + path, { method, body, headers });
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { errors: [{ path: named, message: 'is no parameter of this path' }, ...(method === 'POST' ? [{}] : [])] },
    ]);
  });

  it("is passed over at goim's paths, whose callers add what they like", async () => {
    expect((await fetch(`${base}/goim/online/total?x=1`)).status).toBe(200);
  });
});

describe('what fails under /v1', () => {
  const BATCH = '/v1/push/batch';
  const headers = { 'content-type': 'application/json' };

  it.each<
    [what: string, method: string, path: string, body: string | Uint8Array<ArrayBuffer> | undefined, expected: object]
  >([
    ['a wrong field', 'POST', BATCH, '{"pushes":[]}', { status: 400, code: 'invalid-argument', detail: /^pushes: / }],
    ['no JSON', 'POST', BATCH, '{', { status: 400, code: 'invalid-argument', detail: /no JSON/ }],
    [
      'no UTF-8',
      'POST',
      BATCH,
      Uint8Array.of(0x22, 0xff, 0x22),
      { status: 400, code: 'invalid-argument', detail: /no UTF-8/ },
    ],
    ['no body', 'POST', BATCH, undefined, { status: 400, code: 'invalid-argument', detail: /expected object/ }],
    [
      'a body above the limit',
      'POST',
      BATCH,
      'x'.repeat(MAX_MESSAGE_BYTES + 1),
      { status: 413, code: 'too-large', detail: /too large/ },
    ],
    ['a path that is none', 'GET', '/v1/none?a=1', undefined, { status: 404, code: 'not-found', instance: '/v1/none' }],
    ['the root', 'GET', '/v1', undefined, { status: 404, code: 'not-found' }],
    [
      'another method',
      'GET',
      BATCH,
      undefined,
      { status: 405, code: 'method-not-allowed', detail: /^GET is none of POST/ },
    ],
    [
      'a path that cannot be decoded',
      'GET',
      '/v1/rooms/%zz',
      undefined,
      { status: 400, code: 'invalid-argument', detail: /%zz/ },
    ],
  ])(
    'is answered by problem details: %s',
    async (_, method, path, body, { detail, ...expected }: { detail?: RegExp }) => {
      const response = await fetch(base + path, { method, body, ...(body !== undefined && { headers }) });
      const problem = (await response.json()) as { status: number; code: string; detail: string };
      expect(problem).toMatchObject({ instance: path, ...expected });
      expect(problem).toMatchObject({ type: `urn:goim:problem:${problem.code}`, title: expect.stringMatching(/./) });
      expect(problem.detail).toMatch(detail ?? /./);
      expect(response.status).toBe(problem.status);
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    },
  );

  it('names the methods that a path takes', async () => {
    expect((await fetch(base + BATCH)).headers.get('allow')).toBe('POST');
  });

  it('names each wrong field', async () => {
    const body = JSON.stringify({ pushes: [{ to: 'all', operation: 1.5, message: 7 }] });
    const { errors } = (await (await fetch(base + BATCH, { method: 'POST', body, headers })).json()) as {
      errors: { path: string }[];
    };
    expect(errors.map(({ path }) => path)).toEqual(['pushes.0.operation', 'pushes.0.message']);
  });

  it('is counted by its status', async () => {
    const before = await cluster.apps[0]!.metric('goim_http_failures_total', 'status="404"');
    await fetch(`${base}/v1/none`);
    expect(await cluster.apps[0]!.metric('goim_http_failures_total', 'status="404"')).toBe(before + 1);
  });

  // Last: it takes the broker away.
  it('says to come back where the queue is away', async () => {
    await cluster.broker.kill();
    const body = JSON.stringify({ pushes: [{ to: 'all', operation: 1000, message: 'x' }] });
    const response = await fetch(base + BATCH, { method: 'POST', body, headers });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await response.json()).toMatchObject({ code: 'unavailable', status: 503 });
    await cluster.broker.restart();
  });
});
