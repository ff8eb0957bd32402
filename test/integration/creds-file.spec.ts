import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { nkeys } from '@nats-io/transport-node';
import { connectBus, type Bus } from '#bus';
import { findNatsServer, startNatsServer, type NatsServer } from '#nats-server';

const CONNECT = { name: 'test', connectWithin: 60_000, reconnectWait: 50 };
/** What the launcher of the server asks it by. */
const CREDENTIALS = { user: 'launcher', password: 'secret' };
/** Nothing is asked again where the file is at fault. */
const AT_ONCE_MS = 10_000;

let folder: string;
let credsFile: string;
let creds: string;
let server: NatsServer | undefined;
let bus: Bus | undefined;

/** A server that lets in the user of the file alone, and the launcher. */
async function serve(port = 0): Promise<NatsServer> {
  const binary = await findNatsServer({ cacheDir: '.cache/nats-server', given: process.env['GOIM_NATS_SERVER'] });
  const configFile = join(folder, 'nats.conf');
  server = await startNatsServer({
    binary,
    storeDir: join(folder, 'store'),
    configFile,
    credentials: CREDENTIALS,
    port,
  });
  return server;
}

/** `once` would take an error of the bus for its own. */
function heard(one: Bus, event: 'reconnect'): Promise<void> {
  return new Promise((resolve) => one.once(event, resolve));
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goim-creds-'));
  credsFile = join(folder, 'user.creds');
  const user = nkeys.createUser();
  const seed = Buffer.from(user.getSeed()).toString();
  creds = [
    ['NATS USER JWT', 'none'],
    ['USER NKEY SEED', seed],
  ]
    .map(([name, text]) => `-----BEGIN ${name}-----\n${text}\n------END ${name}------\n`)
    .join('\n');
  await writeFile(credsFile, creds);
  const users = [CREDENTIALS, { nkey: user.getPublicKey() }];
  await writeFile(join(folder, 'nats.conf'), `authorization ${JSON.stringify({ users })}`);
});

afterEach(async () => {
  await bus?.connection.close();
  await server?.stop();
  bus = server = undefined;
  await rm(folder, { recursive: true });
});

describe('a file of credentials', () => {
  // The library took an authenticator that throws for a reason to close the connection for ever.
  it.each([
    ['is missing', () => rm(credsFile)],
    ['is half written', () => writeFile(credsFile, creds.slice(0, creds.length / 2))],
  ])('is told of, and what it held before counts, where it %s while NATS comes back', async (_, spoil) => {
    const { url, port } = await serve();
    bus = await connectBus({ ...CONNECT, servers: [url], credsFile });
    const errors: string[] = [];
    bus.on('error', ({ message }) => errors.push(message));
    for (const round of [1, 2]) {
      const back = heard(bus, 'reconnect');
      await server!.stop();
      await spoil();
      await serve(port);
      await back;
      expect([bus.isConnected, bus.disconnects]).toEqual([true, 2 * round - 1]);
      expect(errors.filter((message) => message.startsWith(`bus.credsFile: ${credsFile} `))).toHaveLength(round);
      // It is read once more, so that what is amiss later is told anew.
      await writeFile(credsFile, creds);
      const again = heard(bus, 'reconnect');
      await bus.connection.reconnect();
      await again;
    }
  });

  it.each([
    ['is missing', () => rm(credsFile), /^bus\.credsFile: .*user\.creds cannot be read: no such file$/],
    [
      'is half written',
      () => writeFile(credsFile, creds.slice(0, creds.length / 2)),
      /^bus\.credsFile: .*user\.creds does not hold the JWT and the seed of a user: /,
    ],
  ])('has a start refused at once where it %s', async (_, spoil, message) => {
    await spoil();
    const asked = performance.now();
    await expect(connectBus({ ...CONNECT, servers: ['nats://127.0.0.1:1'], credsFile })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringMatching(message),
    });
    expect(performance.now() - asked).toBeLessThan(AT_ONCE_MS);
  });
});
