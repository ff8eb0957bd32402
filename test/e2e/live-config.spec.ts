import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bucket } from '#bus';
import { CONFIG_BUCKET } from '#contracts';
import { Operation } from '#protocol';
import { AppProcess, Cluster, eventually, type AppName, type GoimClient } from '#test-support';

const FOR_EVER = 0;
const THREE_OPERATIONS = '1001,1002,1003';

let cluster: Cluster;
let logic: AppProcess;
let bucket: Bucket;
let folder: string;

function fileOf(app: AppName): string {
  return join(folder, `${app}.toml`);
}

beforeAll(async () => {
  cluster = await Cluster.start(['logic']);
  logic = cluster.apps[0]!;
  bucket = await Bucket.open(await cluster.broker.connect(), CONFIG_BUCKET, { ttlMs: FOR_EVER });
});
afterAll(() => cluster.stop());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goim-live-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function start(
  app: AppName,
  toml: string,
  args: readonly string[] = [],
  settings: Record<string, string> = {},
): Promise<AppProcess> {
  await writeFile(fileOf(app), toml);
  const process = await AppProcess.start(app, cluster.broker.url, settings, ['--config', fileOf(app), ...args]);
  cluster.apps.push(process);
  return process;
}

/** Replaces the file at once, so that none is read half written. */
async function replaceFile(app: AppName, toml: string): Promise<void> {
  await writeFile(`${fileOf(app)}.new`, toml);
  await rename(`${fileOf(app)}.new`, fileOf(app));
}

/** The same, and has it read. */
async function reload(process: AppProcess, app: AppName, toml: string): Promise<void> {
  await replaceFile(app, toml);
  process.signal('SIGHUP');
}

/** Whether the client may subscribe to three operations; the reply repeats what was granted. */
async function maySubscribe(client: GoimClient): Promise<boolean> {
  const { body } = await client.request(Operation.Subscribe, THREE_OPERATIONS);
  return body.toString() === THREE_OPERATIONS;
}

describe('a running comet', () => {
  let comet: AppProcess;
  let client: GoimClient;

  beforeEach(async () => {
    comet = await start('comet', '[connection]\nmaxAccepts = 10\n');
    client = await cluster.client(comet, 'tcp', {});
  });
  afterEach(() => comet.stop());

  it('takes a limit on SIGHUP, and holds the connections that it has to it', async () => {
    expect(await maySubscribe(client)).toBe(true);
    await reload(comet, 'comet', '[connection]\nmaxAccepts = 2\n');
    await comet.logged('the configuration has changed');
    expect(await maySubscribe(client)).toBe(false);
    expect(await comet.metric('goim_config_reloads_total', 'outcome="applied"')).toBe(1);
  });

  it('takes a change of the file by itself', async () => {
    await replaceFile('comet', '[connection]\nmaxAccepts = 2\n');
    await comet.logged('the configuration has changed');
    expect(await maySubscribe(client)).toBe(false);
    expect(await comet.metric('goim_config_reloads_total', 'source="file"')).toBe(1);
  });

  it('refuses a file that is wrong as a whole, names what is wrong, and goes on as before', async () => {
    await reload(comet, 'comet', '[connection]\nmaxAccepts = 2\nmaxRoms = 1\n');
    await comet.logged('connection.maxRoms: unknown key, did you mean connection.maxRooms?');
    expect(await maySubscribe(client)).toBe(true);
    expect(await comet.metric('goim_config_reloads_total', 'outcome="refused"')).toBeGreaterThan(0);
  });

  it('says what needs a restart', async () => {
    await reload(comet, 'comet', '[connection]\nbacklog = 7\n[hub]\nbuckets = 3\n');
    await comet.logged('"keys":["connection.backlog","hub.buckets"]');
    expect(await comet.metric('goim_config_restart_needed')).toBe(2);
    expect(await client.heartbeat()).toBe(0);
  });
});

describe('the bucket', () => {
  afterEach(async () => {
    await bucket.delete('comet');
    await bucket.delete('comet.connection.maxAccepts');
  });

  it('changes a running comet, and is there for the next one', async () => {
    const comet = await start('comet', '[connection]\nmaxAccepts = 10\n');
    const client = await cluster.client(comet, 'websocket', {});
    expect(await maySubscribe(client)).toBe(true);
    await bucket.put('comet.connection.maxAccepts', Buffer.from('2'));
    await comet.logged('"keys":["connection.maxAccepts"]');
    expect(await maySubscribe(client)).toBe(false);
    await comet.stop();

    const next = await start('comet', '[connection]\nmaxAccepts = 10\n');
    expect(await maySubscribe(await cluster.client(next, 'websocket', {}))).toBe(false);
    await bucket.delete('comet.connection.maxAccepts');
    await next.logged('"keys":["connection.maxAccepts"]');
    expect(await maySubscribe(await cluster.client(next, 'websocket', {}))).toBe(true);
    await next.stop();
  });

  it('is refused as a whole where an entry is wrong, and named; a comet does not start with it', async () => {
    const comet = await start('comet', '');
    await bucket.put('comet', Buffer.from('[connection]\nmaxAccepts = 2\nmaxRoms = 1\n'));
    const problem = 'goim_config comet: connection.maxRoms: unknown key, did you mean connection.maxRooms?';
    await comet.logged(problem);
    expect(await maySubscribe(await cluster.client(comet, 'tcp', {}))).toBe(true);
    const run = await AppProcess.run('comet', [], { NATS_URL: cluster.broker.url });
    expect(run).toMatchObject({ code: 1, stderr: `comet: ${problem}\n` });
    await comet.stop();
  });
});

describe('a comet with several workers', () => {
  it('passes SIGHUP on to all of them', async () => {
    const comet = await start('comet', 'workers = 2\n');
    comet.signal('SIGHUP');
    const reloads = (label: string): Promise<void> =>
      eventually(`both workers have reloaded: ${label}`, 30_000, async () => {
        expect(await comet.metric('goim_config_reloads_total', label)).toBe(2);
      });
    await reloads('source="signal"');
    await reload(comet, 'comet', 'workers = 2\n[connection]\nmaxAccepts = 2\n');
    await reloads('outcome="applied"');
    const clients = await Promise.all(Array.from({ length: 8 }, () => cluster.client(comet, 'tcp', {})));
    expect(await Promise.all(clients.map(maySubscribe))).not.toContain(true);
    await comet.stop();
  });
});

describe("a comet that is started as goim's", () => {
  it('says of itself what the flags and the variables say', async () => {
    const flags = ['-region=bj', '-weight', '7', '-deploy.env=prod'];
    const comet = await start('comet', '', flags, { ZONE: 'bj001', ADDRS: '10.0.0.1,10.0.0.2', HOST: 'comet-7' });
    await eventually('logic knows it so', 30_000, async () => {
      const response = await fetch(`${logic.address('http')}/goim/nodes/instances`);
      const { data } = (await response.json()) as { data: unknown[] };
      expect(data).toContainEqual(
        expect.objectContaining({
          region: 'bj',
          zone: 'bj001',
          env: 'prod',
          hostname: 'comet-7',
          metadata: expect.objectContaining({ weight: '7', addrs: '10.0.0.1,10.0.0.2' }),
        }),
      );
    });
    await comet.stop();
  });

  it('is told of flags that mean nothing to the app', async () => {
    const job = await start('job', '', ['-region=sh']);
    await job.logged('"flags":["region"]');
    await job.stop();
  });
});

describe('a running logic', () => {
  it('takes the level of the log and a limit on SIGHUP', async () => {
    const own = await start('logic', '[log]\nlevel = "info"\n');
    await logic.stop();
    const comet = await start('comet', '');
    const client = await cluster.client(comet, 'tcp', { key: 'talker' });
    await client.request(Operation.SendMessage, 'unheard');
    expect(own.log).not.toContain('message from a client');
    await reload(own, 'logic', '[log]\nlevel = "debug"\n');
    await own.logged('"keys":["log.level"]');
    await client.request(Operation.SendMessage, 'heard');
    await own.logged('message from a client');
    const pusher = cluster.pusher(own);
    expect(await pusher.keys(1000, ['talker'], 'x'.repeat(100))).toMatchObject({ status: 200 });
    await reload(own, 'logic', '[http]\nmaxMessage = 99\n');
    await own.logged('"http.maxMessage"');
    expect(await pusher.keys(1000, ['talker'], 'x'.repeat(100))).toMatchObject({ status: 413 });
  });
});
