import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { nkeys } from '@nats-io/transport-node';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Bus } from '#bus';
import { connectBus } from '#bus';
import { Broker, TestCertificate } from '#test-support';
import { spawnBound } from '../../launcher/lifeline.mjs';
import { findNatsServer } from '../../launcher/nats-server.mjs';

const HELLO = Buffer.from('hello');
/** By so much two clocks of a process may differ that count in whole milliseconds. */
const CLOCK_GRACE_MS = 2;
/** Nothing that is awaited here waits for it. */
const LONG_MS = 60_000;
const CONNECT = { name: 'test', connectWithin: 300, reconnectWait: 50 };

describe('connectBus', () => {
  const stops: (() => unknown)[] = [];

  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  async function listen(server: Server): Promise<string> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `nats://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** A nats-server with these arguments, on a free port unless they name one. */
  async function serve(...args: string[]): Promise<{ address: string; end(): Promise<void> }> {
    const binary = await findNatsServer({ cacheDir: '.cache/nats-server', given: process.env['GOIM_NATS_SERVER'] });
    const server = await spawnBound(binary, ['-a', '127.0.0.1', ...(args.includes('-p') ? [] : ['-p', '-1']), ...args]);
    const end = async (): Promise<void> => {
      server.kill('SIGKILL');
      await server.exited;
    };
    stops.push(end);
    server.stdout.resume();
    for await (const line of createInterface({ input: server.stderr })) {
      const port = /Listening for client connections on .*:(\d+)$/.exec(line)?.[1];
      if (port) return { address: `127.0.0.1:${port}`, end };
    }
    throw new Error('nats-server has ended');
  }

  it('gives up after connectWithin, in one line that names the servers', async () => {
    const asked = performance.now();
    const error = await connectBus({ ...CONNECT, servers: ['nats://127.0.0.1:2', 'nats://127.0.0.1:1'] }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(
        /^cannot reach NATS at nats:\/\/127\.0\.0\.1:2, nats:\/\/127\.0\.0\.1:1 .*NATS_URL.*$/,
      ),
    });
    expect(performance.now() - asked).toBeGreaterThanOrEqual(CONNECT.connectWithin - CLOCK_GRACE_MS);
  });

  it('gives up as well on a server that accepts and never speaks', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    const url = await listen(silent);
    stops.push(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    await expect(connectBus({ ...CONNECT, servers: [url] })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('waits for a server that comes up in time', async () => {
    const broker = await Broker.start();
    stops.push(() => broker.stop());
    await broker.kill();
    const connecting = broker.connect();
    await broker.restart();
    expect((await connecting).isConnected).toBe(true);
  });

  it('says at once that the credentials are refused, and connects with the right ones', async () => {
    const { address } = await serve('--auth', 'secret');
    const refused = { code: 'unauthenticated', message: `NATS at nats://${address} refuses the credentials` };
    const patient = { ...CONNECT, connectWithin: 60_000 };
    await expect(connectBus({ ...patient, servers: [address], token: 'wrong' })).rejects.toMatchObject(refused);
    await expect(connectBus({ ...patient, servers: [`nats://wrong@${address}`] })).rejects.toMatchObject(refused);
    for (const rights of [
      { servers: [address], token: 'secret' },
      { servers: [`nats://secret@${address}`], token: 'wrong' },
    ]) {
      const bus = await connectBus({ ...patient, ...rights });
      expect(bus.isConnected).toBe(true);
      await bus.drain();
    }
  });

  it('reads the credentials again where it connects again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'goim-creds-'));
    stops.push(() => rm(folder, { recursive: true }));
    const credsFile = join(folder, 'user.creds');
    /** Puts a new user into the file. @returns what lets that user alone in */
    const newUser = async (): Promise<string[]> => {
      const user = nkeys.createUser();
      const seed = Buffer.from(user.getSeed()).toString();
      const parts = [
        ['NATS USER JWT', 'none'],
        ['USER NKEY SEED', seed],
      ].map(([name, text]) => `-----BEGIN ${name}-----\n${text}\n------END ${name}------\n`);
      await writeFile(credsFile, parts.join('\n'));
      const config = join(folder, 'server.conf');
      await writeFile(config, `authorization { users: [{ nkey: ${user.getPublicKey()} }] }`);
      return ['-c', config];
    };
    const before = await serve(...(await newUser()));
    const bus = await connectBus({ ...CONNECT, connectWithin: 60_000, servers: [before.address], credsFile });
    stops.unshift(() => bus.connection.close());
    await before.end();
    const reconnected = once(bus, 'reconnect');
    await serve(...(await newUser()), '-p', before.address.split(':')[1]!);
    await reconnected;
    expect(bus.isConnected).toBe(true);
  });

  it('verifies the server by a private authority, and shows it a certificate', async () => {
    const certificate = await TestCertificate.make();
    stops.push(() => certificate.remove());
    const { cert, key } = certificate;
    const { address } = await serve('--tlsverify', '--tlscert', cert, '--tlskey', key, '--tlscacert', cert);
    const servers = [`tls://${address}`];
    const bus = await connectBus({ ...CONNECT, connectWithin: 60_000, servers, tls: { ca: cert, cert, key } });
    expect(bus.isConnected).toBe(true);
    await bus.drain();
    await expect(connectBus({ ...CONNECT, servers })).rejects.toMatchObject({ code: 'unavailable' });
    await expect(connectBus({ ...CONNECT, servers, tls: { ca: cert } })).rejects.toMatchObject({ code: 'unavailable' });
    const unreadable = connectBus({ ...CONNECT, servers, tls: { ca: '/none.pem' } });
    await expect(unreadable).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringMatching(/^bus\.tls\.ca: \/none\.pem cannot be read: no such file$/),
    });
  });

  // Node takes an address for `localhost` where nobody says otherwise.
  it('verifies a server by the address that it is connected to, or by its name', async () => {
    const REFUSED_WITHIN_MS = 3_000;
    const named = await TestCertificate.make(30, 'nats.example');
    const local = await TestCertificate.make(30, 'localhost');
    stops.push(
      () => named.remove(),
      () => local.remove(),
    );
    const reach = async ({ cert, key }: TestCertificate, host: string, connectWithin = LONG_MS): Promise<boolean> => {
      const { address } = await serve('--tls', '--tlscert', cert, '--tlskey', key, '-a', '0.0.0.0');
      const servers = [`tls://${address.replace('127.0.0.1', host)}`];
      const bus = await connectBus({ ...CONNECT, connectWithin, servers, tls: { ca: cert } });
      const { isConnected } = bus;
      await bus.drain();
      return isConnected;
    };
    expect(await reach(named, '127.0.0.1')).toBe(true);
    await expect(reach(named, 'localhost', REFUSED_WITHIN_MS)).rejects.toThrow(
      "Host: localhost. is not in the cert's altnames",
    );
    expect(await reach(local, 'localhost')).toBe(true);
    // Both are this machine.
    expect(await reach(local, '127.0.0.2')).toBe(true);
    await expect(reach(named, '127.0.0.2', REFUSED_WITHIN_MS)).rejects.toThrow(
      "IP: 127.0.0.2 is not in the cert's list",
    );
  });
});

describe('a bus', () => {
  let broker: Broker;
  let bus: Bus;
  let other: Bus;
  let fences = 0;

  beforeEach(async () => {
    broker = await Broker.start();
    [bus, other] = await Promise.all([broker.connect(), broker.connect()]);
  });

  afterEach(() => broker.stop());

  /** Subscribes at `other`, and resolves when the server knows. */
  async function collect(subject: string): Promise<string[]> {
    const received: string[] = [];
    other.subscribe(subject, ({ data }) => void received.push(Buffer.from(data).toString()));
    await other.flush();
    return received;
  }

  /** Resolves when all that `bus` published before has come to `other`: the server keeps the order between them. */
  async function delivered(): Promise<void> {
    const fence = `fence.${fences++}`;
    const arrived = new Promise<void>((resolve) => other.subscribe(fence, () => resolve()));
    await other.flush();
    bus.publish(fence, HELLO);
    await arrived;
  }

  it('brings a message, its reply subject and its headers', async () => {
    const came = new Promise<unknown>((resolve) => {
      other.subscribe('greet.*', (message) =>
        resolve([
          message.subject,
          Buffer.from(message.data).toString(),
          message.reply,
          message.header('Kind'),
          message.header('None'),
        ]),
      );
    });
    await other.flush();
    bus.publish('greet.one', HELLO, { reply: 'back', headers: { Kind: 'polite' } });
    expect(await came).toEqual(['greet.one', 'hello', 'back', 'polite', undefined]);
  });

  it('brings a message to one member of a queue group', async () => {
    const received: string[] = [];
    for (const member of [other, other, bus]) {
      member.subscribe('work', ({ data }) => void received.push(Buffer.from(data).toString()), { queue: 'workers' });
    }
    await Promise.all([other.flush(), bus.flush()]);
    const sent = Array.from({ length: 30 }, (_, n) => String(n));
    for (const task of sent) bus.publish('work', Buffer.from(task));
    await Promise.all([delivered(), bus.request('none', HELLO, LONG_MS).catch(() => undefined)]);
    expect(received.toSorted()).toEqual(sent.toSorted());
  });

  it('resolves a request with the answer', async () => {
    other.subscribe(
      'ask',
      (message) => void message.respond(Buffer.from(`${Buffer.from(message.data).toString()} you`)),
    );
    await other.flush();
    const answer = await bus.request('ask', HELLO, LONG_MS);
    expect(Buffer.from(answer.data).toString()).toBe('hello you');
  });

  it('rejects a request at once where nobody listens', async () => {
    await expect(bus.request('nobody', HELLO, 60_000)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'nobody listens on nobody',
    });
  });

  it('rejects a request that is not answered in time', async () => {
    await collect('silent');
    await expect(bus.request('silent', HELLO, 100)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'silent: no answer within 100 ms',
    });
  });

  it('reports a handler that throws, and goes on', async () => {
    const reported = once(other, 'error');
    const received: string[] = [];
    other.subscribe('risky', ({ data }) => {
      const text = Buffer.from(data).toString();
      if (text === 'bad') throw new Error('cannot handle it');
      received.push(text);
    });
    await other.flush();
    for (const text of ['one', 'bad', 'two']) bus.publish('risky', Buffer.from(text));
    expect(await reported).toEqual([expect.objectContaining({ message: 'cannot handle it' })]);
    await delivered();
    expect(received).toEqual(['one', 'two']);
    expect(other.isConnected).toBe(true);
  });

  it('delivers nothing after an unsubscribe', async () => {
    const received: string[] = [];
    const subscription = other.subscribe('news', ({ data }) => void received.push(Buffer.from(data).toString()));
    await other.flush();
    bus.publish('news', HELLO);
    await delivered();
    subscription.unsubscribe();
    bus.publish('news', HELLO);
    await delivered();
    expect(received).toEqual(['hello']);
  });

  it('refuses a message above the longest that the server takes, before it is sent', async () => {
    const received = await collect('big');
    bus.publish('big', Buffer.alloc(bus.maxPayloadBytes));
    expect(() => bus.publish('big', Buffer.alloc(bus.maxPayloadBytes + 1))).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
    // The headers count.
    expect(() => bus.publish('big', Buffer.alloc(bus.maxPayloadBytes), { headers: { Kind: 'long' } })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
    await delivered();
    expect(received).toHaveLength(1);
    expect(bus.disconnects).toBe(0);
  });

  it('rejects a flush that the server dies in, and one that comes while it is away', async () => {
    await broker.freeze();
    bus.publish('lost', HELLO);
    // Expected from now on: it may reject before the server's end is noticed here.
    await Promise.all([expect(bus.flush()).rejects.toMatchObject({ code: 'unavailable' }), broker.kill()]);
    await expect(bus.flush()).rejects.toMatchObject({
      code: 'unavailable',
      message: `not connected to NATS at ${bus.server}`,
    });
    await expect(bus.request('ask', HELLO, 60_000)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('reconnects when the server is back, with its subscriptions, and counts the loss', async () => {
    const received = await collect('news');
    const lost = [bus, other].map((one) => once(one, 'disconnect'));
    const back = [bus, other].map((one) => once(one, 'reconnect'));
    await broker.kill();
    await Promise.all(lost);
    expect([bus.isConnected, bus.disconnects]).toEqual([false, 1]);
    await broker.restart();
    await Promise.all(back);
    // The server has its subscriptions again.
    await other.flush();
    bus.publish('news', HELLO);
    await delivered();
    expect(received).toEqual(['hello']);
    expect([bus.isConnected, bus.disconnects]).toEqual([true, 1]);
  });

  it('finishes what has come before it closes, and closes while the server is away as well', async () => {
    const received = await collect('news');
    for (let n = 0; n < 100; n++) bus.publish('news', HELLO);
    await bus.drain();
    await other.drain();
    expect(received).toHaveLength(100);
    expect([bus.isConnected, other.isConnected]).toEqual([false, false]);

    const late = await broker.connect();
    const lost = once(late, 'disconnect');
    await broker.kill();
    await lost;
    await late.drain();
    expect(late.connection.isClosed()).toBe(true);
  });
});
