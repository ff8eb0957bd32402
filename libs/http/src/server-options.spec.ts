import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { requestBounds } from './server-options.js';

const BOUND_MS = 200;
const DRIP_EVERY_MS = 50;

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
});
