import { jetstreamManager } from '@nats-io/jetstream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AckedPublisher,
  ensureHistoryStream,
  ensurePushStream,
  HistoryConsumer,
  PartitionConsumer,
  PushPositions,
  type Bus,
  type QueuedTask,
} from '#bus';
import { epochOf, HistoryBatch, messageId, PUSH_STREAM, subjects } from '#contracts';
import { Broker, eventually } from '#test-support';

const MAX_BYTES = 16 * 1024 * 1024;
const WITHIN_MS = 30_000;

let broker: Broker;
let bus: Bus;
let publisher: AckedPublisher;
let positions: PushPositions;
let stops: (() => void)[];

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
  await ensurePushStream(bus, { partitions: 2, replicas: 1, maxBytes: MAX_BYTES });
  await ensureHistoryStream(bus, { replicas: 1, maxBytes: MAX_BYTES });
  publisher = new AckedPublisher(bus, 30_000, { current: { maxPending: 100 } });
  positions = new PushPositions(bus);
  stops = [];
});

afterEach(async () => {
  for (const stop of stops) stop();
  publisher.close();
  await broker.stop();
});

/** Everything that the consumer is given, which nobody acknowledges but the test. */
async function consume(consumer: PartitionConsumer | HistoryConsumer): Promise<QueuedTask[]> {
  const given: QueuedTask[] = [];
  await consumer.start(100, (task) => given.push(task));
  stops.push(() => consumer.stop());
  return given;
}

async function push(partition: number): Promise<number> {
  return (await publisher.publish(subjects.pushPartition(partition), Buffer.from('task'))).sequence;
}

/** As a job does with what it was given. */
async function handOver(partition: number, sequence: number): Promise<void> {
  const upTo = Number(messageId(sequence));
  const batch = HistoryBatch.encode({ epoch: 1, partition, upTo, after: 0, rows: [], unkept: false }).finish();
  await publisher.publish(subjects.historyPartition(partition), batch);
}

describe('how far a partition is', () => {
  it('does not wait for what nobody was given yet', async () => {
    const sequences = [];
    for (let n = 0; n < 10; n++) sequences.push(await push(1));
    const consumer = new PartitionConsumer(bus, 1);
    await new Promise<void>((resolve, reject) => {
      const first = (): void => {
        consumer.stop();
        resolve();
      };
      consumer.start(1, first).catch(reject);
    });
    const { given, unwritten } = await positions.now(1);
    expect(given).toBeLessThan(sequences.at(-1)!);
    expect(unwritten).toBe(given);
  });

  it('waits for what was handed over, though something older is still worked', async () => {
    const given = await consume(new PartitionConsumer(bus, 1));
    const sequences = [await push(1), await push(1)] as const;
    await eventually('both are given', WITHIN_MS, () => expect(given).toHaveLength(2));
    await handOver(1, sequences[1]);
    given[1]!.ack();
    await eventually('the newer one is acknowledged', WITHIN_MS, async () => {
      const { unwritten } = await positions.now(1);
      const { state } = await (await jetstreamManager(bus.connection)).streams.info(PUSH_STREAM);
      expect([state.messages, unwritten]).toEqual([1, sequences[1]]);
    });
  });

  it('is known where its job has handed over what it was given, whatever others are pushed to', async () => {
    const [busy, quiet] = [await consume(new PartitionConsumer(bus, 0)), await consume(new PartitionConsumer(bus, 1))];
    const mine = await push(1);
    const others = [await push(0), await push(0), await push(0)];
    await eventually('all are given', WITHIN_MS, () => expect([busy.length, quiet.length]).toEqual([3, 1]));
    expect(await positions.now(1)).toMatchObject({ worked: 0, unwritten: mine });
    expect(await positions.now(0)).toMatchObject({ unwritten: others.at(-1) });

    await handOver(1, mine);
    quiet[0]!.ack();
    await eventually('the task is acknowledged', WITHIN_MS, async () => {
      expect((await positions.now(1)).worked).toBeGreaterThanOrEqual(mine);
    });
    expect(await positions.now(1)).toMatchObject({ unwritten: mine });

    const batches = await consume(new HistoryConsumer(bus));
    await eventually('the writer has the batch', WITHIN_MS, () => expect(batches).toHaveLength(1));
    batches[0]!.ack();
    await eventually('it is written', WITHIN_MS, async () => expect((await positions.now(1)).unwritten).toBe(0));
    expect((await positions.now(1)).given).toBeGreaterThanOrEqual(mine);
  });

  it('is known where its consumer was lost, and is another one', async () => {
    await handOver(1, 7);
    expect(await positions.now(1)).toMatchObject({ worked: 0, unwritten: 7 });
  });

  it('is the beginning where nothing was pushed to it', async () => {
    await consume(new PartitionConsumer(bus, 1));
    await push(0);
    expect(await positions.now(1)).toMatchObject({ worked: 0, unwritten: 0 });
  });
});

describe('a look by which a task was given', () => {
  it('is one of the last moments, where that has the task; else a new one', async () => {
    const first = await push(1);
    await consume(new PartitionConsumer(bus, 1));
    await eventually('the first task is given', WITHIN_MS, async () => (await positions.now(1)).given === first);
    const known = await positions.now(1);
    const second = await push(1);
    const others = new PushPositions(bus);
    await eventually('the second task is given', WITHIN_MS, async () => (await others.now(1)).given === second);
    expect((await positions.whenGiven(1, known.epoch, second)).given).toBe(second);
    expect((await positions.whenGiven(1, known.epoch + 1, first)).epoch).toBe(known.epoch);
    const [one, other] = await Promise.all([
      positions.whenGiven(1, known.epoch, first),
      positions.whenGiven(1, known.epoch, first),
    ]);
    expect(one).toEqual(other);
  });
});

describe('where the push stream was', () => {
  it('is any place up to its newest task, also one that was removed, and none behind it or of a later stream', async () => {
    const manager = await jetstreamManager(bus.connection);
    const epoch = epochOf((await manager.streams.info(PUSH_STREAM)).created);
    expect(await positions.wasAt(epoch, 1)).toBe(false);
    const first = await push(0);
    const last = await push(1);
    await manager.streams.purge(PUSH_STREAM);
    const asked = [positions.wasAt(epoch, last), positions.wasAt(epoch, last + 1), positions.wasAt(epoch + 1, 1)];
    expect(await Promise.all(asked)).toEqual([true, false, false]);
    const next = await push(0);
    const again = [positions.wasAt(epoch, next), positions.wasAt(epoch - 1, next + 1), positions.wasAt(epoch, first)];
    expect(await Promise.all(again)).toEqual([true, true, true]);
  });
});
