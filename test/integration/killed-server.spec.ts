import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream, type JetStreamManager } from '@nats-io/jetstream';
import {
  AckedPublisher,
  ensureHistoryStream,
  ensurePushStream,
  HistoryConsumer,
  PartitionConsumer,
  type Bus,
  type QueuedTask,
} from '#bus';
import { HISTORY_STREAM, partitionConsumer, PUSH_STREAM, subjects } from '#contracts';
import { Broker, eventually } from '#test-support';

const WITHIN_MS = 30_000;
const PREFETCH = 100;
const TASKS = 1_000;
const WRITTEN_MS = 500;

let broker: Broker;
let bus: Bus;
let publisher: AckedPublisher;
let consumers: (PartitionConsumer | HistoryConsumer)[];

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
  await ensurePushStream(bus, { partitions: 2, replicas: 1, maxBytes: 16 * 1024 * 1024 });
  publisher = new AckedPublisher(bus, 30_000, { current: { maxPending: 10_000 } });
  consumers = [];
}, WITHIN_MS);

afterEach(async () => {
  for (const consumer of consumers) consumer.stop();
  publisher.close();
  await broker.stop();
}, WITHIN_MS);

function manager(): Promise<JetStreamManager> {
  return jetstream(bus.connection).jetstreamManager();
}

async function stored(): Promise<number> {
  return (await (await manager()).streams.info(PUSH_STREAM)).state.messages;
}

function publish(partition: number, count: number): Promise<unknown> {
  const subject = subjects.pushPartition(partition);
  return Promise.all(Array.from({ length: count }, (_, n) => publisher.publish(subject, Buffer.from(`${n}`))));
}

async function consume(partition: number, onTask: (task: QueuedTask) => void): Promise<PartitionConsumer> {
  const consumer = new PartitionConsumer(bus, partition);
  consumers.push(consumer);
  await consumer.start(PREFETCH, onTask);
  return consumer;
}

/** The server is ended, and comes again; meanwhile something happens. */
async function restart(how: 'halt' | 'kill', meanwhile: () => Promise<void> = async () => undefined): Promise<void> {
  const connected = new Promise<void>((resolve) => void bus.once('reconnect', resolve));
  await broker[how]();
  await meanwhile();
  await broker.restart();
  await connected;
}

describe('a server that was killed', () => {
  it('keeps nothing that was worked before, which one of 2.9 has again', async () => {
    // Something older is not worked yet.
    await publish(0, 1);
    await publish(1, TASKS);
    await consume(1, (task) => task.ack());
    await eventually('all but one are worked', WITHIN_MS, async () => (await stored()) === 1);
    consumers.pop()!.stop();
    // By then the server has written down what the consumer knows.
    await delay(WRITTEN_MS);
    await restart('kill');

    await consume(1, (task) => task.ack());
    await eventually('they are gone for good', WITHIN_MS, async () => (await stored()) === 1);
    const worked: string[] = [];
    await consume(0, (task) => worked.push(String(task.data)));
    await eventually('the older one is still there', WITHIN_MS, () => expect(worked).toHaveLength(1));
  }, 60_000);

  it('keeps nothing of it either where it is killed once more, and has again what was removed', async () => {
    await publish(0, 1);
    await publish(1, TASKS);
    const work = (task: QueuedTask): void => task.ack();
    const reader = await consume(1, work);
    await eventually('all but one are worked', WITHIN_MS, async () => expect(await stored()).toBe(1));
    for (let kills = 0; kills < 2; kills++) {
      reader.stop();
      await delay(WRITTEN_MS);
      await restart('kill');
      await reader.start(PREFETCH, work);
      await eventually('they are gone', WITHIN_MS, async () => expect(await stored()).toBe(1));
    }
  }, 90_000);

  it('gives out what waits, also where one of 2.9 tries for ever to give out again what was worked', async () => {
    await publish(0, 1);
    await publish(1, TASKS);
    const given: QueuedTask[] = [];
    await consume(1, (task) => given.push(task));
    await eventually('much is given out', WITHIN_MS, () => given.length >= TASKS / 2);
    consumers.pop()!.stop();
    // What the server knows of the consumer was written before these were worked, what it knows of the stream after it.
    const known = join(broker.folderOf(PUSH_STREAM), 'obs', partitionConsumer(1));
    const kept = join(broker.folderOf(PUSH_STREAM), 'kept');
    await restart('halt', () => cp(known, kept, { recursive: true }));
    const before = await stored();
    for (const task of given) task.ack();
    await eventually('they are worked', WITHIN_MS, async () => (await stored()) === before - given.length);
    await restart('halt', async () => {
      await rm(known, { recursive: true });
      await rename(kept, known);
    });

    const rest = new Set<number>();
    await consume(1, (task) => {
      rest.add(task.seq);
      task.ack();
    });
    await eventually('all others are given out', WITHIN_MS, () => expect(rest.size).toBe(TASKS - given.length));
  }, 90_000);

  // One of 2.9 passed over as many as it had lost: what waited for the history stayed unwritten, and pushes were removed that nobody got.
  it.each([
    ['the history', HISTORY_STREAM, subjects.historyPartition(0), () => new HistoryConsumer(bus)],
    // And no logic is there that remembers.
    ['a partition', PUSH_STREAM, subjects.pushPartition(0), () => new PartitionConsumer(bus, 0)],
  ])(
    'gives out what comes for %s where it has lost its newest messages, and not what its consumer had got',
    async (...[, stream, subject, open]) => {
      await ensureHistoryStream(bus, { replicas: 1, maxBytes: 1024 * 1024 });
      const consumer = open();
      consumers.push(consumer);
      const given: string[] = [];
      const work = (task: QueuedTask): void => {
        given.push(String(task.data));
        task.ack();
      };
      await consumer.start(PREFETCH, work);
      const hand = async (name: string): Promise<void> => {
        for (let n = 0; n < 20; n++) await publisher.publish(subject, Buffer.from(`${name}${n}`));
        await eventually('they are worked', WITHIN_MS, () => expect(given.at(-1)).toBe(`${name}19`));
        await eventually('they are gone', WITHIN_MS, async () => {
          expect((await (await manager()).streams.info(stream)).state.messages).toBe(0);
        });
      };
      await hand('a');
      const messages = join(broker.folderOf(stream), 'msgs');
      const kept = join(broker.folderOf(stream), 'kept');
      await restart('halt', () => cp(messages, kept, { recursive: true }));
      await consumer.start(PREFETCH, work);
      await hand('b');
      await restart('halt', async () => {
        await rm(messages, { recursive: true });
        await rename(kept, messages);
      });
      await consumer.start(PREFETCH, work);
      await hand('c');
      expect(given).toHaveLength(60);
    },
    90_000,
  );
});
