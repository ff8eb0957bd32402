import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';
import {
  AckedPublisher,
  ensureHistoryStream,
  ensurePushStream,
  handedOver,
  PartitionConsumer,
  type Bus,
  type HandedOver,
  type QueuedTask,
} from '#bus';
import { epochOf, HISTORY_STREAM, HistoryBatch, numericId, partitionConsumer, PUSH_STREAM, subjects } from '#contracts';
import { Broker, eventually } from '#test-support';

const MAX_BYTES = 1024 * 1024;
const WITHIN_MS = 30_000;
const LAST_POSITION = 1_023;

let broker: Broker;
let bus: Bus;
let publisher: AckedPublisher;
let consumers: PartitionConsumer[];
let given: QueuedTask[];

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
  await ensurePushStream(bus, { partitions: 2, replicas: 1, maxBytes: MAX_BYTES });
  await ensureHistoryStream(bus, { replicas: 1, maxBytes: MAX_BYTES });
  publisher = new AckedPublisher(bus, WITHIN_MS, { current: { maxPending: 100 } });
  given = [];
  consumers = [new PartitionConsumer(bus, 1)];
  await consumers[0]!.start(100, (task) => given.push(task));
});

afterEach(async () => {
  for (const consumer of consumers) consumer.stop();
  publisher.close();
  await broker.stop();
});

/** A task of partition 1 is settled, the next one of it is not, and between them is one of another partition. */
async function settleOne(handOver: (sequence: number) => Promise<unknown>): Promise<number> {
  const { sequence } = await publisher.publish(subjects.pushPartition(1), Buffer.from('task'));
  await publisher.publish(subjects.pushPartition(0), Buffer.from('of another partition'));
  await publisher.publish(subjects.pushPartition(1), Buffer.from('the next task'));
  await eventually('both are given out', WITHIN_MS, () => expect(given).toHaveLength(2));
  await handOver(sequence);
  given[0]!.ack();
  await eventually('it is settled', WITHIN_MS, async () => expect(await floor()).toBeGreaterThanOrEqual(sequence));
  return sequence;
}

async function floor(): Promise<number> {
  const manager = await jetstreamManager(bus.connection);
  return (await manager.consumers.info(PUSH_STREAM, partitionConsumer(1))).ack_floor.stream_seq;
}

async function batch(sequence: number, bytes = 0): Promise<void> {
  const manager = await jetstreamManager(bus.connection);
  const epoch = epochOf((await manager.streams.info(PUSH_STREAM)).created);
  const row = { id: 0, targets: [], operation: 1, body: Buffer.alloc(bytes), time: 1, sender: 0, expires: 0 };
  const rows = bytes > 0 ? [{ ...row, idempotencyKey: '' }] : [];
  const fields = { epoch, partition: 1, upTo: numericId(sequence), after: 0, rows, unkept: false };
  const data = HistoryBatch.encode(fields).finish();
  await publisher.publish(subjects.historyPartition(1), data);
}

async function look(): Promise<Omit<HandedOver, 'epoch'>> {
  const { upTo, isInDoubt } = await handedOver(bus, 1);
  return { upTo, isInDoubt };
}

/** JetStream does not answer so many questions about the history's stream. @returns how many it was asked */
function withoutAnswer(questions: number): () => number {
  let asked = 0;
  const request = bus.connection.request.bind(bus.connection);
  jest.spyOn(bus.connection, 'request').mockImplementation(async (subject, data, options) => {
    if (subject !== `$JS.API.STREAM.INFO.${HISTORY_STREAM}` || ++asked > questions) {
      return request(subject, data, options);
    }
    await delay(options!.timeout);
    throw new errors.TimeoutError();
  });
  return () => asked;
}

async function everythingSettled(): Promise<Omit<HandedOver, 'epoch'>> {
  return { upTo: numericId(await floor(), LAST_POSITION), isInDoubt: true };
}

describe('what was handed over before a partition changes hands', () => {
  it('is nothing where nothing was pushed', async () => {
    expect(await look()).toEqual({ upTo: 0, isInDoubt: false });
  });

  it('is what the newest batch says that waits, though the queue counts over tasks of others', async () => {
    const sequence = await settleOne((of) => batch(of));
    expect(await floor()).toBeGreaterThan(sequence);
    expect(await look()).toEqual({ upTo: numericId(sequence), isInDoubt: false });
  });

  it('is written where nothing waits: the next batch makes no gap of that', async () => {
    await settleOne((of) => batch(of));
    await (await jetstreamManager(bus.connection)).streams.purge(HISTORY_STREAM);
    expect(await look()).toEqual({ upTo: 0, isInDoubt: false });
  });

  it('is in doubt where the history never got anything: it was off, or its stream was deleted', async () => {
    await settleOne(async () => undefined);
    expect(await look()).toEqual(await everythingSettled());
  });

  it('is in doubt where the stream is full, and may have refused the last batch', async () => {
    await settleOne((of) => batch(of, MAX_BYTES - 100_000));
    expect(await look()).toEqual(await everythingSettled());
  });

  it('is in doubt where the stream is not there', async () => {
    await settleOne((of) => batch(of));
    await (await jetstreamManager(bus.connection)).streams.delete(HISTORY_STREAM);
    expect(await look()).toEqual(await everythingSettled());
  });

  it('is written where the stream does not answer, since servers elect a leader more often than they lose a batch', async () => {
    await settleOne(async () => undefined);
    const asked = withoutAnswer(Number.POSITIVE_INFINITY);
    expect(await look()).toEqual({ upTo: 0, isInDoubt: false });
    expect(asked()).toBeGreaterThan(0);
  });

  it('is in doubt where the stream answers once servers have elected its leader', async () => {
    await settleOne(async () => undefined);
    withoutAnswer(1);
    expect(await look()).toEqual(await everythingSettled());
  });
});
