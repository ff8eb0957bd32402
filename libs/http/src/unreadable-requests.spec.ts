import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { fastify, type FastifyInstance } from 'fastify';
import { requestBounds } from './server-options.js';
import { answerUnreadable } from './unreadable-requests.js';

const TIMEOUT_MS = 50;

describe('answerUnreadable', () => {
  let server: FastifyInstance;
  let refusals: string[];
  let socket: Socket;

  beforeEach(async () => {
    refusals = [];
    server = fastify({ http: requestBounds(TIMEOUT_MS), forceCloseConnections: true });
    answerUnreadable(server.server, (reason) => refusals.push(reason));
    server.get('/', () => 'yes');
    await server.listen({ host: '127.0.0.1', port: 0 });
    socket = connect(Number(new URL(server.listeningOrigin).port), '127.0.0.1');
  });

  afterEach(async () => {
    socket.destroy();
    await server.close();
  });

  /** All that is answered until the connection ends. */
  async function answerTo(bytes: string): Promise<{ head: string; body: unknown }> {
    socket.write(bytes);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    return { head, body: JSON.parse(body) };
  }

  it.each([
    ['no HTTP', 'hello?\r\n\r\n', 'no-http', '400 Bad Request', 'invalid-argument'],
    [
      'longer than the server reads',
      `GET /?${'k'.repeat(20_000)} HTTP/1.1\r\n\r\n`,
      'long-header',
      '431 Request Header Fields Too Large',
      'too-large',
    ],
    [
      'of somebody who expects what is not known',
      'GET / HTTP/1.1\r\nHost: a\r\nExpect: the-moon\r\n\r\n',
      'expectation',
      '417 Expectation Failed',
      'invalid-argument',
    ],
    ['begun, and never ended', 'GET / HTTP/1.1\r\nHost: ', 'timeout', '408 Request Timeout', 'invalid-argument'],
  ])(
    'answers a request that is %s by a problem, counts it and ends the connection',
    async (_, bytes, reason, line, code) => {
      const { head, body } = await answerTo(bytes);
      expect(head).toMatch(`HTTP/1.1 ${line}\r\n`);
      expect(head).toMatch('Content-Type: application/problem+json');
      expect(body).toMatchObject({ status: Number(line.slice(0, 3)), code, type: `urn:goim:problem:${code}` });
      expect(refusals).toEqual([reason]);
    },
  );

  it.each<[string, (client: Socket) => unknown]>([
    ['breaks its connection', (client) => client.resetAndDestroy()],
    ['ends it', (client) => client.end()],
  ])('counts no client that %s within its request', async (_, leave) => {
    const [accepted] = (await once(server.server, 'connection')) as [Socket];
    const ended = once(accepted, 'close');
    await new Promise<void>((written) => socket.write('GET / HTTP/1.1\r\nHost: ', () => written()));
    leave(socket);
    await ended;
    expect(refusals).toEqual([]);
  });

  it('ends a connection that never agrees on TLS, and counts it', async () => {
    const tls = createTlsServer(requestBounds(TIMEOUT_MS)).listen(0, '127.0.0.1');
    await once(tls, 'listening');
    answerUnreadable(tls, (reason) => refusals.push(reason));
    const silent = connect((tls.address() as AddressInfo).port, '127.0.0.1');
    try {
      await once(silent.resume(), 'close');
      expect(refusals).toEqual(['timeout']);
    } finally {
      silent.destroy();
      tls.close();
    }
  });
});
