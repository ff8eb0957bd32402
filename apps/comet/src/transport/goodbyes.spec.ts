import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Disconnects } from '#contracts';
import { eventually } from '#test-support';
import { WebSocketServer } from 'ws';
import { SessionFixture } from '../../test/session-fixture.js';
import { Goodbyes } from './goodbyes.js';
import { TcpConnection } from './tcp/tcp.connection.js';
import { WebSocketConnection } from './websocket/websocket.connection.js';

const BOUND_MS = 50;
const WITHIN_MS = 20_000;
const FREE = 80;
/** More than the buffers of two sockets. */
const UNREAD = Buffer.alloc(64 * 1024 * 1024);
const UPGRADE =
  'GET /sub HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
  `Sec-WebSocket-Key: ${'A'.repeat(22)}==\r\n\r\n`;

let comet: SessionFixture;
let limits: { free: number };
let clients: Socket[];
let accepted: Socket[];
let closing: { close(): void } | undefined;

beforeEach(() => {
  comet = new SessionFixture();
  limits = { free: FREE };
  clients = [];
  accepted = [];
});

afterEach(() => {
  for (const client of clients) client.destroy();
  for (const socket of accepted) socket.destroy();
  closing?.close();
  closing = undefined;
});

/** A client that does not end its side. @returns its socket here */
async function come(server: Server, greeting = ''): Promise<void> {
  const before = comet.table.size;
  const { port } = server.address() as AddressInfo;
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  clients.push(client.on('error', () => undefined));
  client.write(greeting);
  await eventually('a session begins', WITHIN_MS, () => expect(comet.table.size).toBe(before + 1));
}

async function serveTcp(goodbyes: Goodbyes): Promise<(count: number) => Promise<void>> {
  const server = createServer((socket) => {
    accepted.push(socket);
    TcpConnection.attach(socket, comet.sessions, goodbyes);
  }).listen(0, '127.0.0.1');
  closing = server;
  await once(server, 'listening');
  return async (count) => {
    for (let n = 0; n < count; n++) await come(server);
  };
}

async function serveWebSockets(goodbyes: Goodbyes): Promise<(count: number) => Promise<void>> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  server.on('connection', (socket, request) => {
    accepted.push(request.socket);
    WebSocketConnection.attach(socket, request, comet.sessions, goodbyes);
  });
  closing = server;
  await once(server, 'listening');
  const http = (server as unknown as { _server: Server })._server;
  return async (count) => {
    for (let n = 0; n < count; n++) await come(http, UPGRADE);
  };
}

/** Closes all that are there, as the server does. */
function closeAll(): void {
  for (const session of comet.table.take(comet.table.size)) session.connection.close(Disconnects.shutdown);
}

const isOpen = (socket: Socket): boolean => !socket.destroyed;

it.each([
  ['TCP', serveTcp],
  ['WebSocket', serveWebSockets],
])('a client by %s that is closed and does not read is cut when its time is over, and counted', async (_, serve) => {
  const goodbyes = new Goodbyes(limits, () => performance.now(), BOUND_MS);
  const comes = await serve(goodbyes);
  await comes(2);
  for (const client of clients) client.pause();
  for (const socket of accepted) socket.write(UNREAD);
  closeAll();
  expect(goodbyes.size).toBe(2);
  await eventually('they are cut', WITHIN_MS, () => expect(goodbyes.cut).toEqual({ silent: 2, room: 0 }));
  expect(goodbyes.size).toBe(0);
  expect(accepted.filter(isOpen)).toEqual([]);
});

describe('a client by WebSocket that is closed and does not answer', () => {
  it('takes the place of nobody: the oldest is cut where there are more than places', async () => {
    const goodbyes = new Goodbyes(limits, () => performance.now(), WITHIN_MS);
    const comes = await serveWebSockets(goodbyes);
    await comes(FREE + 1);
    closeAll();
    expect(goodbyes.size).toBe(FREE);
    limits.free = FREE - 2;
    await comes(1);
    await eventually('a client less is waited for', WITHIN_MS, () => expect(goodbyes.cut.room).toBe(3));
    expect([goodbyes.size, goodbyes.cut]).toEqual([FREE - 2, { silent: 0, room: 3 }]);
    expect(accepted.filter((socket) => !isOpen(socket))).toEqual(accepted.slice(0, 3));
  });

  it('is forgotten where it ends its side after all', async () => {
    const goodbyes = new Goodbyes(limits, () => performance.now(), WITHIN_MS);
    const comes = await serveWebSockets(goodbyes);
    await comes(1);
    closeAll();
    clients[0]!.destroy();
    await eventually('it is gone', WITHIN_MS, () => expect(goodbyes.size).toBe(0));
    expect(goodbyes.cut).toEqual({ silent: 0, room: 0 });
  });
});

it('a client by WebSocket that has ended its side, and does not read what waits for it, is cut as well', async () => {
  const goodbyes = new Goodbyes(limits, () => performance.now(), BOUND_MS);
  const comes = await serveWebSockets(goodbyes);
  await comes(1);
  clients[0]!.pause();
  accepted[0]!.write(UNREAD);
  const ended = once(accepted[0]!, 'end');
  clients[0]!.end();
  await ended;
  closeAll();
  await eventually('it is cut', WITHIN_MS, () => expect(goodbyes.cut).toEqual({ silent: 1, room: 0 }));
});
