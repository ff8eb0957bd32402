import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster } from '#test-support';

const MAX_MESSAGE_BYTES = 256 * 1024;

describe('what fails under /v1', () => {
  let cluster: Cluster;
  let base: string;

  beforeAll(async () => {
    cluster = await Cluster.start(['logic']);
    base = cluster.apps[0]!.address('http');
  });

  afterAll(() => cluster.stop());

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
