import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Module, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { MessageBody, SubscribeMessage, WebSocketGateway, type OnGatewayDisconnect } from '@nestjs/websockets';
import { SocketPlaces } from '#limits';
import { encodeFrame, readFrames } from '#protocol';
import { eventually } from '#test-support';
import { WebSocket } from 'ws';
import { SessionFixture } from '../../../test/session-fixture.js';
import { SessionFactory } from '../../client/session/session.js';
import { ClientAddresses } from '../client-addresses.js';
import { Goodbyes } from '../goodbyes.js';
import { QuietConnections } from './quiet-connections.js';
import { CometWsAdapter } from './websocket.adapter.js';
import { CometGateway } from './websocket.gateway.js';

const MOST_SOCKETS = 10;
const WITHIN_MS = 30_000;
const MAX_SILENCE_MS = 400;

let comet: SessionFixture;
let left: unknown[];

/** What a team writes: Nest's own conventions, on a path of its own. */
@WebSocketGateway({ path: '/team' })
class TeamGateway implements OnGatewayDisconnect {
  @SubscribeMessage('greet')
  greet(@MessageBody() name: string): { event: string; data: string } {
    return { event: 'greeting', data: `hello ${name}` };
  }

  handleDisconnect(client: unknown): void {
    left.push(client);
  }
}

@WebSocketGateway()
class WithoutPath {}

@WebSocketGateway(9_999, { path: '/team' })
class WithPort {}

@WebSocketGateway({ path: '/team', namespace: 'chat' })
class WithNamespace {}

@WebSocketGateway({ path: '/sub' })
class OnTheClientsPath {}

const UPGRADE = 'Upgrade: websocket';
const USUAL = [
  'Connection: keep-alive, Upgrade',
  'Sec-WebSocket-Version: 13',
  `Sec-WebSocket-Key: ${'A'.repeat(22)}==`,
];

let app: INestApplication | undefined;
let adapter: CometWsAdapter;
let refusals: string[];

const PROXY_PROTOCOL = { networks: ['127.0.0.1'], isRequired: false, timeout: () => WITHIN_MS };
const RULES = { section: 'http', allowedHosts: ['comet.example'], allowedOrigins: ['https://app.example'] } as const;

async function create(...gateways: Type[]): Promise<void> {
  const providers = [
    { provide: SessionFactory, useValue: comet.sessions },
    { provide: QuietConnections, useFactory: () => new QuietConnections(MAX_SILENCE_MS) },
    { provide: Goodbyes, useFactory: () => new Goodbyes({ free: 1 }, () => performance.now()) },
    { provide: ClientAddresses, useFactory: () => new ClientAddresses(['127.0.0.1']) },
  ];
  @Module({ providers: [...providers, CometGateway, ...gateways] })
  class TestModule {}

  app = await NestFactory.create(TestModule, new FastifyAdapter(), { logger: false, abortOnError: false });
  refusals = [];
  adapter = new CometWsAdapter(8_000, {
    browsers: { current: RULES },
    proxyProtocol: PROXY_PROTOCOL,
    refused: (reason) => refusals.push(reason),
    places: new SocketPlaces({ current: { most: MOST_SOCKETS, ofAddress: 0 } }, []),
  });
  app.useWebSocketAdapter(adapter);
  await app.init();
}

async function connect(path: string): Promise<WebSocket> {
  const { port } = await adapter.listen({ host: '127.0.0.1', port: 0, backlog: 10 });
  const client = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  await once(client, 'open');
  return client;
}

async function answerTo(client: WebSocket, message: string | Buffer): Promise<Buffer> {
  const answer = once(client, 'message');
  client.send(message);
  const [data] = (await answer) as [Buffer];
  return data;
}

beforeEach(() => {
  comet = new SessionFixture();
  left = [];
});

afterEach(async () => {
  await app?.close();
  app = undefined;
});

it.each([
  ['no-http', 400, 'GARBAGE\r\n\r\n'],
  ['long-header', 431, `GET /sub HTTP/1.1\r\nHost: a\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`],
])('what can be read by no parser is answered by a problem, and counted: %s', async (reason, status, sent) => {
  await create();
  const { port } = await adapter.listen({ host: '127.0.0.1', port: 0, backlog: 10 });
  const socket = connectSocket(port, '127.0.0.1').on('error', () => {});
  socket.write(sent);
  const answer = await text(socket);
  expect(answer).toContain(`HTTP/1.1 ${status} `);
  expect(answer).toContain('Content-Type: application/problem+json');
  expect(refusals).toEqual([reason]);
});

it('a socket takes a place before it says anything, and one more than there are is closed', async () => {
  await create();
  const { port } = await adapter.listen({ host: '127.0.0.1', port: 0, backlog: 10 });
  const silent = Array.from({ length: MOST_SOCKETS + 1 }, () => connectSocket(port, '127.0.0.1').on('error', () => {}));
  await Promise.race(silent.map((socket) => once(socket, 'close')));
  expect(refusals).toEqual(['connections']);
  for (const socket of silent) socket.destroy();
});

describe("a WebSocket gateway of a team's own", () => {
  it('gets the messages that it subscribes to, and hears of the end of its clients', async () => {
    await create(TeamGateway);
    const client = await connect('/team');
    const answer = await answerTo(client, JSON.stringify({ event: 'greet', data: 'goim' }));
    expect(JSON.parse(answer.toString())).toEqual({ event: 'greeting', data: 'hello goim' });
    client.close();
    await eventually('the gateway hears of the end', WITHIN_MS, () => expect(left).toHaveLength(1));
    expect(comet.counts.opened.byLabel).toEqual({});
  });

  it("leaves the clients' own path as it is, in whichever order the gateways were made", async () => {
    await create(TeamGateway);
    const client = await connect('/sub');
    const [frame] = readFrames(await answerTo(client, encodeFrame(7, 1, Buffer.from('{}'))), 1_000);
    expect(frame).toMatchObject({ op: 8, seq: 1 });
    client.terminate();
    await eventually('the session ends', WITHIN_MS, () => expect(comet.counts.closed.byLabel).toEqual({ client: 1 }));
    expect(left).toEqual([]);
  });

  it('is not ended by a client that breaks the protocol, and nor is the process', async () => {
    await create(TeamGateway);
    const client = await connect('/team');
    const closed = once(client, 'close');
    (client as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(Buffer.from('rubbish, unmasked'));
    await closed;
    await eventually('the gateway hears of the end', WITHIN_MS, () => expect(left).toHaveLength(1));
  });

  it.each([
    ['has no path', WithoutPath],
    ['asks for port 9999', WithPort],
    ['asks for a namespace', WithNamespace],
    ['asks for the path /sub of the clients', OnTheClientsPath],
  ])('that %s fails the start with what to do instead', async (fault, gateway) => {
    await expect(create(gateway)).rejects.toThrow(
      new RegExp(`^a WebSocket gateway ${fault}: .*@WebSocketGateway\\({ path: \\.\\.\\. }\\)$`),
    );
  });
});

it('a client that ends the WebSocket and not the connection is gone some seconds later', async () => {
  await create();
  const { port } = await adapter.listen({ host: '127.0.0.1', port: 0, backlog: 10 });
  const socket = connectSocket({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.write(`GET /sub HTTP/1.1\r\nHost: a\r\n${UPGRADE}\r\n${USUAL.join('\r\n')}\r\n\r\n`);
  await once(socket, 'data');
  const closeFrame = Buffer.from([0x88, 0x80, 0, 0, 0, 0]);
  socket.resume().write(closeFrame);
  await eventually('the session ends', 20_000, () => expect(comet.counts.closed.byLabel).toEqual({ client: 1 }));
  socket.destroy();
});

it('a client that cuts a message into ever smaller pieces is closed, which would else cost far more than it sends', async () => {
  await create();
  const client = await connect('/sub');
  const closed = once(client, 'close');
  for (let n = 0; n <= 64; n++) client.send(Buffer.alloc(1), { fin: false });
  expect((await closed)[0]).toBe(1008);
  expect(comet.counts.malformed.byLabel).toEqual({ 'websocket-protocol': 1 });
});

/** The status line of the answer to an upgrade. */
async function answerToUpgrade(target: string, ...lines: string[]): Promise<string> {
  const { port } = await adapter.listen({ host: '127.0.0.1', port: 0, backlog: 10 });
  const socket = connectSocket(port, '127.0.0.1');
  socket.write(`${[`GET ${target} HTTP/1.1`, ...USUAL, ...lines].join('\r\n')}\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer.toString().split('\r\n', 1)[0]!;
}

const SWITCHING = 'HTTP/1.1 101 Switching Protocols';
const BAD_REQUEST = 'HTTP/1.1 400 Bad Request';

it('a client to which nothing is sent is pinged, so that no proxy takes its connection for dead', async () => {
  await create();
  const client = await connect('/sub');
  await once(client, 'ping');
  await once(client, 'ping');
  client.terminate();
  await eventually('the session ends', WITHIN_MS, () => expect(comet.counts.closed.byLabel).toEqual({ client: 1 }));
});

it('a client is known by the address that a trusted proxy names', async () => {
  await create();
  const { port } = await adapter.listen({ host: '127.0.0.1', port: 0, backlog: 10 });
  const client = new WebSocket(`ws://127.0.0.1:${port}/sub`, { headers: { 'X-Forwarded-For': '10.1.2.4' } });
  await once(client, 'open');
  await answerTo(client, encodeFrame(7, 1, Buffer.from('{}')));
  expect(comet.logic.callsOf('connect')[0]!.request).toMatchObject({ ip: '10.1.2.4' });
  client.terminate();
});

it('a client is known by the address that a load balancer writes before all else', async () => {
  await create();
  const { port } = await adapter.listen({ host: '127.0.0.1', port: 0, backlog: 10 });
  const balanced = connectSocket(port, '127.0.0.1');
  balanced.write('PROXY TCP4 203.0.113.7 127.0.0.1 51234 3102\r\n');
  const client = new WebSocket(`ws://127.0.0.1:${port}/sub`, { createConnection: () => balanced });
  await once(client, 'open');
  await answerTo(client, encodeFrame(7, 1, Buffer.from('{}')));
  expect(comet.logic.callsOf('connect')[0]!.request).toMatchObject({ ip: '203.0.113.7' });
  client.terminate();
});

describe('an upgrade', () => {
  it.each<[what: string, target: string, lines: string[]]>([
    ['with an empty Sec-WebSocket-Protocol, as React Native sends it', '/sub', [UPGRADE, 'Sec-WebSocket-Protocol: ']],
    ['with an empty item among the protocols', '/sub', [UPGRADE, 'Sec-WebSocket-Protocol: a,,b']],
    ['to websocket or something else', '/sub', ['Upgrade: h2c, WebSocket']],
    ['whose target names a host', 'http://comet.example/sub?a=1', [UPGRADE]],
  ])('%s is taken', async (_, target, lines) => {
    await create();
    expect(await answerToUpgrade(target, 'Host: a', ...lines)).toBe(SWITCHING);
  });

  it('without a host is taken, as by goim: devices write their handshake by themselves', async () => {
    await create();
    expect(await answerToUpgrade('/sub', UPGRADE)).toBe(SWITCHING);
    expect(refusals).toEqual([]);
  });

  it('with several hosts is refused, since a proxy may have taken another for the one that is meant', async () => {
    await create();
    expect(await answerToUpgrade('/sub', 'Host: a', 'Host: b', UPGRADE)).toBe(BAD_REQUEST);
  });
});

describe('a page', () => {
  it.each([
    ['of the host that it connects to', ['Host: 127.0.0.1:3102', 'Origin: http://127.0.0.1:3111']],
    ['of an origin that may', ['Host: comet.example', 'Origin: https://app.example']],
    ['that is none, since programs tell no origin', ['Host: comet.example']],
  ])('%s opens a WebSocket', async (_, lines) => {
    await create();
    expect(await answerToUpgrade('/sub', UPGRADE, ...lines)).toBe(SWITCHING);
    expect(refusals).toEqual([]);
  });

  it('is told to logic, with what the browser knows of it', async () => {
    await create();
    const { port } = await adapter.listen({ host: '127.0.0.1', port: 0, backlog: 10 });
    const headers = { Host: 'comet.example', Cookie: 'a=b' };
    const client = new WebSocket(`ws://127.0.0.1:${port}/sub`, { headers, origin: 'https://app.example' });
    await once(client, 'open');
    await answerTo(client, encodeFrame(7, 1, Buffer.from('{}')));
    client.send(encodeFrame(32, 2, Buffer.from('{"token":"t"}')));
    await eventually('another token is shown', WITHIN_MS, () => {
      expect(comet.logic.callsOf('refresh')).toHaveLength(1);
    });
    for (const call of ['connect', 'refresh'] as const) {
      const [asked] = comet.logic.callsOf(call);
      expect(asked?.request).toMatchObject({ origin: 'https://app.example', cookie: 'a=b' });
    }
    client.close();
  });

  it.each([
    ['of another site', ['Host: comet.example', 'Origin: https://evil.example'], 'HTTP/1.1 403 Forbidden', 'origin'],
    [
      'whose name was made to resolve to here',
      ['Host: evil.example:3102', 'Origin: http://evil.example:3102'],
      'HTTP/1.1 421 Misdirected Request',
      'host',
    ],
  ])('%s is refused, and counted', async (_, lines, answer, reason) => {
    await create();
    expect(await answerToUpgrade('/sub', UPGRADE, ...lines)).toBe(answer);
    expect(refusals).toEqual([reason]);
    expect(comet.counts.opened.byLabel).toEqual({});
  });
});

it('a client whose upgrade is refused has no connection any more, also where it does not end its side', async () => {
  await create();
  const { port } = await adapter.listen({ host: '127.0.0.1', port: 0, backlog: 10 });
  const socket = connectSocket({ port, host: '127.0.0.1', allowHalfOpen: true });
  const failed = once(socket, 'close').catch(() => undefined);
  let isOver = false;
  void failed.then(() => (isOver = true));
  socket.write(`GET /sub HTTP/1.1\r\nHost: evil.example\r\n${UPGRADE}\r\n${USUAL.join('\r\n')}\r\n\r\n`);
  await once(socket.resume(), 'end');
  // Nobody is there to take it: that is answered with a reset.
  await eventually('the connection is gone', WITHIN_MS, () => {
    if (!isOver) socket.write('x');
    expect(isOver).toBe(true);
  });
});

it('a request for a path of no gateway is refused', async () => {
  await create(TeamGateway);
  const { port } = await adapter.listen({ host: '127.0.0.1', port: 0, backlog: 10 });
  const client = new WebSocket(`ws://127.0.0.1:${port}/nothing`);
  const [error] = (await once(client, 'error')) as [Error];
  expect(error.message).toBe('Unexpected server response: 400');
});
