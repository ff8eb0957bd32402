import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Cluster, EventStream, eventually, type AppProcess, type Pusher } from '#test-support';
import { ask, type Answer } from './http-request.js';

const OP = 1000;
const LONG_BODY = 20_000;

describe('clients by HTTP', () => {
  let cluster: Cluster;
  let logic: AppProcess;
  let comet: AppProcess;
  let pusher: Pusher;
  let base: string;

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet', 'job'], {
      COMET__CONNECTION__MAX_PENDING: '64KiB',
      COMET__HTTP__KEEP_ALIVE: '1s',
      COMET__HTTP__ALLOWED_ORIGINS: 'https://example.com',
    });
    [logic, comet] = cluster.apps as [AppProcess, AppProcess];
    pusher = cluster.pusher(logic);
    base = comet.address('http');
  });

  afterAll(() => cluster.stop());

  async function open(token: object): Promise<{ url: string; body: Answer['body'] }> {
    const { status, body } = await ask(`${base}/v1/connections`, 'POST', { accepts: [OP], ...token });
    expect(status).toBe(201);
    return { url: `${base}/v1/connections/${body.id}`, body };
  }

  async function poll(url: string, cursor: string, timeout = 30): Promise<{ cursor: string; bodies: string[] }> {
    const { status, body } = await ask(`${url}/poll?cursor=${cursor}&timeout=${timeout}`);
    expect({ status, body }).toMatchObject({ status: 200 });
    return { cursor: body.cursor, bodies: body.messages.map((message) => message.body!) };
  }

  async function push(key: string, ...bodies: string[]): Promise<void> {
    for (const body of bodies) expect(await pusher.keys(OP, [key], body)).toMatchObject({ status: 200 });
  }

  it('open a connection, and poll for what is pushed to them', async () => {
    const { url, body } = await open({ key: 'poller', mid: 77, room_id: 'live://http' });
    expect(body).toEqual({ id: expect.any(String), key: 'poller', mid: 77, heartbeat: 480, cursor: '0' });
    const waiting = poll(url, '0');
    await push('poller', 'by key');
    expect(await waiting).toEqual({ cursor: '1', bodies: ['by key'] });
    await pusher.mids(OP, [77], 'by member');
    const { cursor, bodies } = await poll(url, '1');
    expect(bodies).toEqual(['by member']);
    await pusher.room(2000, 'live://http', 'by room');
    expect((await poll(url, cursor)).bodies).toEqual(['by room']);
    expect(await poll(url, '3', 0)).toEqual({ cursor: '3', bodies: [] });
  });

  it('send frames, and are answered where they read', async () => {
    const { url } = await open({ key: 'sender' });
    const sent = await ask(`${url}/frames`, 'POST', [
      { op: 12, seq: 1, body: 'live://sent' },
      { op: 2, seq: 2 },
      { op: 14, seq: 3, body: '5' },
    ]);
    expect(sent.status).toBe(204);
    const answers: Answer['body']['messages'] = [];
    // Each poll brings what is there by then.
    while (answers.length < 3) {
      answers.push(...(await ask(`${url}/poll?cursor=${answers.length}`)).body.messages);
    }
    expect(answers).toMatchObject([
      { op: 13, seq: 1, body: 'live://sent' },
      { op: 3, seq: 2, online: 1 },
      { op: 15, seq: 3, body: '5' },
    ]);
    expect((await ask(`${url}/frames`, 'POST', { op: 'two' })).body).toMatchObject({ code: 'invalid-argument' });
  });

  it('are not touched by HEAD: it opens nothing, and reads nothing', async () => {
    const { url, body } = await open({ key: 'head' });
    const waiting = poll(url, '0');
    const token = encodeURIComponent(JSON.stringify({ key: 'head' }));
    for (const target of [`${base}/v1/events?token=${token}`, `${url}/poll?cursor=0`, `${url}/events`]) {
      const { status, headers } = await fetch(target, { method: 'HEAD' });
      expect([status, headers.get('allow')]).toEqual([405, 'GET']);
    }
    expect((await fetch(`${base}/v1/nothing`, { method: 'HEAD' })).status).toBe(404);
    await push(body.key, 'still here');
    expect((await waiting).bodies).toEqual(['still here']);
  });

  it('send and read packets whatever the letters and parameters of their type', async () => {
    const { url } = await open({ key: 'packets' });
    const packet = Buffer.from('00000010001000010000000200000007', 'hex');
    const headers = { 'content-type': 'Application/Octet-Stream; charset=binary' };
    expect((await fetch(`${url}/frames`, { method: 'POST', body: packet, headers })).status).toBe(204);
    const accept = 'text/html, APPLICATION/octet-stream;q=0.9';
    const answer = await fetch(`${url}/poll?cursor=0`, { headers: { accept } });
    expect(answer.headers.get('goim-cursor')).toBe('1');
    expect(Buffer.from(await answer.arrayBuffer()).toString('hex')).toBe('0000001400100001000000030000000700000000');
  });

  it('are refused where it is doubtful what they ask for', async () => {
    expect((await ask(`${base}/v1/events?token=%B7`)).body).toMatchObject({ code: 'invalid-argument' });
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    socket.write('POST /v1/connections HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n');
    let answered = '';
    socket.on('data', (bytes: Buffer) => (answered += bytes.toString()));
    await eventually('the first is refused', 30_000, () => expect(answered).toMatch(/^HTTP\/1\.1 400 /));
    socket.write('POST http://c/v1/connections HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}');
    await eventually('the second is taken', 30_000, () => expect(answered).toMatch(/HTTP\/1\.1 201 /));
    socket.destroy();
  });

  it('lose nothing and get nothing twice where an answer breaks on its way', async () => {
    const { url, body } = await open({ key: 'broken' });
    const bodies = ['1', '2', '3'].map((n) => n.padEnd(LONG_BODY, '.'));
    const before = await comet.metric('goim_writes_total');
    await push('broken', ...bodies);
    await eventually('all of it is written', 30_000, async () => {
      expect(await comet.metric('goim_writes_total')).toBeGreaterThanOrEqual(before + bodies.length);
    });
    // Reads the beginning of the answer, and breaks the connection.
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    socket.write(`GET /v1/connections/${body.id}/poll?cursor=0 HTTP/1.1\r\nHost: comet\r\n\r\n`);
    const [begun] = (await once(socket, 'data')) as [Buffer];
    expect(begun.toString()).toMatch(/^HTTP\/1.1 200/);
    socket.destroy();

    await push('broken', '4');
    const got: string[] = [];
    for (let cursor = '0'; got.length < 4;) {
      const answer = await poll(url, cursor);
      got.push(...answer.bodies);
      ({ cursor } = answer);
    }
    expect(got).toEqual([...bodies, '4']);
  });

  it('are told by the older poll that a newer one reads', async () => {
    const { url } = await open({ key: 'twice' });
    const older = ask(`${url}/poll?cursor=0`);
    let newer: Promise<Answer>;
    // The order in which two requests arrive is nobody's promise: one that overtook the older is answered instead of it.
    await eventually('a newer poll takes the place of the older', 30_000, () => {
      newer = ask(`${url}/poll?cursor=0`);
      return Promise.race([older.then(() => true), newer.then(() => false)]);
    });
    expect(await older).toMatchObject({ status: 409, body: { code: 'superseded' } });
    await push('twice', 'to the newer');
    expect((await newer!).body.messages).toMatchObject([{ body: 'to the newer' }]);
  });

  it('are told that a newer connection by WebSocket has their key', async () => {
    const { url } = await open({ key: 'roams' });
    const waiting = ask(`${url}/poll?cursor=0`);
    const newer = await cluster.client(comet, 'websocket', { key: 'roams', accepts: [OP] });
    const close = { code: 4501, reason: 'replaced', reconnect: false };
    expect(await waiting).toMatchObject({ status: 410, body: { code: 'closed', close } });
    expect(await ask(`${url}/frames`, 'POST', { op: 2 })).toMatchObject({ status: 410, body: { close } });
    await push('roams', 'to the newer');
    await newer.until((pushes) => pushes.length === 1, 30_000);
  });

  it('are closed as slow where they leave too much unread', async () => {
    const { url } = await open({ key: 'slow' });
    const before = await comet.metric('goim_connections_closed_total', 'reason="slow"');
    for (let n = 0; (await comet.metric('goim_connections_closed_total', 'reason="slow"')) === before; n++) {
      expect(n).toBeLessThan(1_000);
      await push('slow', 'x'.repeat(LONG_BODY));
    }
    expect(await ask(`${url}/poll?cursor=0`)).toMatchObject({
      status: 410,
      body: { close: { code: 4002, reason: 'slow', reconnect: true } },
    });
  });

  it('leave, and are gone', async () => {
    const { url } = await open({ key: 'leaves' });
    expect((await ask(url, 'DELETE')).status).toBe(204);
    expect(await ask(`${url}/poll?cursor=0`)).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  it('stream their pushes, and go on where a stream broke', async () => {
    const { url } = await open({ key: 'streams' });
    const stream = await EventStream.open(`${url}/events`);
    await push('streams', '1', '2', '3');
    await stream.until(({ events }) => events.length === 3);
    expect(stream.events.map(({ id }) => id)).toEqual(['1', '2', '3']);
    stream.close();
    await push('streams', '4');
    const again = await EventStream.open(`${url}/events`, '2');
    await push('streams', '5');
    await again.until(({ events }) => events.length === 3);
    expect(again.bodies).toEqual(['3', '4', '5']);
    expect(again.response.headers.get('content-type')).toBe('text/event-stream');
    again.close();
  });

  it('stream the end of their connection, and what keeps a quiet stream alive', async () => {
    const { url } = await open({ key: 'ends' });
    const stream = await EventStream.open(`${url}/events`);
    await stream.until(({ comments }) => comments >= 2);
    await open({ key: 'ends' });
    await stream.ended;
    expect(stream.events).toMatchObject([{ event: 'close', data: expect.stringContaining('"replaced"') }]);
    expect(await ask(`${url}/events`)).toMatchObject({ status: 410, body: { close: { reason: 'replaced' } } });
  });

  it('are closed as slow where they do not take what is streamed', async () => {
    const { url, body } = await open({ key: 'stuck' });
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET /v1/connections/${body.id}/events HTTP/1.1\r\nHost: comet\r\n\r\n`);
    await once(socket, 'data');
    socket.pause();
    const before = await comet.metric('goim_connections_closed_total', 'reason="slow"');
    for (let n = 0; (await comet.metric('goim_connections_closed_total', 'reason="slow"')) === before; n++) {
      // The kernel takes some megabytes for it.
      expect(n).toBeLessThan(1_000);
      await push('stuck', 'x'.repeat(LONG_BODY));
    }
    expect(await ask(`${url}/events`)).toMatchObject({ status: 410, body: { close: { reason: 'slow' } } });
    socket.destroy();
  });

  it('stream in one step, and resume by the id of the last event alone', async () => {
    const token = encodeURIComponent(JSON.stringify({ key: 'one-step', accepts: [OP] }));
    const url = `${base}/v1/events?token=${token}`;
    const stream = await EventStream.open(url);
    await stream.until(({ events }) => events.length === 1);
    expect(stream.events[0]).toMatchObject({ event: 'open' });
    await push('one-step', '1');
    await stream.until(({ bodies }) => bodies.length === 1);
    stream.close();
    await push('one-step', '2');
    const resumed = await EventStream.open(url, stream.lastEventId);
    await resumed.until(({ bodies }) => bodies.length === 1);
    expect(resumed.events).toMatchObject([{ event: 'message', data: expect.stringContaining('"body":"2"') }]);

    // A second one with the same key: the first is told not to come back, and to EventSource a 204 says so.
    const newer = await EventStream.open(url);
    await resumed.ended;
    expect(await ask(url, 'GET', undefined, { 'Last-Event-ID': resumed.lastEventId })).toMatchObject({ status: 204 });
    newer.close();
    // An id that nobody knows opens another connection.
    const other = await EventStream.open(`${base}/v1/events?token=%7B%7D`, 'unknown/7');
    await other.until(({ events }) => events.length === 1);
    other.close();
  });

  it('of version 2 resume, are told by an event how, and learn which message of what target each push is', async () => {
    const token = { key: 'second', room_id: 'live://second' };
    const { status, body } = await ask(`${base}/v1/connections?version=2`, 'POST', token);
    // No history is kept here, so nobody knows where the targets are.
    expect({ status, body }).toMatchObject({ status: 201, body: { key: 'second', cursors: {} } });
    const url = `${base}/v1/connections/${body.id}`;
    const stream = await EventStream.open(`${url}/events`);
    await pusher.room(OP, 'live://second', 'quiet');
    const cursors = { 'room:live://second': '1:5' };
    const resume = { op: 22, ver: 2, seq: 1, body: JSON.stringify({ cursors }) };
    expect(await ask(`${url}/frames`, 'POST', resume)).toMatchObject({ status: 204 });
    await stream.until(({ events }) => events.length === 2);
    expect(stream.events.map(({ event }) => event)).toEqual(['verdict', 'message']);
    const targets = { 'room:live://second': { verdict: 'unavailable' } };
    expect(JSON.parse(stream.events[0]!.data)).toEqual({ op: 23, ver: 2, seq: 1, body: JSON.stringify({ targets }) });
    expect(JSON.parse(stream.events[1]!.data)).toEqual({
      op: OP,
      ver: 2,
      seq: 0,
      id: expect.stringMatching(/^[1-9]\d*$/),
      prev: '0',
      target: 'room:live://second',
      body: 'quiet',
    });
    stream.close();
    expect((await ask(`${base}/v1/events?version=3&token={}`)).body).toMatchObject({ code: 'invalid-argument' });
  });

  it('may be pages of the origins that are allowed, and no others', async () => {
    const preflight = { Origin: 'https://example.com', 'Access-Control-Request-Method': 'POST' };
    const allowed = await ask(`${base}/v1/connections`, 'OPTIONS', undefined, preflight);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://example.com');
    expect(allowed.headers.get('access-control-allow-credentials')).toBe('true');
    const others = await ask(`${base}/v1/connections`, 'OPTIONS', undefined, {
      ...preflight,
      Origin: 'https://evil.com',
    });
    expect(others.headers.get('access-control-allow-origin')).toBeNull();
    const { url } = await open({ key: 'page' });
    const stream = await EventStream.open(`${url}/events`, '', { Origin: 'https://example.com' });
    expect(stream.response.headers.get('access-control-allow-origin')).toBe('https://example.com');
    expect(stream.response.headers.get('cache-control')).toBe('no-store');
    stream.close();
  });

  it.each<[what: string, method: string, path: string, body: string | undefined, expected: object]>([
    ['a token that is none', 'POST', '/v1/connections', 'x', { status: 401, code: 'refused', close: { code: 4503 } }],
    [
      'a token that is too long',
      'POST',
      '/v1/connections',
      'x'.repeat(5_000),
      { status: 400, code: 'invalid-argument' },
    ],
    ['a body that is too long', 'POST', '/v1/connections', 'x'.repeat(70_000), { status: 413, code: 'too-large' }],
    [
      'no cursor',
      'GET',
      '/v1/connections/{id}/poll',
      undefined,
      { status: 400, detail: expect.stringMatching(/^cursor/) },
    ],
    ['a cursor of the future', 'GET', '/v1/connections/{id}/poll?cursor=9', undefined, { status: 400 }],
    ['a timeout that is none', 'GET', '/v1/connections/{id}/poll?cursor=0&timeout=-1', undefined, { status: 400 }],
    ['an id that is none', 'GET', '/v1/connections/abc/poll?cursor=0', undefined, { status: 404 }],
    ['an id of no comet', 'GET', `/v1/connections/abcd.${'a'.repeat(32)}/poll?cursor=0`, undefined, { status: 404 }],
    ['a path that is none', 'GET', '/v1/none', undefined, { status: 404, code: 'not-found', instance: '/v1/none' }],
    ['a path that cannot be decoded', 'GET', '/v1/connections/%zz/poll', undefined, { status: 400 }],
    ['the ops port', 'GET', '/metrics', undefined, { status: 404 }],
  ])('are answered by problem details where they ask for %s', async (_, method, path, body, expected) => {
    const { body: opened } = await open({});
    const answer = await ask(base + path.replace('{id}', opened.id), method, body);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ title: expect.any(String), ...expected });
    expect(answer.body).toMatchObject({ status: answer.status });
  });

  it('are told that the comet goes', async () => {
    const going = await cluster.add('comet');
    const opened = await ask(`${going.address('http')}/v1/connections`, 'POST', {});
    const streamed = await ask(`${going.address('http')}/v1/connections`, 'POST', {});
    const url = `${going.address('http')}/v1/connections`;
    const waiting = ask(`${url}/${opened.body.id}/poll?cursor=0`);
    const stream = await EventStream.open(`${url}/${streamed.body.id}/events`);
    await stream.until(({ comments }) => comments > 0);
    expect(await going.stop()).toBe(0);
    expect(await waiting).toMatchObject({ status: 410, body: { close: { reason: 'shutdown', reconnect: true } } });
    await stream.ended;
    expect(stream.events).toMatchObject([{ event: 'close', data: expect.stringContaining('"shutdown"') }]);
  });
});
