import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AckedPublisher, DeadLetters, ensurePushStream, type Bus } from '#bus';
import { subjects } from '#contracts';
import { Broker } from '#test-support';

const MEBIBYTE = 1024 * 1024;

let broker: Broker;
let bus: Bus;
let letters: DeadLetters;

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
  letters = new DeadLetters(bus);
});

afterEach(() => broker.stop());

/** @param partitions those of the letters, in their order: each says at which place it is */
async function write(...partitions: readonly number[]): Promise<void> {
  const deadLetters = { maxAge: 3_600_000, maxBytes: MEBIBYTE };
  await ensurePushStream(bus, { partitions: 2, replicas: 1, maxBytes: 8 * MEBIBYTE, deadLetters });
  const publisher = new AckedPublisher(bus, 30_000, { current: { maxPending: 100 } });
  for (const [n, partition] of partitions.entries()) {
    await publisher.publish(subjects.deadLetter(partition), Buffer.from(String(n + 1)), {
      'Goim-Reason': 'the comet did not confirm',
      'Goim-Subject': subjects.pushPartition(partition),
      'Goim-Tries': '5',
      'Goim-Message-Id': '2048',
    });
  }
  publisher.close();
}

async function sequencesBefore(sequence: number, most = 10, partition?: number): Promise<number[]> {
  return (await letters.before(sequence, most, partition)).map((letter) => letter.sequence);
}

describe('DeadLetters', () => {
  it('reads the newest first, all or those of a partition', async () => {
    await write(0, 1, 0, 1);
    expect(await letters.get(3)).toEqual({
      sequence: 3,
      partition: 0,
      time: expect.any(Number),
      reason: 'the comet did not confirm',
      tries: 5,
      subject: subjects.pushPartition(0),
      messageId: 2048,
      data: new Uint8Array(Buffer.from('3')),
    });
    expect(await sequencesBefore(Number.MAX_SAFE_INTEGER)).toEqual([4, 3, 2, 1]);
    expect(await sequencesBefore(4, 2)).toEqual([3, 2]);
    expect(await sequencesBefore(5, 10, 1)).toEqual([4, 2]);
    expect(await sequencesBefore(4, 10, 1)).toEqual([2]);
    expect(await sequencesBefore(1)).toEqual([]);
    expect(await letters.get(9)).toBeNull();
    expect(await letters.epoch()).toBeGreaterThan(0);
  });

  it('finds those on the other side of a long gap, however many they are there', async () => {
    await write(...Array.from({ length: 100 }, () => 0));
    for (let sequence = 61; sequence < 100; sequence++) await letters.remove(sequence);
    expect(await sequencesBefore(Number.MAX_SAFE_INTEGER, 3)).toEqual([100, 60, 59]);
    expect(await sequencesBefore(60, 60)).toEqual(Array.from({ length: 59 }, (_, n) => 59 - n));
  });

  // nats-server answers the second in one way for the first of a stream, and in another for those behind it.
  it.each([1, 2, 3])('takes out each once: the one at place %i', async (sequence) => {
    await write(0, 0, 0);
    expect(await letters.remove(sequence)).toBe(true);
    expect(await letters.remove(sequence)).toBe(false);
    expect(await letters.get(sequence)).toBeNull();
    expect(await sequencesBefore(9)).toEqual([3, 2, 1].filter((other) => other !== sequence));
  });

  it('asks JetStream for some at a time, and not one after the other', async () => {
    await write(...Array.from({ length: 40 }, () => 0));
    const { connection } = bus;
    const request = connection.request.bind(connection);
    let [asked, most] = [0, 0];
    connection.request = (...question) => {
      most = Math.max(most, ++asked);
      return request(...question).finally(() => asked--);
    };
    expect(await sequencesBefore(Number.MAX_SAFE_INTEGER, 24)).toEqual(Array.from({ length: 24 }, (_, n) => 40 - n));
    expect(most).toBe(8);
  });

  it('finds none where no job has made the stream yet', async () => {
    expect([await letters.before(1, 10), await letters.get(1), await letters.remove(1)]).toEqual([[], null, false]);
    expect(await letters.epoch()).toBe(0);
  });
});
