import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePushStream } from '#bus';
import { AppProcess, Broker, freePort, GoimClient, type AppName, type AppRun, openLogicDoors } from '#test-support';

/** Each app with the ports that it takes. */
const APPS: [app: AppName, ports: string[]][] = [
  ['logic', ['http']],
  ['comet', ['tcp', 'websocket', 'http', 'ops']],
  ['job', ['ops']],
];

let broker: Broker;
let folder: string;
const started: AppProcess[] = [];

beforeAll(async () => {
  broker = await Broker.start();
  await openLogicDoors(broker);
  folder = await mkdtemp(join(tmpdir(), 'goim-boot-'));
});

afterAll(async () => {
  await Promise.all(started.map((app) => app.kill()));
  await broker.stop();
  await rm(folder, { recursive: true, force: true });
});

function variable(app: AppName, key: string): string {
  return `${app.toUpperCase()}__${key}`;
}

/** Runs an app that is to refuse its start, and checks that it says so in one line. @returns the line, without the app */
async function refusal(app: AppName, args: string[], settings: Record<string, string> = {}): Promise<string> {
  const run = await AppProcess.run(app, args, { NATS_URL: broker.url, ...settings });
  expect(run.code).toBe(1);
  const [line = '', ...more] = run.stderr.split('\n');
  expect(more).toEqual(['']);
  expect(run.stdout.split('\n').filter((logged) => logged.includes('"level":"error"'))).toEqual([]);
  expect(line).toMatch(new RegExp(`^${app}: `));
  return line.slice(app.length + 2);
}

async function start(app: AppName, settings: Record<string, string> = {}): Promise<AppProcess> {
  const process = await AppProcess.start(app, broker.url, settings);
  started.push(process);
  return process;
}

async function isServed(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  return new Promise((resolve) => {
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

function portOf(address: string): number {
  return Number(new URL(address).port);
}

async function configFile(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

// Side by side: most of the time goes by before the app looks at anything.
describe.each(APPS)('%s refuses its start with one line and exit code 1', (app, ports) => {
  it.concurrent.each(ports)('where the port of %s is taken', async (name) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    try {
      const { port } = other.address() as AddressInfo;
      const line = await refusal(app, [], { [variable(app, `${name.toUpperCase()}__PORT`)]: String(port) });
      expect(line).toBe(`cannot listen on 127.0.0.1:${port} (${name}.port): the address is in use`);
    } finally {
      other.close();
    }
  });

  it.concurrent('where its configuration file is not there', async () => {
    expect(await refusal(app, ['--config', 'nowhere.toml'])).toBe('nowhere.toml: cannot be read: no such file');
  });

  it.concurrent('where its configuration file is no TOML, with the line', async () => {
    const path = await configFile('broken.toml', '[bus]\nname = \n');
    expect(await refusal(app, ['--config', path])).toContain(`${path}: line 2, column `);
  });

  it.concurrent('where its configuration file has a key that nobody reads, with the one that was meant', async () => {
    const path = await configFile('unknown.toml', '[bus]\nservres = ["nats://127.0.0.1:4222"]\n');
    expect(await refusal(app, ['--config', path])).toBe(`${path}: bus.servres: unknown key, did you mean bus.servers?`);
  });

  it.concurrent('where a variable of its own is one that nobody reads', async () => {
    const name = variable(app, 'BUS__SERVRES');
    expect(await refusal(app, [], { [name]: 'x' })).toMatch(new RegExp(`^${name}: unknown variable`));
  });

  it.concurrent('where its certificate is none', async () => {
    const path = await configFile('certificate.pem', 'none\n');
    const names = { logic: 'GRPC__TLS', comet: 'TLS', job: 'OPS__TLS' };
    const line = await refusal(app, [], {
      [variable(app, `${names[app]}__CERT`)]: path,
      [variable(app, `${names[app]}__KEY`)]: path,
      ...(app === 'logic' && { LOGIC__GRPC__ENABLED: 'true' }),
    });
    expect(line).toContain(`tls.cert: ${path} holds no certificate in PEM`);
  });

  it.concurrent('where an option is unknown', async () => {
    expect(await refusal(app, ['--confg', 'x.toml'])).toContain("'--confg'");
  });

  it.concurrent('where a port would be open to other machines, and nothing says to whom', async () => {
    const name = ports.includes('ops') ? 'ops' : 'http';
    const port = await freePort();
    const line = await refusal(app, [], {
      [variable(app, `${name.toUpperCase()}__HOST`)]: '0.0.0.0',
      [variable(app, `${name.toUpperCase()}__PORT`)]: String(port),
    });
    expect(line).toContain(`${name}.host: will not listen on "0.0.0.0", which other machines reach: `);
    expect(line).toContain(name === 'ops' ? 'ops.open' : 'npm run key -- create');
    expect(await isServed(port)).toBe(false);
  });

  it.concurrent('where its configuration has the key that was replaced', async () => {
    const name = variable(app, 'SECURITY__ALLOW_ANONYMOUS');
    expect(await refusal(app, [], { [name]: 'true' })).toMatch(
      new RegExp(`^${name}: is no more, in its place there are `),
    );
  });

  it.concurrent('where NATS is out of reach, within the time it may take', async () => {
    const [nowhere, port] = [await freePort(), await freePort()];
    const line = await refusal(app, [], {
      NATS_URL: `nats://127.0.0.1:${nowhere}`,
      [variable(app, 'BUS__CONNECT_WITHIN')]: '300ms',
      [variable(app, `${ports[0]!.toUpperCase()}__PORT`)]: String(port),
    });
    expect(line).toContain(`cannot reach NATS at nats://127.0.0.1:${nowhere}`);
    expect(await isServed(port)).toBe(false);
  });
});

describe.each(APPS)('%s', (app) => {
  it.each<[string, RegExp]>([
    ['--help', /^Usage: /m],
    ['--version', /^\w+ \d+\.\d+\.\d+\n$/],
  ])('prints what %s asks for and exits with code 0', async (option, expected) => {
    const run: AppRun = await AppProcess.run(app, [option]);
    expect(run).toEqual({ code: 0, stdout: expect.stringMatching(expected), stderr: '' });
  });

  it('exits with code 0 on SIGTERM, and leaves its ports', async () => {
    const process = await start(app);
    const ports = Object.values(process.addresses).map(portOf);
    for (const port of ports) expect(await isServed(port)).toBe(true);
    expect(await process.stop()).toBe(0);
    for (const port of ports) expect(await isServed(port)).toBe(false);
  });
});

// What an app's process does of its own accord is the same code in each.
it('an app starts where Node.js cannot require its modules', async () => {
  const process = await start('job', { NODE_OPTIONS: '--no-experimental-require-module' });
  expect(await process.stop()).toBe(0);
});

it('an app ends by itself when its launcher is gone', async () => {
  expect(await (await start('job')).abandon()).toBe(0);
});

describe('comet that other machines reach', () => {
  it('does not start where logic takes tokens at their word, and does where it trusts the clients', async () => {
    const own = await Broker.start();
    const logics: AppProcess[] = [];
    const settings = { COMET__TCP__HOST: '0.0.0.0', COMET__WEBSOCKET__HOST: '0.0.0.0' };
    try {
      logics.push(await AppProcess.start('logic', own.url, {}));
      expect(await refusal('comet', [], { NATS_URL: own.url, COMET__OPS__PORT: '0', ...settings })).toMatch(
        /^tcp\.host, websocket\.host: will not be open to other machines while .* auth\.trustClients = true /,
      );
      await logics.pop()!.stop();
      logics.push(await AppProcess.start('logic', own.url, { LOGIC__AUTH__TRUST_CLIENTS: 'true' }));
      logics.push(await AppProcess.start('comet', own.url, settings));
    } finally {
      await Promise.all(logics.map((app) => app.stop()));
      await own.stop();
    }
  });
});

describe('comet on SIGTERM', () => {
  beforeAll(async () => {
    await start('logic');
  });

  it('tells its clients that it goes, and leaves the list of nodes', async () => {
    const comet = await start('comet');
    const clients = await Promise.all(
      ['tcp', 'websocket'].flatMap((transport) =>
        Array.from({ length: 20 }, () => GoimClient.open(comet.address(transport), {})),
      ),
    );
    // One that is not authenticated yet is told as well.
    clients.push(await GoimClient.connect(comet.address('tcp')));
    expect(await comet.stop()).toBe(0);
    for (const client of clients) expect(await client.ended).toMatchObject({ code: 4001, reason: 'shutdown' });
  });

  it('does not wait for clients that read nothing', async () => {
    const comet = await start('comet');
    const clients = await Promise.all(
      ['tcp', 'websocket'].map((transport) => GoimClient.open(comet.address(transport), {})),
    );
    for (const client of clients) client.stopReading();
    // Where it waited until its time to shut down is over, it would end with 1.
    expect(await comet.stop()).toBe(0);
    for (const client of clients) client.close();
  });
});

describe('logic and job', () => {
  it.each(['logic', 'job'] as const)('do not start with other partitions than the stream has: %s', async (app) => {
    const own = await Broker.start();
    await openLogicDoors(own);
    try {
      // As the first of them that starts makes it.
      await ensurePushStream(await own.connect(), { partitions: 4, replicas: 1, maxBytes: 2 ** 20 });
      const line = await refusal(app, [], { NATS_URL: own.url, [variable(app, 'QUEUE__PARTITIONS')]: '8' });
      expect(line).toBe(
        'queue.partitions is 8, but the stream GOIM_PUSH has 4: every logic and job needs the same number',
      );
    } finally {
      await own.stop();
    }
  });
});
