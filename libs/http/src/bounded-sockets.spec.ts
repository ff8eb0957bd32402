import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { SocketPlaces, type SocketBounds } from '#limits';
import { eventually, TestCertificate } from '#test-support';
import { boundSockets } from './index.js';

const LONG_MS = 30_000;

let bounds: SocketBounds;
let places: SocketPlaces;
let refusals: string[];
let server: Server;
let certificate: TestCertificate;
let clients: Socket[];

beforeAll(async () => {
  certificate = await TestCertificate.make();
});

afterAll(() => certificate.remove());

beforeEach(() => {
  bounds = { most: 2, ofAddress: 0 };
  places = new SocketPlaces(
    {
      get current() {
        return bounds;
      },
    },
    [],
  );
  refusals = [];
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  server.close();
  await once(server, 'close');
});

async function listen(one: Server, networks: readonly string[] = []): Promise<void> {
  server = one;
  const proxyProtocol = { networks, isRequired: false, timeout: () => LONG_MS };
  boundSockets(one, { places, proxyProtocol, refused: (reason) => refusals.push(reason) });
  one.listen(0, '127.0.0.1');
  await once(one, 'listening');
}

/** One that sends this, and nothing more. */
async function open(sent = ''): Promise<Socket> {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
  clients.push(socket);
  await once(socket, 'connect');
  socket.write(sent);
  return socket;
}

async function taken(count: number): Promise<void> {
  await eventually(`${count} places are taken`, LONG_MS, () => Promise.resolve(places.taken === count));
}

const KINDS: readonly [string, () => Promise<Server> | Server, readonly string[]][] = [
  ['TCP', () => createServer((socket) => socket.on('error', () => undefined)), []],
  ['HTTP', () => createHttpServer(), []],
  [
    'TLS, which was not begun',
    async () => createTlsServer({ cert: await readFile(certificate.cert), key: await readFile(certificate.key) }),
    [],
  ],
  ['the PROXY protocol, whose header has not come', () => createServer(), ['127.0.0.1']],
];

describe('sockets that say nothing', () => {
  it.each(KINDS)('take a place from the first moment, and one more is closed: %s', async (_, make, networks) => {
    await listen(await make(), networks);
    const [first] = [await open(), await open()];
    await taken(2);
    await once(await open(), 'close');
    expect(refusals).toEqual(['connections']);
    await taken(2);
    first.destroy();
    await taken(1);
    await open();
    await taken(2);
    expect(refusals).toHaveLength(1);
  });
});

describe('behind a balancer', () => {
  const from = (address: string): string => `PROXY TCP4 ${address} 127.0.0.1 1000 3101\r\n`;

  it('sockets count for the address that it says, and not for its own', async () => {
    bounds = { most: 10, ofAddress: 1 };
    const served: string[] = [];
    await listen(
      createServer((socket) => served.push(String(socket.remoteAddress))),
      ['127.0.0.1'],
    );
    const first = await open(from('203.0.113.7'));
    await eventually('it is served', LONG_MS, () => Promise.resolve(served.length === 1));
    await once(await open(from('203.0.113.7')), 'close');
    expect(refusals).toEqual(['connections']);
    await open(from('203.0.113.8'));
    await eventually('the other is served', LONG_MS, () => Promise.resolve(served.includes('203.0.113.8')));
    first.destroy();
    await taken(1);
    const again = await open(from('203.0.113.7'));
    await eventually('it is served again', LONG_MS, () => Promise.resolve(served.length === 4));
    expect([again.destroyed, refusals]).toEqual([false, ['connections']]);
  });
});
