import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { connect as connectByTls, createServer as createTlsServer } from 'node:tls';
import { TestCertificate } from '#test-support';
import { takeProxyHeaders } from './proxy-protocol.js';

const HEADER = 'PROXY TCP4 203.0.113.7 127.0.0.1 51234 3101\r\n';
const BODY = 'x'.repeat(300_000);
const LONG_MS = 30_000;
const WAIT_MS = 5_000;
const TRUSTED = ['127.0.0.1'];

let refusals: string[] = [];
let server: Server | undefined;
let certificate: TestCertificate;
let tls: { cert: Buffer; key: Buffer };

beforeAll(async () => {
  certificate = await TestCertificate.make();
  tls = { cert: await readFile(certificate.cert), key: await readFile(certificate.key) };
});

afterAll(() => certificate.remove());

afterEach(() => {
  server?.close();
  server = undefined;
  refusals = [];
});

/** Tells the address that it sees, and all that came: what a client by TCP sends until it ends. */
function echo(socket: Socket): void {
  const address = `${socket.remoteAddress} ${socket.remotePort}`;
  let length = 0;
  // Not by iteration, which ends the socket as well.
  socket.on('data', (data) => (length += data.length));
  socket.on('end', () => socket.end(`${address} ${length}`));
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { remoteAddress, remotePort } = request.socket;
  void text(request).then((all) => response.end(`${remoteAddress} ${remotePort} ${all.length}`));
}

const HTTP_REQUEST = `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

async function listen(one: Server, networks = TRUSTED, isRequired = true, timeout = LONG_MS): Promise<number> {
  server = one;
  takeProxyHeaders(one, { networks, isRequired, timeout: () => timeout, refused: (reason) => refusals.push(reason) });
  one.listen(0, '127.0.0.1');
  await once(one, 'listening');
  return (one.address() as AddressInfo).port;
}

/** What is answered until the end; nothing where the connection is reset. */
async function ask(port: number, ...parts: string[]): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).setNoDelay(true);
  const answered = text(socket).catch(() => '');
  for (const part of parts) {
    socket.write(part);
    // So that they come apart; what is made of them is the same where they do not.
    await new Promise((resolve) => setImmediate(resolve));
  }
  socket.end();
  return answered;
}

async function askByTls(port: number, request: string): Promise<string> {
  const raw = connect({ port, host: '127.0.0.1' });
  raw.write(HEADER);
  const socket = connectByTls({ socket: raw, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  socket.end(request);
  return text(socket);
}

const TCP = () => createServer({ allowHalfOpen: true }, echo);

describe('takeProxyHeaders', () => {
  it('takes a header whose parts all wait to be read', async () => {
    const one = createServer();
    const outcome = new Promise((resolve) => {
      one.on('connection', ({ remoteAddress }) => resolve(remoteAddress));
      takeProxyHeaders(one, { networks: TRUSTED, isRequired: true, timeout: () => WAIT_MS, refused: resolve });
    });
    const socket = new Duplex({ read: () => undefined });
    Object.defineProperty(socket, 'remoteAddress', { value: '127.0.0.1', configurable: true });
    for (const part of [HEADER.slice(0, 20), HEADER.slice(20), 'x']) socket.push(part);
    one.emit('connection', socket);
    expect(await outcome).toBe('203.0.113.7');
    socket.destroy();
  });

  it.each([
    ['TCP', () => ask],
    ['HTTP', () => ask],
    ['TLS', () => askByTls],
    ['HTTPS', () => askByTls],
  ] as const)('has the address of the client, and all that it sends, by %s', async (what, asker) => {
    const isHttp = what.startsWith('HTTP');
    const made = {
      TCP,
      HTTP: () => createHttpServer(answer),
      TLS: () => createTlsServer({ ...tls, allowHalfOpen: true }, echo),
      HTTPS: () => createHttpsServer(tls, answer),
    }[what]();
    const port = await listen(made);
    const request = isHttp ? HTTP_REQUEST : BODY;
    const seen = asker() === askByTls ? await askByTls(port, request) : await ask(port, HEADER + request);
    expect(seen).toContain(`203.0.113.7 51234 ${BODY.length}`);
    expect(refusals).toEqual([]);
  });

  it('takes loopback, said by a balancer of another machine, for the balancer', async () => {
    const port = await listen(createServer({ allowHalfOpen: true }, echo), ['10.9.9.9']);
    server!.prependListener('connection', (socket: Socket) =>
      Object.defineProperty(socket, 'remoteAddress', { value: '10.9.9.9', configurable: true }),
    );
    expect(await ask(port, 'PROXY TCP4 127.0.0.1 127.0.0.1 51234 3101\r\n', BODY)).toMatch(
      new RegExp(`^10\\.9\\.9\\.9 \\d+ ${BODY.length}$`),
    );
  });

  it('takes a header that comes in pieces', async () => {
    const port = await listen(TCP());
    expect(await ask(port, 'PROX', HEADER.slice(4, 20), `${HEADER.slice(20)}he`, 'llo')).toBe('203.0.113.7 51234 5');
  });

  it.each([
    ['missing', TRUSTED, 'hello'],
    ['malformed', TRUSTED, 'PROXY nonsense\r\n'],
    ['untrusted', ['10.0.0.1'], `${HEADER}hello`],
  ])('refuses a connection whose header is %s', async (why, networks, sent) => {
    const port = await listen(TCP(), networks);
    expect(await ask(port, sent)).toBe('');
    expect(refusals).toEqual([`proxy-header-${why}`]);
  });

  it('refuses who sends no whole header in time', async () => {
    const port = await listen(TCP(), TRUSTED, true, 50);
    const socket = connect({ port, host: '127.0.0.1' });
    socket.write('PROXY ');
    await text(socket).catch(() => '');
    expect(refusals).toEqual(['proxy-header-timeout']);
  });

  it.each([
    ['from elsewhere', ['10.0.0.1'], true],
    ['where none is required', TRUSTED, false],
  ])('takes a connection without one as what it is: %s', async (_, networks, isRequired) => {
    const port = await listen(TCP(), networks, isRequired);
    expect(await ask(port, 'hello')).toMatch(/^127\.0\.0\.1 \d+ 5$/);
    expect(refusals).toEqual([]);
  });

  it('looks for none where nobody is trusted: a header is what the client sends', async () => {
    const port = await listen(TCP(), []);
    expect(await ask(port, HEADER)).toMatch(new RegExp(`^127\\.0\\.0\\.1 \\d+ ${HEADER.length}$`));
  });
});
