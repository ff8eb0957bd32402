import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { jetstream } from '@nats-io/jetstream';
import { Bucket, DurableAssets, type Bus } from '#bus';
import { Broker, eventually, repeating } from '#test-support';

const NAME = 'things';
const LONG_MS = 30 * 60_000;
/** Longer than a busy machine takes between two writes that follow each other. */
const SHORT_MS = 4_000;
const GONE_WITHIN_MS = 30_000;

let broker: Broker;
let bus: Bus;

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
});

afterEach(() => broker.stop());

function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}

async function read(bucket: Bucket, key: string): Promise<string | null> {
  const entry = await bucket.get(key);
  return entry && Buffer.from(entry.value).toString();
}

async function gone(bucket: Bucket, key: string): Promise<void> {
  await eventually(`${key} is gone`, GONE_WITHIN_MS, async () => expect(await bucket.get(key)).toBeNull());
}

describe('Bucket', () => {
  it('keeps the newest value of a key, with a revision that grows', async () => {
    const bucket = await Bucket.open(bus, NAME, { ttlMs: LONG_MS });
    const first = await bucket.put('a', bytes('1'));
    const second = await bucket.put('b', bytes('other'));
    const third = await bucket.put('a', bytes('2'));
    expect([second, third]).toEqual([first + 1, first + 2]);
    expect(await bucket.get('a')).toEqual({ value: expect.anything(), revision: third });
    expect(await read(bucket, 'a')).toBe('2');
    expect(await bucket.get('none')).toBeNull();
  });

  it('has a bound of those who watch it; one that had none is given it where the server does so, and it is said where not', async () => {
    const { streams } = await jetstream(bus.connection).jetstreamManager();
    await Bucket.open(bus, NAME, { ttlMs: LONG_MS });
    expect((await streams.info(`KV_${NAME}`)).config.max_consumers).toBe(4_096);
    await streams.add({ name: 'KV_older', subjects: ['$KV.older.>'], max_msgs_per_subject: 1 });
    const problems: string[] = [];
    DurableAssets.of(bus).on('refused', ({ asset, detail }) => problems.push(`${asset}: ${detail}`));
    await Bucket.open(bus, 'older', { ttlMs: LONG_MS });
    expect(problems).toEqual([]);
    await Bucket.open(bus, 'older', { ttlMs: LONG_MS, replicas: 1 });
    const bound = (await streams.info('KV_older')).config.max_consumers;
    const said = problems.filter((problem) =>
      problem.startsWith('KV_older: cannot set max_consumers (-1 instead of 4096)'),
    );
    expect({ bound, said: said.length }).toEqual(bound === 4_096 ? { bound, said: 0 } : { bound: -1, said: 1 });
  });

  it('creates a key once, until it was deleted', async () => {
    const bucket = await Bucket.open(bus, NAME, { ttlMs: LONG_MS });
    const revision = await bucket.create('a', bytes('1'));
    expect(revision).toBeGreaterThan(0);
    expect(await bucket.create('a', bytes('2'))).toBeNull();
    expect(await read(bucket, 'a')).toBe('1');
    expect(await bucket.delete('a')).toBe(true);
    expect(await bucket.get('a')).toBeNull();
    expect(await bucket.create('a', bytes('3'))).toBeGreaterThan(revision!);
  });

  it('that is full refuses new entries, says so, and takes them again when there is room', async () => {
    const bucket = await Bucket.open(bus, NAME, { ttlMs: LONG_MS, replicas: 1, maxBytes: 64 * 1024 });
    const refusals: string[] = [];
    DurableAssets.of(bus).on('full', (name) => refusals.push(name));
    const kilobytes = Buffer.alloc(20 * 1024);
    for (const key of ['a', 'b', 'c']) await bucket.put(key, kilobytes);
    const why = { code: 'unavailable', message: `cannot write d in ${NAME}: the bucket is full` };
    await expect(bucket.put('d', kilobytes)).rejects.toMatchObject(why);
    await expect(bucket.create('d', kilobytes)).rejects.toMatchObject({
      message: `cannot create d in ${NAME}: the bucket is full`,
    });
    expect(refusals).toEqual([NAME, NAME]);
    await bucket.delete('a');
    await bucket.put('d', kilobytes);
    expect((await bucket.get('d'))?.value).toHaveLength(kilobytes.length);
  });

  it('has the size that the bus has for buckets, unless it has another already', async () => {
    const small = await broker.connect({ bucketBytes: 1024 * 1024 });
    await Bucket.open(small, NAME, { ttlMs: LONG_MS });
    const bucket = await Bucket.open(bus, NAME, { ttlMs: LONG_MS });
    await bucket.put('a', Buffer.alloc(600_000));
    await expect(bucket.put('b', Buffer.alloc(600_000))).rejects.toThrow('the bucket is full');
  });

  it('lets one of many create a key', async () => {
    const bucket = await Bucket.open(bus, NAME, { ttlMs: LONG_MS });
    const created = await Promise.all(Array.from({ length: 50 }, (_, n) => bucket.create('lease', bytes(String(n)))));
    expect(created.filter((revision) => revision !== null)).toHaveLength(1);
  });

  it('updates and deletes by revision only what nobody has changed since', async () => {
    const bucket = await Bucket.open(bus, NAME, { ttlMs: LONG_MS });
    const first = await bucket.put('a', bytes('1'));
    const second = await bucket.update('a', bytes('2'), first);
    expect(second).toBeGreaterThan(first);
    expect(await bucket.update('a', bytes('late'), first)).toBeNull();
    expect(await bucket.delete('a', first)).toBe(false);
    expect(await read(bucket, 'a')).toBe('2');
    expect(await bucket.delete('a', second!)).toBe(true);
    expect(await bucket.update('a', bytes('back'), second!)).toBeNull();
    expect(await bucket.get('a')).toBeNull();
  });

  it('ends an entry after its lifetime, counted from its last write', async () => {
    const bucket = await Bucket.open(bus, NAME, { ttlMs: SHORT_MS });
    const from = performance.now();
    await Promise.all([bucket.put('kept', bytes('1')), bucket.put('left', bytes('1'))]);
    await repeating(SHORT_MS / 20, () => bucket.put('kept', bytes('2')), gone(bucket, 'left'));
    expect(performance.now() - from).toBeGreaterThanOrEqual(SHORT_MS);
    expect(await read(bucket, 'kept')).toBe('2');
    await gone(bucket, 'kept');
    // What ended can be created again.
    expect(await bucket.create('left', bytes('3'))).not.toBeNull();
  });

  it('opens a bucket that exists, with what it holds, and gives it the lifetime that is asked for now', async () => {
    const before = await Bucket.open(bus, NAME, { ttlMs: LONG_MS });
    await before.put('a', bytes('1'));
    const after = await Bucket.open(bus, NAME, { ttlMs: SHORT_MS });
    expect(await read(after, 'a')).toBe('1');
    await gone(after, 'a');

    const longer = await Bucket.open(bus, NAME, { ttlMs: LONG_MS });
    const short = await Bucket.open(bus, 'others', { ttlMs: SHORT_MS });
    await longer.put('a', bytes('2'));
    await short.put('a', bytes('2'));
    await gone(short, 'a');
    expect(await read(longer, 'a')).toBe('2');
  });

  it('is opened by many at once', async () => {
    const buses = await Promise.all(Array.from({ length: 5 }, () => broker.connect()));
    const buckets = await Promise.all(buses.map((one) => Bucket.open(one, NAME, { ttlMs: LONG_MS })));
    await buckets[0]!.put('a', bytes('1'));
    expect(await Promise.all(buckets.map((bucket) => read(bucket, 'a')))).toEqual(['1', '1', '1', '1', '1']);
  });

  it('rejects at once while the server is away, and within seconds where it hangs', async () => {
    const bucket = await Bucket.open(bus, NAME, { ttlMs: LONG_MS });
    await broker.freeze();
    await expect(bucket.put('a', bytes('1'))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('cannot write a in things'),
    });
    broker.thaw();

    const lost = once(bus, 'disconnect');
    await broker.kill();
    await lost;
    await expect(bucket.get('a')).rejects.toMatchObject({ code: 'unavailable' });
  });
});
