import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { BanList, Bucket, BucketWatch, ConfigBucket, connectBus, DurableAssets, NodeDirectory, type Bus } from '#bus';
import { findNatsServer, startNatsServer, type NatsServer } from '#nats-server';
import { KvSessionRegistry } from '../../apps/logic/src/sessions/kv/kv-session-registry.js';
import { PartitionLeases } from '../../apps/job/src/queue/partition-leases.js';

const CREDENTIALS = { user: 'all', password: 'secret' };
const BUCKETS = ['config', 'nodes', 'bans', 'leases', 'sessions'].map((name) => `goim_${name}`);
const DENIED = BUCKETS.flatMap((bucket) => ['', '.>'].map((end) => `$JS.API.CONSUMER.CREATE.KV_${bucket}${end}`));
const CONNECT = { name: 'test', connectWithin: 30_000, reconnectWait: 50 };
/** A start that gives up does so after 5 s, and a busy machine acts late. */
const GIVEN_UP_WITHIN_MS = 30_000;
const TTL_MS = 60_000;
const SILENT_MS = 5_000;

let folder: string;
let server: NatsServer;
let all: Bus;
/** Of a user that may make no consumer of the buckets. */
let strict: Bus;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goim-rights-'));
  const configFile = join(folder, 'nats.conf');
  const users = [CREDENTIALS, { user: 'strict', password: 'secret', permissions: { publish: { deny: DENIED } } }];
  await writeFile(configFile, `authorization ${JSON.stringify({ users })}`);
  const binary = await findNatsServer({ cacheDir: '.cache/nats-server', given: process.env['GOIM_NATS_SERVER'] });
  server = await startNatsServer({ binary, storeDir: join(folder, 'store'), configFile, credentials: CREDENTIALS });
  // Each attempt is a line.
  Logger.overrideLogger(false);
  const servers = [server.url];
  all = await connectBus({ ...CONNECT, ...CREDENTIALS, servers });
  strict = await connectBus({ ...CONNECT, ...CREDENTIALS, user: 'strict', servers });
});

afterAll(async () => {
  await Promise.all([all, strict].map((bus) => bus.drain()));
  await server.stop();
  await rm(folder, { recursive: true });
});

describe('a start with a user that may not follow a bucket', () => {
  // It waited for ever, and said nothing.
  it('fails, and says which right is missing', async () => {
    const nobody = { acquired: () => undefined, released: () => Promise.resolve() };
    const starts: [bucket: string, start: Promise<unknown>][] = [
      ['goim_config', ConfigBucket.open(strict)],
      ['goim_nodes', NodeDirectory.open(strict)],
      ['goim_bans', BanList.open(strict)],
      ['goim_leases', PartitionLeases.start(strict, { partitions: 4, replicas: 1 }, nobody, () => undefined)],
      [
        'goim_sessions',
        NodeDirectory.open(all).then((nodes) =>
          KvSessionRegistry.open(
            strict,
            nodes,
            { ttlMs: TTL_MS, replicas: 1 },
            { onReplaced: () => undefined },
          ).finally(() => nodes.close()),
        ),
      ],
    ];
    const begun = performance.now();
    const ends = await Promise.allSettled(starts.map(([, start]) => start));
    expect(performance.now() - begun).toBeLessThan(GIVEN_UP_WITHIN_MS);
    const why = (bucket: string): string =>
      `the bucket ${bucket} cannot be watched: NATS does not let this user publish to $JS.API.CONSUMER.CREATE.KV_${bucket}`;
    expect(ends).toEqual(
      starts.map(([bucket]) => ({
        status: 'rejected',
        reason: expect.objectContaining({ code: 'unavailable', message: why(bucket) }),
      })),
    );
    expect(DurableAssets.of(strict).mirrors.size).toBe(0);
  });

  it('waits longer where JetStream does not answer, and is not ended by what it says first then', async () => {
    const bucket = await Bucket.open(all, 'things', { ttlMs: TTL_MS });
    const { connection } = all;
    const request = connection.request.bind(connection);
    all.subscribe('silent', () => undefined);
    const answersFrom = performance.now() + SILENT_MS;
    let hasRefused = false;
    connection.request = (subject, ...rest) => {
      if (!subject.includes('CONSUMER.CREATE') || hasRefused) return request(subject, ...rest);
      if (performance.now() < answersFrom) return request('silent', ...rest);
      hasRefused = true;
      return Promise.reject(new Error('servers elect a leader'));
    };
    const failures: unknown[] = [];
    const watch = new BucketWatch(
      bucket,
      { onPut() {}, onDelete() {}, onReset() {} },
      { onRetry: (error) => failures.push(error) },
    );
    try {
      await watch.start(1);
      expect(failures).not.toEqual([]);
    } finally {
      connection.request = request;
      watch.stop();
    }
  });
});
