import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DiscardPolicy, jetstream, RetentionPolicy, type JetStreamManager } from '@nats-io/jetstream';
import { AckedPublisher, RefusingStreams, type Bus } from '#bus';
import { Broker } from '#test-support';

const BODY = Buffer.from('task');
const KIBIBYTE = 1024;
/** Of the publisher: what rejects within it did not wait for it. */
const TIMEOUT_MS = 60_000;
const IMPATIENCE_MS = 300;
/** A timer may fire so much early. */
const TIMER_GRACE_MS = 5;

let broker: Broker;
let bus: Bus;
let manager: JetStreamManager;
let publisher: AckedPublisher;

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
  manager = await jetstream(bus.connection).jetstreamManager();
  publisher = new AckedPublisher(bus, TIMEOUT_MS, { current: { maxPending: 2_000 } });
});

afterEach(async () => {
  publisher.close();
  await broker.stop();
});

async function addStream(limits: { max_bytes?: number; max_msgs?: number } = {}): Promise<void> {
  await manager.streams.add({
    name: 'TASKS',
    subjects: ['tasks.*'],
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    ...limits,
  });
}

async function storedMessages(): Promise<number> {
  return (await manager.streams.info('TASKS')).state.messages;
}

/** The error codes of those that failed, and how long it took until all had settled. */
async function settled(publishes: Promise<unknown>[]): Promise<{ codes: string[]; ms: number }> {
  const from = performance.now();
  const results = await Promise.allSettled(publishes);
  const codes = results.flatMap((result) =>
    result.status === 'rejected' ? [(result.reason as { code: string }).code] : [],
  );
  return { codes, ms: performance.now() - from };
}

describe('AckedPublisher', () => {
  it('resolves with the sequence under which the stream holds the message', async () => {
    await addStream();
    const stored = await Promise.all(Array.from({ length: 100 }, () => publisher.publish('tasks.a', BODY)));
    expect(stored).toEqual(Array.from({ length: 100 }, (_, index) => ({ sequence: index + 1, duplicate: false })));
    expect(await storedMessages()).toBe(100);
    expect(publisher.pendingCount).toBe(0);
  });

  it('says of a message whose id was seen before that it is a duplicate, and which one it repeats', async () => {
    await addStream();
    const id = { 'Nats-Msg-Id': 'once' };
    expect(await publisher.publish('tasks.a', BODY, id)).toEqual({ sequence: 1, duplicate: false });
    expect(await publisher.publish('tasks.a', BODY)).toEqual({ sequence: 2, duplicate: false });
    expect(await publisher.publish('tasks.a', BODY, id)).toEqual({ sequence: 1, duplicate: true });
    expect(await storedMessages()).toBe(2);
  });

  it.each([
    ['messages', { max_msgs: 3 }],
    ['bytes', { max_bytes: 4 * KIBIBYTE }],
  ])(
    'rejects with queue-full where the stream may hold no more %s, and stores again when there is room',
    async (_, limits) => {
      await addStream(limits);
      const message = Buffer.alloc(KIBIBYTE);
      for (let n = 0; n < 3; n++) await publisher.publish('tasks.a', message);
      await expect(publisher.publish('tasks.a', message)).rejects.toMatchObject({
        code: 'queue-full',
        retryable: true,
      });
      await manager.streams.purge('TASKS');
      await publisher.publish('tasks.a', message);
      expect(await storedMessages()).toBe(1);
    },
  );

  it('rejects at once where no stream takes the subject', async () => {
    const { codes, ms } = await settled([publisher.publish('tasks.a', BODY)]);
    expect(codes).toEqual(['unavailable']);
    expect(ms).toBeLessThan(TIMEOUT_MS);
  });

  it('rejects a message above the longest that the server takes', async () => {
    await addStream();
    await expect(publisher.publish('tasks.a', Buffer.alloc(bus.maxPayloadBytes + 1))).rejects.toMatchObject({
      code: 'invalid-argument',
    });
    await expect(
      publisher.publish('tasks.a', Buffer.alloc(bus.maxPayloadBytes), { 'Nats-Msg-Id': 'the header is too much' }),
    ).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(publisher.pendingCount).toBe(0);
    expect(bus.disconnects).toBe(0);
  });

  it('rejects all of 1,000 that are in flight when the server is killed, at once', async () => {
    await addStream();
    await broker.freeze();
    const publishes = Array.from({ length: 1_000 }, () => publisher.publish('tasks.a', BODY));
    expect(publisher.pendingCount).toBe(1_000);
    const result = settled(publishes);
    await broker.kill();
    const { codes, ms } = await result;
    expect(codes).toEqual(Array.from({ length: 1_000 }, () => 'unavailable'));
    expect(ms).toBeLessThan(TIMEOUT_MS);
    expect(publisher.pendingCount).toBe(0);
    // And while it is away.
    expect((await settled([publisher.publish('tasks.a', BODY)])).codes).toEqual(['unavailable']);
  });

  it('rejects after its timeout where the server hangs, and goes on when it answers again', async () => {
    await addStream();
    const impatient = new AckedPublisher(bus, IMPATIENCE_MS, { current: { maxPending: 10 } });
    await broker.freeze();
    const { codes, ms } = await settled([impatient.publish('tasks.a', BODY), impatient.publish('tasks.a', BODY)]);
    expect(codes).toEqual(['unavailable', 'unavailable']);
    expect(ms).toBeGreaterThanOrEqual(IMPATIENCE_MS - TIMER_GRACE_MS);
    expect(ms).toBeLessThan(TIMEOUT_MS);
    broker.thaw();
    // Those that were given up are stored all the same, and their acknowledgements confuse nobody.
    expect(await publisher.publish('tasks.a', BODY)).toEqual({ sequence: 3, duplicate: false });
    impatient.close();
  });

  it('refuses at once what is above maxPending', async () => {
    await addStream();
    const small = new AckedPublisher(bus, TIMEOUT_MS, { current: { maxPending: 10 } });
    await broker.freeze();
    const waiting = Array.from({ length: 10 }, () => small.publish('tasks.a', BODY));
    await expect(small.publish('tasks.a', BODY)).rejects.toMatchObject({
      code: 'unavailable',
      message: '10 messages already wait to be stored',
    });
    broker.thaw();
    await Promise.all(waiting);
    await small.publish('tasks.a', BODY);
    expect(await storedMessages()).toBe(11);
    small.close();
  });

  it('has it known which stream stores nothing, until it stores something', async () => {
    let now = 0;
    const streams = jest.spyOn(performance, 'now').mockImplementation(() => now);
    const known = new AckedPublisher(bus, TIMEOUT_MS, { current: { maxPending: 10 } }, 'TASKS');
    for (now = 0; now <= 10_000; now += 10_000) await expect(known.publish('tasks.a', BODY)).rejects.toThrow();
    expect(RefusingStreams.of(bus).list()).toEqual([
      { stream: 'TASKS', forMs: 20_000, why: 'JetStream is not there to store the message' },
    ]);
    streams.mockRestore();
    await addStream();
    await known.publish('tasks.a', BODY);
    expect(RefusingStreams.of(bus).list()).toEqual([]);
    known.close();
  });

  it('rejects what is stored only behind another revision than the newest as a conflict, which says nothing of the stream', async () => {
    await addStream();
    const behind = (revision: number) => ({ 'Nats-Expected-Last-Subject-Sequence': `${revision}` });
    const { sequence } = await publisher.publish('tasks.a', BODY);
    const failed = jest.spyOn(RefusingStreams.of(bus), 'failed');
    const one = new AckedPublisher(bus, TIMEOUT_MS, { current: { maxPending: 10 } }, 'TASKS');
    await expect(one.publish('tasks.a', BODY, behind(sequence + 5))).rejects.toMatchObject({ code: 'conflict' });
    expect((await one.publish('tasks.a', BODY, behind(sequence))).sequence).toBe(sequence + 1);
    expect(failed).not.toHaveBeenCalled();
    one.close();
  });

  it('rejects those that wait when it is closed', async () => {
    await addStream();
    await broker.freeze();
    const waiting = settled([publisher.publish('tasks.a', BODY)]);
    publisher.close();
    expect((await waiting).codes).toEqual(['unavailable']);
  });
});
