import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { jetstreamManager } from '@nats-io/jetstream';
import { connectBus } from '#bus';
import { eventually } from '#test-support';
import { probeNatsServer } from '../../launcher/nats-probe.mjs';
import { findNatsServer, startNatsServer, type NatsServer } from '../../launcher/nats-server.mjs';
import { startPrivateBroker } from '../../launcher/private-broker.mjs';

const GONE_WITHIN_MS = 30_000;
const MEBIBYTE = 1024 * 1024;
const PATIENT = { connectWithin: 30_000, reconnectWait: 50 };
const MODULE = new URL('../../launcher/nats-server.mjs', import.meta.url).href;

let dir: string;
let binary: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'goim-nats-'));
  binary = await findNatsServer({ cacheDir: '.cache/nats-server', given: process.env.GOIM_NATS_SERVER });
});

afterEach(() => rm(dir, { recursive: true, force: true }));

describe('startNatsServer', () => {
  it('resolves when JetStream answers on the port that it reports', async () => {
    const server = await startNatsServer({ binary, storeDir: dir });
    await probeNatsServer({ host: server.host, port: server.port, jetStream: true });
    await server.stop();
    await expect(probeNatsServer({ host: server.host, port: server.port })).rejects.toThrow('connection refused');
  });

  it('says in one line that a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const start = startNatsServer({ binary, storeDir: dir, port });
    await expect(start).rejects.toMatchObject({
      code: 'port-taken',
      message: `Port ${port} on 127.0.0.1 is taken, so nats-server cannot use it.`,
    });
    other.close();
  });

  it('says in one line that the store directory cannot be used', async () => {
    const file = join(dir, 'file');
    await writeFile(file, '');
    await expect(startNatsServer({ binary, storeDir: join(file, 'store') })).rejects.toMatchObject({
      code: 'store-unusable',
      message: expect.stringMatching(/^The store directory .+ cannot be used \(ENOTDIR\)\.$/),
    });
  });

  // Node's own mkdir would try for ever.
  it('says so as well of a file system that takes no folder', async () => {
    await expect(startNatsServer({ binary, storeDir: '/proc/goim/store' })).rejects.toMatchObject({
      code: 'store-unusable',
      message: 'The store directory /proc/goim/store cannot be used (ENOENT).',
    });
  });

  it.each([undefined, 'docs/nats-permissions.conf'])(
    'has no more in its store than it is told: %s',
    async (configFile) => {
      const credentials = configFile ? { user: 'operator', password: 'secret' } : undefined;
      const users = Object.fromEntries(
        ['LOGIC', 'COMET', 'JOB', 'OPERATOR'].map((user) => [`GOIM_NATS_${user}`, 'secret']),
      );
      const env = { PATH: process.env['PATH'], ...users };
      const server = await startNatsServer({ binary, storeDir: dir, maxStore: MEBIBYTE, credentials, configFile, env });
      const { user, password } = credentials ?? {};
      const bus = await connectBus({ servers: [server.url], name: 'test', user, password, ...PATIENT });
      const { streams } = await jetstreamManager(bus.connection);
      await streams.add({ name: 'FITS', subjects: ['fits'], max_bytes: MEBIBYTE });
      await expect(streams.add({ name: 'MORE', subjects: ['more'], max_bytes: MEBIBYTE })).rejects.toThrow(
        'insufficient storage',
      );
      await bus.drain();
      await server.stop();
    },
  );

  it('refuses a second server on the same store, which would destroy it', async () => {
    const first = await startNatsServer({ binary, storeDir: dir });
    await expect(startNatsServer({ binary, storeDir: dir })).rejects.toMatchObject({ code: 'store-in-use' });
    await first.stop();
  });

  it('reports the pid of the server itself, and a kill -9 of it leaves neither a process nor a lock', async () => {
    const server = await startNatsServer({ binary, storeDir: dir });
    expect(await readFile(`/proc/${server.pid}/comm`, 'utf8')).toBe('nats-server\n');
    process.kill(server.pid, 'SIGKILL');
    expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await groupIsGone(server.pid);

    const next = await startNatsServer({ binary, storeDir: dir });
    await next.stop();
  });

  it('does not outlive the process that started it, even when that one is killed', async () => {
    const script = `
      import { startNatsServer } from ${JSON.stringify(MODULE)};
      const { pid } = await startNatsServer(${JSON.stringify({ binary, storeDir: dir })});
      console.log(pid);
    `;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = await once(parent.stdout, 'data');
    const pid = Number(output);
    expect(process.kill(-pid, 0)).toBe(true);
    parent.kill('SIGKILL');
    await groupIsGone(pid);
  });
});

it('npm start says in one line that its data folder cannot be made, and ends', async () => {
  const child = spawn(process.execPath, ['launcher/start.mjs', '--data-dir', '/proc/goim']);
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect([code, said]).toEqual([
    1,
    'The data folder /proc/goim cannot be used (ENOENT): give another one with --data-dir.\n',
  ]);
});

describe('the private nats-server of npm start', () => {
  const printed: string[] = [];

  function start(): Promise<NatsServer> {
    const print = (line: string): void => void printed.push(line);
    return startPrivateBroker({ binary, storeDir: dir, port: 0, portIsGiven: true, print, log: print });
  }

  async function rightsOf(file: string): Promise<number> {
    return (await stat(join(dir, file))).mode & 0o777;
  }

  it('answers whoever has its password, and nobody else', async () => {
    const server = await start();
    const { host, port } = server;
    const { username, password } = new URL(server.url);
    await expect(probeNatsServer({ host, port, jetStream: true })).rejects.toThrow('Authorization Violation');
    const wrong = { user: username, password: `${password}x` };
    await expect(probeNatsServer({ host, port, jetStream: true, credentials: wrong })).rejects.toThrow(
      'Authorization Violation',
    );
    const bus = await connectBus({ servers: [server.url], name: 'test', ...PATIENT });
    expect(bus.isConnected).toBe(true);
    await bus.drain();
    await server.stop();
  });

  it('keeps its password for its owner, and never shows it', async () => {
    const first = await start();
    const { password } = new URL(first.url);
    expect(password.length).toBeGreaterThanOrEqual(43);
    expect(await readFile(join(dir, 'url'), 'utf8')).toBe(`${first.url}\n`);
    expect(await readFile(`/proc/${first.pid}/cmdline`, 'utf8')).not.toContain(password);
    expect(printed.join('\n')).not.toContain(password);
    await first.stop();

    // As a backup that was restored may have left it.
    await Promise.all(['url', 'nats-server.conf'].map((file) => chmod(join(dir, file), 0o644)));
    const second = await start();
    expect(new URL(second.url).password).toBe(password);
    expect(await Promise.all(['url', 'nats-server.conf'].map(rightsOf))).toEqual([0o600, 0o600]);
    await second.stop();
  });
});

/** Neither the server nor its watcher is left; zombies that nobody has reaped yet do not count. */
async function groupIsGone(pgid: number): Promise<void> {
  await eventually('the process group is gone', GONE_WITHIN_MS, async () => !(await hasLiveMember(pgid)));
}

async function hasLiveMember(pgid: number): Promise<boolean> {
  const ps = spawn('ps', ['-e', '-o', 'pgid=,stat='], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of ps.stdout) output += String(chunk);
  return output.split('\n').some((line) => {
    const [group, state] = line.trim().split(/\s+/);
    return Number(group) === pgid && !state?.startsWith('Z');
  });
}
