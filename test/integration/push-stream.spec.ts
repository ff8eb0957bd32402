import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { AckedPublisher, ensurePushStream, type Bus, type PushStreamOptions } from '#bus';
import { DEAD_LETTER_STREAM, partitionConsumer, PUSH_STREAM, subjects } from '#contracts';
import { Broker } from '#test-support';

const MEBIBYTE = 1024 * 1024;
const OPTIONS: PushStreamOptions = { partitions: 4, replicas: 1, maxBytes: 8 * MEBIBYTE };

let broker: Broker;
let bus: Bus;

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
});

afterEach(() => broker.stop());

async function state(): Promise<{ subjects: string[]; maxBytes: number; consumers: string[]; messages: number }> {
  const manager = await jetstream(bus.connection).jetstreamManager();
  const { config, state: held } = await manager.streams.info(PUSH_STREAM);
  const consumers = await manager.consumers.list(PUSH_STREAM).next();
  return {
    subjects: config.subjects,
    maxBytes: config.max_bytes,
    consumers: consumers.map(({ name }) => name).toSorted(),
    messages: held.messages,
  };
}

const EXPECTED = {
  subjects: [0, 1, 2, 3].map(subjects.pushPartition),
  maxBytes: OPTIONS.maxBytes,
  consumers: [0, 1, 2, 3].map(partitionConsumer),
};

describe('ensurePushStream', () => {
  it('creates the stream with a consumer for each partition, and that of dead letters where its limits are known', async () => {
    await ensurePushStream(bus, OPTIONS);
    expect(await state()).toEqual({ ...EXPECTED, messages: 0 });
    const { streams } = await jetstream(bus.connection).jetstreamManager();
    await expect(streams.info(DEAD_LETTER_STREAM)).rejects.toThrow('stream not found');
    const limits = { maxAge: 3_600_000, maxBytes: MEBIBYTE };
    await ensurePushStream(await broker.connect(), { ...OPTIONS, deadLetters: limits });
    expect((await streams.info(DEAD_LETTER_STREAM)).config).toMatchObject({
      subjects: [subjects.allDeadLetters],
      max_age: 3_600e9,
      max_bytes: MEBIBYTE,
    });
  });

  it('leaves what is there, with the tasks in it, when it is called again', async () => {
    await ensurePushStream(bus, OPTIONS);
    const publisher = new AckedPublisher(bus, 30_000, { current: { maxPending: 100 } });
    for (let n = 0; n < 10; n++) await publisher.publish(subjects.pushPartition(n % 4), Buffer.from(String(n)));
    await ensurePushStream(bus, OPTIONS);
    expect(await state()).toEqual({ ...EXPECTED, messages: 10 });
    publisher.close();
  });

  it('is called by several processes at once', async () => {
    const buses = await Promise.all(Array.from({ length: 6 }, () => broker.connect()));
    await Promise.all(buses.map((one) => ensurePushStream(one, OPTIONS)));
    expect(await state()).toEqual({ ...EXPECTED, messages: 0 });
  });

  it('takes the partitions that the stream has, where it is told no number', async () => {
    const unsaid = { ...OPTIONS, partitions: undefined };
    expect(await ensurePushStream(bus, { ...OPTIONS, partitions: 6 })).toBe(6);
    expect(await ensurePushStream(await broker.connect(), unsaid)).toBe(6);
    expect((await state()).subjects).toHaveLength(6);
  });

  it('makes as many partitions for each process that starts, be it told a number or not', async () => {
    const buses = await Promise.all(Array.from({ length: 6 }, () => broker.connect()));
    const told = (n: number): number | undefined => (n % 2 === 0 ? 6 : undefined);
    const outcomes = await Promise.allSettled(
      buses.map((one, n) => ensurePushStream(one, { ...OPTIONS, partitions: told(n) })),
    );
    const { length } = (await state()).subjects;
    const answers = outcomes.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.code));
    // Whoever is first decides; who is told another number is refused.
    expect(answers).toEqual(answers.map((_, n) => ((told(n) ?? length) === length ? length : 'invalid-argument')));
  });

  it('says in one line that the stream has another number of partitions, and changes nothing', async () => {
    await ensurePushStream(bus, OPTIONS);
    await expect(ensurePushStream(bus, { ...OPTIONS, partitions: 8 })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: 'queue.partitions is 8, but the stream GOIM_PUSH has 4: every logic and job needs the same number',
    });
    expect(await state()).toEqual({ ...EXPECTED, messages: 0 });
  });

  it('changes the size of a stream that exists', async () => {
    await ensurePushStream(bus, OPTIONS);
    await ensurePushStream(bus, { ...OPTIONS, maxBytes: 2 * MEBIBYTE });
    expect(await state()).toEqual({ ...EXPECTED, maxBytes: 2 * MEBIBYTE, messages: 0 });
  });

  it('refuses tasks above its size, and loses none of those that it holds', async () => {
    await ensurePushStream(bus, { ...OPTIONS, maxBytes: MEBIBYTE });
    const publisher = new AckedPublisher(bus, 30_000, { current: { maxPending: 100 } });
    const task = Buffer.alloc(100_000);
    let stored = 0;
    const refusal = await (async () => {
      for (;;) {
        try {
          await publisher.publish(subjects.pushPartition(0), task);
          stored++;
        } catch (error) {
          return error;
        }
      }
    })();
    expect(refusal).toMatchObject({ code: 'queue-full' });
    expect(stored).toBe(10);
    expect((await state()).messages).toBe(stored);
    publisher.close();
  });

  it('creates everything anew where the server comes back without its data', async () => {
    await ensurePushStream(bus, OPTIONS);
    await broker.kill();
    await broker.restartEmpty();
    bus = await broker.connect();
    await ensurePushStream(bus, OPTIONS);
    expect(await state()).toEqual({ ...EXPECTED, messages: 0 });
  });

  it('rejects where the server is away', async () => {
    await broker.kill();
    await expect(ensurePushStream(bus, OPTIONS)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
