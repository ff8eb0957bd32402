import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fastify, type FastifyInstance } from 'fastify';
import { endUnread, requestBounds } from './server-options.js';

const BOUND_MS = 200;
const DRIP_EVERY_MS = 50;
const UNREAD_MS = 150;
/** Longer than a machine stalls. */
const LONG_UNREAD_MS = 2_000;
/** More than the buffers of two sockets. */
const LONG_ANSWER = Buffer.alloc(64 * 1024 * 1024);

describe('requestBounds', () => {
  let server: FastifyInstance | undefined;

  afterEach(() => server?.close());

  it.each([
    ['headers that never end', 'POST / HTTP/1.1\r\nHost: a\r\n', 'X: y\r\n'],
    [
      'a body that comes by drops',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n',
      'x',
    ],
  ])('ends a request with %s', async (_, begin, drop) => {
    server = fastify({ requestTimeout: BOUND_MS, http: requestBounds(BOUND_MS), forceCloseConnections: true });
    server.post('/', () => 'done');
    await server.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
    const drip = setInterval(() => socket.write(drop), DRIP_EVERY_MS);
    try {
      socket.on('error', () => undefined).resume();
      socket.write(begin);
      // Without the bounds the hang guard of the test ends it.
      await once(socket, 'close');
      expect(socket.destroyed).toBe(true);
    } finally {
      clearInterval(drip);
      socket.destroy();
    }
  });

  it.each([
    ['says nothing', ''],
    ['begins a handshake of TLS, and never ends it', Buffer.from('160301020001', 'hex')],
  ])('ends a connection that %s', async (_, begin) => {
    const silent = createTlsServer({ ...requestBounds(BOUND_MS) }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const socket = connect((silent.address() as AddressInfo).port, '127.0.0.1');
    try {
      socket.on('error', () => undefined).resume();
      socket.write(begin);
      // Without the bounds the hang guard of the test ends it.
      await once(socket, 'close');
      expect(socket.destroyed).toBe(true);
    } finally {
      socket.destroy();
      silent.close();
    }
  });
});

describe('endUnread', () => {
  let server: FastifyInstance;
  let refusals: string[];

  afterEach(() => server.close());

  async function serve(unreadMs: number): Promise<void> {
    refusals = [];
    server = fastify({ forceCloseConnections: true, keepAliveTimeout: 60_000 });
    endUnread(server.server, (reason) => refusals.push(reason), unreadMs);
    server.get('/long', () => LONG_ANSWER);
    server.get('/soon', () => 'soon');
    server.get('/late', async () => {
      await delay(1.5 * unreadMs);
      return 'late';
    });
    await server.listen({ host: '127.0.0.1', port: 0 });
  }

  async function ask(path: string): Promise<Socket> {
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1').pause();
    await once(socket, 'connect');
    socket.write(requestFor(path));
    return socket;
  }

  it('ends the connection of a client that does not read, and counts it', async () => {
    await serve(UNREAD_MS);
    // On a machine that stalls, one that has not asked yet is ended as well.
    while (refusals.length === 0) {
      const [[accepted], socket] = await Promise.all([once(server.server, 'connection'), ask('/long')]);
      socket.on('error', () => undefined);
      await once(accepted as Socket, 'close');
      socket.destroy();
    }
    expect(refusals).toEqual(['unread']);
  });

  it('waits for the answer, for as long as that takes, and leaves a connection that is idle to be asked again', async () => {
    await serve(LONG_UNREAD_MS);
    const socket = (await ask('/late')).resume();
    expect(String(await once(socket, 'data'))).toMatch(/late$/);
    await delay(1.5 * LONG_UNREAD_MS);
    socket.write(requestFor('/soon'));
    expect(String(await once(socket, 'data'))).toMatch(/soon$/);
    expect(refusals).toEqual([]);
    socket.destroy();
  });
});

function requestFor(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
}
