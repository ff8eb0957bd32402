import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream, type JetStreamManager, type StreamInfo } from '@nats-io/jetstream';
import { Bucket, DurableAssets, ensurePushStream, type Bus } from '#bus';
import { AppError, PUSH_STREAM, subjects } from '#contracts';
import { Broker, eventually } from '#test-support';
import { CONSUMERS, consumersNow, findingsOf, OPTIONS, storeBy } from './push-stream-deeds.js';

const MEBIBYTE = 1024 * 1024;
/** Advisories tell at once, and a busy machine acts late. */
const MENDED_WITHIN_MS = 30_000;
/** Without them, a look a second does. */
const NOTICED_WITHIN_MS = 30_000;
/** Longer than an election of servers may take, which is five of the looks. */
const UNANSWERED_MS = 12_500;
/** For what takes as long as the product's own limits say. */
const WAIT_MS = 30_000;

let broker: Broker;
let bus: Bus;
/** Another connection, so that nothing of it is a deed of the one that keeps. */
let manager: JetStreamManager;

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
  manager = await jetstream((await broker.connect()).connection).jetstreamManager();
});

afterEach(() => broker.stop());

function info(stream: string): Promise<StreamInfo> {
  return manager.streams.info(stream);
}

/** Streams take all that the store of the server has, but for so many bytes and at most a mebibyte more. @returns their names */
async function reserveAllBut(bytes: number): Promise<string[]> {
  const reserve = (name: string, size: number): Promise<boolean> =>
    manager.streams.add({ name, subjects: [name], max_bytes: size }).then(
      () => true,
      () => false,
    );
  await reserve('KEPT_FREE', bytes);
  const taken: string[] = [];
  // What is free is some sum of these, whatever the size of the disk.
  for (let size = 2 ** 50; size >= MEBIBYTE; size /= 2) {
    const name = `BALLAST_${size}`;
    if (await reserve(name, size)) taken.push(name);
  }
  await manager.streams.delete('KEPT_FREE');
  return taken;
}

describe('DurableAssets', () => {
  it('creates deleted consumers again at once; the tasks that they had not worked stay', async () => {
    await ensurePushStream(bus, OPTIONS);
    const found = findingsOf(bus);
    await storeBy(bus, 'before');
    await Promise.all(CONSUMERS.map((name) => manager.consumers.delete(PUSH_STREAM, name)));
    await storeBy(bus, 'meanwhile');
    await eventually('the consumers are back', MENDED_WITHIN_MS, async () =>
      expect(await consumersNow(manager)).toEqual(CONSUMERS),
    );
    expect((await info(PUSH_STREAM)).state.messages).toBe(2);
    expect((await manager.consumers.info(PUSH_STREAM, CONSUMERS[0]!)).num_pending).toBe(2);
    // It is told when the server has answered.
    await eventually('all are told', MENDED_WITHIN_MS, () =>
      expect(found.toSorted()).toEqual(CONSUMERS.map((name) => `${PUSH_STREAM}/${name} missing`)),
    );
  });

  it('creates a deleted stream again with its consumers, and says so', async () => {
    await ensurePushStream(bus, OPTIONS);
    const found = findingsOf(bus);
    await storeBy(bus, 'lost');
    await DurableAssets.of(bus).ensure(PUSH_STREAM);
    const recreated = once(DurableAssets.of(bus), 'recreated');
    await manager.streams.delete(PUSH_STREAM);
    expect(await recreated).toEqual([PUSH_STREAM, 1]);
    expect(await consumersNow(manager)).toEqual(CONSUMERS);
    expect(found).toEqual([`${PUSH_STREAM} missing`]);
  });

  it('mends what several processes keep once, whoever is first', async () => {
    const buses = [bus, ...(await Promise.all([1, 2, 3].map(() => broker.connect())))];
    await Promise.all(buses.map((one) => ensurePushStream(one, OPTIONS)));
    await manager.streams.delete(PUSH_STREAM);
    await eventually('the stream is back', MENDED_WITHIN_MS, async () =>
      expect(await consumersNow(manager)).toEqual(CONSUMERS),
    );
    await storeBy(bus, 'kept');
    await Promise.all(buses.map((one) => DurableAssets.of(one).ensure(PUSH_STREAM)));
    expect((await info(PUSH_STREAM)).state.messages).toBe(1);
    for (const one of buses) expect(DurableAssets.of(one).problems()).toEqual([]);
  });

  it('sets back what an operator has changed', async () => {
    await ensurePushStream(bus, OPTIONS);
    const found = findingsOf(bus);
    await manager.streams.update(PUSH_STREAM, { max_bytes: MEBIBYTE, duplicate_window: 1_000_000_000 });
    await manager.consumers.update(PUSH_STREAM, CONSUMERS[1]!, { max_ack_pending: 7 });
    await eventually('the stream is as configured', NOTICED_WITHIN_MS, async () =>
      expect((await info(PUSH_STREAM)).config).toMatchObject({ max_bytes: 8 * MEBIBYTE, duplicate_window: 120e9 }),
    );
    // No advisory tells of a changed consumer.
    await eventually('the consumer is as configured', NOTICED_WITHIN_MS, async () =>
      expect((await manager.consumers.info(PUSH_STREAM, CONSUMERS[1]!)).config.max_ack_pending).toBe(8_000),
    );
    // It is told when the server has answered.
    await eventually('both are told', NOTICED_WITHIN_MS, () =>
      expect(found).toEqual([`${PUSH_STREAM} changed`, `${PUSH_STREAM}/${CONSUMERS[1]} changed`]),
    );
  });

  // By each of these messages would be refused, or go before they are worked.
  it('takes limits away that an operator has given a stream, and that it is not configured to have', async () => {
    await ensurePushStream(bus, OPTIONS);
    const found = findingsOf(bus);
    await manager.streams.update(PUSH_STREAM, {
      max_msgs: 5,
      max_msgs_per_subject: 1,
      max_msg_size: 1_000,
      max_age: 300e9,
    });
    await eventually('the stream is as configured', NOTICED_WITHIN_MS, async () =>
      expect((await info(PUSH_STREAM)).config).toMatchObject({
        max_msgs: -1,
        max_msgs_per_subject: -1,
        max_msg_size: -1,
        max_age: 0,
      }),
    );
    await eventually('it is told', NOTICED_WITHIN_MS, () => expect(found).toEqual([`${PUSH_STREAM} changed`]));
  });

  it('lets be what a process that was configured later has set, and that one keeps it', async () => {
    await ensurePushStream(bus, OPTIONS);
    const found = findingsOf(bus);
    const later = await broker.connect();
    await ensurePushStream(later, { ...OPTIONS, maxBytes: 2 * MEBIBYTE });
    for (const one of [bus, later, bus]) await DurableAssets.of(one).ensure(PUSH_STREAM);
    expect((await info(PUSH_STREAM)).config.max_bytes).toBe(2 * MEBIBYTE);
    expect(found).toEqual([
      expect.stringMatching(/^GOIM_PUSH refused: a process that started later has set max_bytes/),
    ]);
    await manager.streams.update(PUSH_STREAM, { max_bytes: 3 * MEBIBYTE });
    await eventually('the later one sets it back', NOTICED_WITHIN_MS, async () =>
      expect((await info(PUSH_STREAM)).config.max_bytes).toBe(2 * MEBIBYTE),
    );
  });

  it('keeps a stream as before where it cannot be kept as it is asked for now', async () => {
    await ensurePushStream(bus, OPTIONS);
    const wrong = new AppError('invalid-argument', 'a stream of somebody else');
    const asset = {
      config: { name: PUSH_STREAM, max_bytes: 2 * MEBIBYTE },
      verify: () => {
        throw wrong;
      },
    };
    await expect(DurableAssets.of(bus).keep(asset)).rejects.toBe(wrong);
    await manager.streams.update(PUSH_STREAM, { max_bytes: MEBIBYTE });
    await eventually('it is set back', NOTICED_WITHIN_MS, async () =>
      expect((await info(PUSH_STREAM)).config.max_bytes).toBe(8 * MEBIBYTE),
    );
  });

  it('asks again where the server is too busy to answer at once', async () => {
    const told = once(DurableAssets.of(bus), 'repaired');
    await broker.freeze();
    const kept = ensurePushStream(bus, OPTIONS);
    await delay(UNANSWERED_MS);
    broker.thaw();
    await kept;
    expect(await consumersNow(manager)).toEqual(CONSUMERS);
    expect(await told).toEqual([expect.objectContaining({ asset: PUSH_STREAM, reason: 'unanswered' })]);
  });

  it('has a problem while the server does not answer, and none when it does again', async () => {
    await ensurePushStream(bus, OPTIONS);
    await broker.freeze();
    await eventually('the problem is known', WAIT_MS, () =>
      expect(DurableAssets.of(bus).problems()).toContain('GOIM_PUSH: timeout'),
    );
    broker.thaw();
    await eventually('there is none', WAIT_MS, () => expect(DurableAssets.of(bus).problems()).toEqual([]));
  });

  it('gives a bucket the copies that who knows of them wants, or says why not; who does not lets them be', async () => {
    await Bucket.open(bus, 'things', { ttlMs: 0, replicas: 1 });
    const ignorant = await broker.connect();
    await Bucket.open(ignorant, 'things', { ttlMs: 0 });
    const found = findingsOf(bus);
    await Bucket.open(bus, 'things', { ttlMs: 0, replicas: 3 });
    await Bucket.open(bus, 'things', { ttlMs: 0 });
    await Bucket.open(ignorant, 'things', { ttlMs: 0 });
    // One server can't have three copies. One of 2.9 says that it has.
    const { num_replicas: copies } = (await info('KV_things')).config;
    const refusal =
      'KV_things refused: cannot set num_replicas (1 instead of 3): replicas > 1 not supported in non-clustered mode';
    expect(found).toEqual([copies === 3 ? 'KV_things changed' : refusal]);
  });

  it('has a bucket smaller where the store has no room for its size, says so, and has it whole when there is', async () => {
    const taken = await reserveAllBut(9 * MEBIBYTE);
    const found = findingsOf(bus);
    await Bucket.open(bus, 'things', { ttlMs: 0, replicas: 1, maxBytes: 64 * MEBIBYTE });
    expect((await info('KV_things')).config.max_bytes).toBe(4 * MEBIBYTE);
    expect(found).toContain('KV_things smaller');
    await DurableAssets.of(bus).ensure('KV_things');
    expect(found.at(-1)).toMatch(
      /^KV_things refused: cannot set max_bytes \(4194304 instead of 67108864\): insufficient storage/,
    );

    for (const name of taken) await manager.streams.delete(name);
    // What was refused is asked for again, without a restart.
    await eventually('it is whole', WAIT_MS, async () =>
      expect((await info('KV_things')).config.max_bytes).toBe(64 * MEBIBYTE),
    );
  });

  it('has no smaller queue than it is told, and says how much there is no room for', async () => {
    await reserveAllBut(4 * MEBIBYTE);
    await expect(ensurePushStream(bus, OPTIONS)).rejects.toThrow(
      'cannot create it: the store of NATS has no room for 8388608 bytes more: insufficient storage resources available',
    );
  });

  it('has a problem while a stream cannot be created, and none when it can again', async () => {
    await ensurePushStream(bus, OPTIONS);
    const assets = DurableAssets.of(bus);
    await eventually(
      'another takes a subject of the stream before that is created anew',
      NOTICED_WITHIN_MS,
      async () => {
        await manager.streams.delete(PUSH_STREAM);
        await manager.streams.add({ name: 'SQUATTER', subjects: [subjects.pushPartition(0)] });
      },
    );
    await eventually('the problem is known', NOTICED_WITHIN_MS, () =>
      expect(assets.problems()).toEqual([expect.stringMatching(/^GOIM_PUSH: cannot create it: subjects overlap/)]),
    );
    await manager.streams.delete('SQUATTER');
    await eventually('the stream is back', NOTICED_WITHIN_MS, async () => {
      expect(assets.problems()).toEqual([]);
      expect(await consumersNow(manager)).toEqual(CONSUMERS);
    });
  });
});
