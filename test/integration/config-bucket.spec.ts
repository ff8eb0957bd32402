import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Bucket, ConfigBucket, connectConfigured, DurableAssets, type Bus } from '#bus';
import { checkConfig } from '#config';
import { CONFIG_BUCKET } from '#contracts';
import { Broker, eventually } from '#test-support';
import { JobConfig } from '../../apps/job/src/config/job.config.js';

const FOR_EVER = 0;
const MANY = 100;
const WITHIN_MS = 30_000;

let broker: Broker;
let bus: Bus;
let writer: Bucket;
let config: ConfigBucket;

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
  writer = await Bucket.open(await broker.connect(), CONFIG_BUCKET, { ttlMs: FOR_EVER });
});
afterEach(async () => {
  config.close();
  await broker.stop();
});

function changed(): Promise<void> {
  return new Promise((resolve) => config.onChange(resolve));
}

describe('ConfigBucket', () => {
  it('knows what is there when it is open, and is empty where nobody wrote', async () => {
    await writer.put('comet', Buffer.from('[log]'));
    config = await ConfigBucket.open(bus);
    expect(config.entries).toEqual(new Map([['comet', '[log]']]));
  });

  it('tells of changes, those that come together once', async () => {
    await writer.put('logic', Buffer.from('there before'));
    config = await ConfigBucket.open(bus);
    let times = 0;
    config.onChange(() => times++);
    // Longer than changes are gathered for: nothing is told of what was there.
    await delay(200);
    expect(times).toBe(0);
    const told = changed();
    // At once, and so many that they come together on any machine: some of them, where it is a slow one.
    const keys = Array.from({ length: MANY }, (_, n) => `comet.${n}`);
    await Promise.all(keys.map((key) => writer.put(key, Buffer.from('1'))));
    await told;
    await eventually('all are known', WITHIN_MS, () => expect(config.entries.size).toBe(MANY + 1));
    expect(times).toBeLessThan(MANY / 2);
    expect(config.entries).toEqual(new Map([['logic', 'there before'], ...keys.map((key) => [key, '1'] as const)]));
    await writer.delete('comet.0');
    await eventually('one is gone', WITHIN_MS, () => {
      expect([...config.entries.keys()]).toEqual(['logic', ...keys.slice(1)]);
    });
  });

  it('keeps what it knows while NATS is away, and hears what changed meanwhile', async () => {
    await writer.put('comet.log.level', Buffer.from('debug'));
    config = await ConfigBucket.open(bus);
    const back = once(bus, 'reconnect');
    await broker.kill();
    expect(config.entries.get('comet.log.level')).toBe('debug');
    await broker.restart();
    await back;
    const told = changed();
    const later = await Bucket.open(await broker.connect(), CONFIG_BUCKET, { ttlMs: FOR_EVER });
    await later.put('comet.log.level', Buffer.from('warn'));
    await told;
    expect(config.entries.get('comet.log.level')).toBe('warn');
  });

  it('has nothing any more where the server lost its data', async () => {
    await writer.put('comet.log.level', Buffer.from('debug'));
    config = await ConfigBucket.open(bus);
    const told = changed();
    await broker.kill();
    await broker.restartEmpty();
    await told;
    expect(config.entries).toEqual(new Map());
  });

  it('gets the copies that it names itself, as every other bucket does', async () => {
    await writer.put('job.queue.replicas', Buffer.from('3'));
    config = await ConfigBucket.open(bus);
    const env = { NATS_URL: broker.url };
    const { bus: its, live } = await connectConfigured(checkConfig({ app: 'job', schema: JobConfig, env }));
    live.close();
    const found = DurableAssets.of(its).early.map(([what, { asset, detail }]) => `${asset} ${what} ${detail}`);
    // One server can't have three copies. One of 2.9 says that it has.
    expect(found).toContainEqual(expect.stringMatching(/^KV_goim_config (refused cannot set num_replicas|repaired)/));
    await its.drain();
  });
});
