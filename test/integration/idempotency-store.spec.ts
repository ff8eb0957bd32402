import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { Broker, eventually } from '#test-support';
import { NO_ROOM } from '../../apps/logic/src/idempotency/idempotency-store.js';
import { KvIdempotencyStore } from '../../apps/logic/src/idempotency/kv/kv-idempotency-store.js';

describe('KvIdempotencyStore', () => {
  let broker: Broker;
  /** Whose bucket is filled. */
  let full: Broker;

  beforeAll(async () => {
    [broker, full] = await Promise.all([Broker.start(), Broker.start()]);
  });

  afterAll(() => Promise.all([broker.stop(), full.stop()]));

  async function open(): Promise<KvIdempotencyStore> {
    return KvIdempotencyStore.open(await broker.connect(), { replicas: 1 });
  }

  it('tells each logic what another one noted', async () => {
    const [one, other] = [await open(), await open()];
    expect(await one.claim('a', { fingerprint: 'f' })).toBeNull();
    expect(await other.claim('a', { fingerprint: 'g' })).toEqual({ fingerprint: 'f' });
    await one.settle('a', { fingerprint: 'f', answer: { sessions: 1 } });
    expect(await other.claim('a', { fingerprint: 'f' })).toEqual({ fingerprint: 'f', answer: { sessions: 1 } });
  });

  it('lets one of many that come at the same time be the first', async () => {
    const stores = await Promise.all([open(), open(), open()]);
    const known = await Promise.all(stores.map((store) => store.claim('b', { fingerprint: 'f' })));
    expect(known.filter((record) => record === null)).toHaveLength(1);
  });

  it('says where there is no room for a record, and still tells what was noted before', async () => {
    const bus = await full.connect();
    const store = await KvIdempotencyStore.open(bus, { replicas: 1, idempotencyBytes: 1024 * 1024 });
    const record = { fingerprint: 'f', answer: 'x'.repeat(64 * 1024) };
    expect(await store.claim('first', { fingerprint: 'f' })).toBeNull();
    const claims: unknown[] = [];
    for (let n = 0; n < 16; n++) claims.push(await store.claim(`long${n}`, record));
    expect(claims.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => null));
    expect(claims.at(-1)).toBe(NO_ROOM);
    expect(await store.claim('long16', record)).toBe(NO_ROOM);
    expect(await store.claim('first', record)).toEqual({ fingerprint: 'f' });
  });

  // Last: it loses what was noted.
  it('goes on where the server lost its data', async () => {
    const bus = await broker.connect();
    const store = await KvIdempotencyStore.open(bus, { replicas: 1 });
    await store.claim('c', { fingerprint: 'f' });
    const back = once(bus, 'reconnect');
    await broker.kill();
    await expect(store.claim('c', { fingerprint: 'f' })).rejects.toMatchObject({ code: 'unavailable' });
    await broker.restartEmpty();
    await back;
    // Whoever comes before the bucket is there again is to come again; one that was answered late finds what it has noted.
    const known = await eventually('it is noted again', 30_000, () => store.claim('c', { fingerprint: 'g' }));
    expect(known ?? { fingerprint: 'g' }).toEqual({ fingerprint: 'g' });
  });
});
