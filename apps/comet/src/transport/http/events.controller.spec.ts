import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CometId } from '#contracts';
import { SocketPlaces, type SocketBounds } from '#limits';
import { Metrics } from '#observability';
import { SessionFixture } from '../../../test/session-fixture.js';
import { packet } from '../../../test/fake-outlet.js';
import { ConnectionAccess } from './connection-access.js';
import { HttpConnections } from './http-connections.js';
import { HttpServer } from './http.server.js';

const COMET_ID = 'comet-1' as CometId;
const QUIET = { log() {}, error() {}, warn() {} };
const TOKEN = encodeURIComponent('{}');
const PUT_OFF = /^retry: (\d+)\n: unavailable\n\n$/;

let comet: SessionFixture;
let connections: HttpConnections;
let metrics: Metrics;
let server: HttpServer;
let base: string;
/** Sockets that may still come. */
let bounds: SocketBounds;

beforeEach(async () => {
  comet = new SessionFixture();
  comet.logic.grant({ key: 'a', accepts: [1000] });
  connections = new HttpConnections(COMET_ID, comet.sessions, comet.counts, {
    current: { maxConnections: 2, replay: 1_000 },
  });
  const call = () => Promise.reject(new Error('there is no other comet'));
  const access = new ConnectionAccess(
    connections,
    COMET_ID,
    { reading: { call }, sending: { call } },
    {
      current: { maxWait: 60_000, keepAlive: 1_000 },
    },
  );
  metrics = new Metrics({ processMetrics: false });
  const browsers = { current: { section: 'http', allowedHosts: [], allowedOrigins: ['https://app.example'] } } as const;
  const proxyProtocol = { networks: ['127.0.0.1'], isRequired: false, timeout: () => 30_000 };
  bounds = { most: Infinity, ofAddress: 0 };
  const places = new SocketPlaces(
    {
      get current() {
        return bounds;
      },
    },
    [],
  );
  const trustedProxies = ['127.0.0.1'];
  const options = { maxBody: 65_536, requestTimeout: 8_000, browsers, trustedProxies, proxyProtocol, places };
  server = await HttpServer.create({ access, metrics }, options, QUIET);
  base = await server.listen({ host: '127.0.0.1', port: 0, backlog: 10 });
});

afterEach(() => server.close());

/** What a stream brings until it has something of the pattern, or ends. */
async function streamed(path: string, pattern: RegExp, headers: Record<string, string> = {}): Promise<string> {
  const stop = new AbortController();
  const response = await fetch(base + path, { headers, signal: stop.signal });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (pattern.test(text)) break;
  }
  stop.abort();
  return text;
}

describe('a stream of events', () => {
  it('says how long to wait when it breaks: not all clients of a comet are to come back at once', async () => {
    expect(await streamed(`/v1/events?token=${TOKEN}`, /event: open/)).toMatch(/^retry: [12]\d{3}\nid: /);
  });

  it('goes on by the id of the last event in the query, where the client can set no header', async () => {
    const opened = await streamed(`/v1/events?token=${TOKEN}`, /event: open/);
    const id = /^id: (.*)$/m.exec(opened)![1]!;
    comet.hub.pushKeys(['a'], 1000, packet('between'));
    const again = await streamed(`/v1/events?token=${TOKEN}&lastEventId=${encodeURIComponent(id)}`, /between/);
    expect(again).not.toContain('event: open');
    comet.hub.pushKeys(['a'], 1000, packet('later'));
    const [connection] = id.split('/', 1);
    const rest = await streamed(`/v1/connections/${connection}/events?lastEventId=1`, /later/);
    expect(rest).not.toContain('between');
    const all = await streamed(`/v1/connections/${connection}/events?lastEventId=1`, /later/, { 'Last-Event-ID': '0' });
    expect(all).toContain('between');
  });
});

it('a client is known by the address that a trusted proxy names', async () => {
  await fetch(`${base}/v1/connections`, {
    method: 'POST',
    body: '{}',
    headers: { 'X-Forwarded-For': '10.1.2.3:4567' },
  });
  expect(comet.logic.callsOf('connect')[0]!.request).toMatchObject({ ip: '10.1.2.3' });
});

it.each(['{', '['.repeat(30_000)])('nothing that comes for a connection that is not here is read', async (body) => {
  const unknown = `${Buffer.from(COMET_ID).toString('base64url')}.${'x'.repeat(32)}`;
  const { status } = await fetch(`${base}/v1/connections/${unknown}/frames`, { method: 'POST', body });
  expect(status).toBe(404);
});

it('a page of another site opens no stream by an image', async () => {
  const { status } = await fetch(`${base}/v1/events?token={}`, { headers: { 'Sec-Fetch-Site': 'cross-site' } });
  expect(status).toBe(403);
  expect(comet.logic.callsOf('connect')).toEqual([]);
});

describe('a stream that cannot be given now', () => {
  it.each([
    ['logic does not answer', () => comet.logic.fail('connect', 'unavailable')],
    ['the comet stops', () => connections.stopAccepting()],
    [
      'there are as many clients as there may be',
      () => {
        comet.logic.hold('connect');
        for (const key of ['b', 'c']) {
          const gone = new AbortController().signal;
          void connections.open({ token: Buffer.from(key), version: 1, remoteAddress: '::1', headers: {}, gone });
        }
      },
    ],
  ])(
    'is one that ends at once and is to be asked for later, since EventSource is over after any other status: %s',
    async (_, spoil) => {
      spoil();
      const text = await streamed(`/v1/events?token=${TOKEN}`, /$^/);
      expect(text).toMatch(/^retry: \d+\n: (unavailable|shutdown)\n\n$/);
      expect(Number(/\d+/.exec(text)![0])).toBeGreaterThanOrEqual(3_000);
      expect(await metrics.registry.metrics()).toMatch(
        /goim_http_streams_put_off_total\{reason="(unavailable|shutdown)"\} 1/,
      );
    },
  );

  it('is resumed later as well', async () => {
    comet.logic.fail('connect', 'unavailable');
    expect(await streamed(`/v1/events?token=${TOKEN}`, /$^/, { 'Last-Event-ID': 'unknown/3' })).toMatch(PUT_OFF);
  });
});

it('a stream that the client may never have is refused, which ends an EventSource', async () => {
  comet.logic.fail('connect', 'unauthenticated');
  expect((await fetch(`${base}/v1/events?token=${TOKEN}`)).status).toBe(401);
  expect((await fetch(`${base}/v1/connections/unknown/events`)).status).toBe(404);
});

describe('a page of another site', () => {
  it('opens no connection, not even one whose answer it cannot read, and is counted', async () => {
    const headers = { Origin: 'https://evil.example' };
    expect((await fetch(`${base}/v1/events?token=${TOKEN}`, { headers })).status).toBe(403);
    expect((await fetch(`${base}/v1/connections`, { method: 'POST', body: '{}', headers })).status).toBe(403);
    expect(comet.counts.opened.byLabel).toEqual({});
    expect(await metrics.expose()).toContain('goim_refused_total{port="http",reason="origin"} 2');
  });

  it('does where its origin is allowed', async () => {
    const headers = { Origin: 'https://app.example' };
    const opened = await fetch(`${base}/v1/connections`, { method: 'POST', body: '{}', headers });
    expect([opened.status, opened.headers.get('access-control-allow-origin')]).toEqual([201, headers.Origin]);
  });
});

it('a socket for which there is no place is closed, and counted', async () => {
  bounds = { most: 1, ofAddress: 0 };
  const closing = { connection: 'close' };
  expect((await fetch(`${base}/nothing`, { headers: closing })).status).toBe(404);
  bounds = { most: 0, ofAddress: 0 };
  await expect(fetch(`${base}/nothing`, { headers: closing })).rejects.toThrow('fetch failed');
  expect(await metrics.expose()).toMatch(/goim_refused_total\{port="http",reason="connections"\} 1/);
});
