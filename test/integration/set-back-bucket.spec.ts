import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Bucket, BucketWatch } from '#bus';
import { Broker, eventually, OlderData } from '#test-support';

const TTL_MS = 30 * 60_000;
const WITHIN_MS = 30_000;

let broker: Broker;
let bucket: Bucket;
let watch: BucketWatch;
let known: Map<string, string>;
let resets: number;

beforeEach(async () => {
  broker = await Broker.start();
  known = new Map();
  resets = 0;
  bucket = await Bucket.open(await broker.connect({ reconnectWait: 10 }), 'things', { ttlMs: TTL_MS });
  // It comes back when the other one has written.
  const watched = await Bucket.open(await broker.connect({ reconnectWait: 2_000 }), 'things', { ttlMs: TTL_MS });
  watch = new BucketWatch(watched, {
    onPut: (key, value) => known.set(key, Buffer.from(value).toString()),
    onDelete: (key) => known.delete(key),
    onReset: () => {
      resets++;
      known.clear();
    },
  });
  await watch.start();
});

afterEach(async () => {
  watch.stop();
  await broker.stop();
});

/** One after another. @returns what the bucket has of them */
async function put(prefix: string, count: number): Promise<[string, string][]> {
  const entries = Array.from({ length: count }, (_, n): [string, string] => [`${prefix}${n}`, `${prefix}${n}`]);
  for (const [key, value] of entries) {
    await eventually(`${key} is written`, WITHIN_MS, () => bucket.put(key, Buffer.from(value)));
  }
  return entries;
}

async function restart(): Promise<void> {
  await broker.halt();
  await broker.restart();
}

function knows(entries: readonly [string, string][]): Promise<unknown> {
  return eventually('it knows what the bucket has', WITHIN_MS, () =>
    expect(Object.fromEntries(known)).toEqual(Object.fromEntries(entries)),
  );
}

describe('a watch whose server is started again', () => {
  it('knows all that a bucket has which had lost its newest entries, and has been given more than those since', async () => {
    const kept = await put('kept', 5);
    const older = await OlderData.of(broker, broker.folderOf(bucket.stream));
    const lost = await put('lost', 10);
    await knows([...kept, ...lost]);
    await older.putBack();
    await older.remove();
    const others = await put('other', 20);
    await knows([...kept, ...others]);
    expect(resets).toBe(1);
  });

  it('goes on where it was while the bucket has some of the entries that were told last', async () => {
    const entries = await put('a', 10);
    await knows(entries);
    await restart();
    const more = await put('b', 20);
    // The newest one that was told.
    await bucket.delete('a9');
    await knows([...entries.slice(0, 9), ...more]);
    expect(resets).toBe(0);
  });

  it('knows all of it where what it was given instead was replaced as well', async () => {
    const kept = await put('kept', 5);
    const older = await OlderData.of(broker, broker.folderOf(bucket.stream));
    const lost = await put('lost', 10);
    await knows([...kept, ...lost]);
    await older.putBack();
    await older.remove();
    await put('other', 10);
    const others = await put('other', 10);
    await knows([...kept, ...others]);
    expect(resets).toBe(1);
  });

  it('goes on where it was though all that it was told last was replaced or removed meanwhile', async () => {
    await knows(await put('a', 100));
    await restart();
    const [, ...left] = await put('a', 100);
    await bucket.delete('a0');
    await knows(left);
    expect(resets).toBe(0);
  });
});
