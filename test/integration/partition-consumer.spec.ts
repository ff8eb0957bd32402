import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { jetstream } from '@nats-io/jetstream';
import {
  ACK_WAIT_MS,
  AckedPublisher,
  ensurePushStream,
  OldestTasks,
  PartitionConsumer,
  type Bus,
  type QueuedTask,
} from '#bus';
import { partitionConsumer, PUSH_STREAM, subjects } from '#contracts';
import { Broker, Changes, eventually } from '#test-support';

const STREAM = { partitions: 2, replicas: 1, maxBytes: 16 * 1024 * 1024 };
const PREFETCH = 100;
/** Some lives of a pull request. */
const WATCHED_MS = 10_000;
/** A request that a task has used up is followed by another within some looks: there are at least 5 ms between two. */
const MOST_LOOKS = 10;
const NAK_DELAY_MS = 300;
/** How long nobody answers a pull request before it is not counted on any more. */
const UNANSWERED_MS = 1_500;
const COMES_WITHIN_MS = 30_000;

/** What a consumer got, and a way to wait for it. */
class Received {
  readonly tasks: QueuedTask[] = [];
  private readonly changes = new Changes(() => `${this.tasks.length} tasks`);

  constructor(private readonly settle: (task: QueuedTask) => void = () => undefined) {}

  readonly add = (task: QueuedTask): void => {
    this.tasks.push(task);
    this.settle(task);
    this.changes.notify();
  };

  get texts(): string[] {
    return this.tasks.map(({ data }) => Buffer.from(data).toString());
  }

  async until(count: number): Promise<void> {
    await this.changes.until(`${count} tasks came`, COMES_WITHIN_MS, () => this.tasks.length >= count);
  }
}

let broker: Broker;
let bus: Bus;
let publisher: AckedPublisher;
let consumers: PartitionConsumer[];

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
  await ensurePushStream(bus, STREAM);
  publisher = new AckedPublisher(bus, 5_000, { current: { maxPending: 1_000 } });
  consumers = [];
});

afterEach(async () => {
  for (const consumer of consumers) consumer.stop();
  publisher.close();
  await broker.stop();
});

async function publish(partition: number, ...texts: string[]): Promise<void> {
  for (const text of texts) await publisher.publish(subjects.pushPartition(partition), Buffer.from(text));
}

/** A consumer as another process would have it. */
async function newConsumer(partition: number, ofIts?: Bus): Promise<PartitionConsumer> {
  const itsBus = ofIts ?? (await broker.connect());
  await ensurePushStream(itsBus, STREAM);
  const made = new PartitionConsumer(itsBus, partition);
  consumers.push(made);
  return made;
}

async function storedMessages(): Promise<number> {
  const manager = await jetstream(bus.connection).jetstreamManager();
  return (await manager.streams.info(PUSH_STREAM)).state.messages;
}

/** Tasks of a partition that were given out and are not acknowledged. */
async function unacknowledged(partition: number, { connection } = bus): Promise<number> {
  const manager = await jetstream(connection).jetstreamManager();
  return (await manager.consumers.info(PUSH_STREAM, partitionConsumer(partition))).num_ack_pending;
}

async function untilStored(messages: number): Promise<void> {
  await eventually(`${messages} tasks are stored`, COMES_WITHIN_MS, async () => {
    expect(await storedMessages()).toBe(messages);
  });
}

const NUMBERS = Array.from({ length: 200 }, (_, n) => String(n));

describe('PartitionConsumer', () => {
  it('brings the tasks of its partition in order, and those that are acknowledged leave the stream', async () => {
    const received = new Received((task) => task.ack());
    const reader = await newConsumer(0);
    await publish(1, 'of another partition');
    await publish(0, ...NUMBERS);
    await reader.start(PREFETCH, received.add);
    await received.until(NUMBERS.length);
    expect(received.texts).toEqual(NUMBERS);
    expect(new Set(received.tasks.map(({ info }) => info.deliveryCount))).toEqual(new Set([1]));
    await untilStored(1);

    // What comes while it listens, as well.
    await publish(0, 'later');
    await received.until(NUMBERS.length + 1);
    await untilStored(1);
    expect(await unacknowledged(0)).toBe(0);
  });

  it('brings what one process left unacknowledged to the next, in order', async () => {
    const first = new Received();
    const dead = await newConsumer(0);
    await publish(0, ...NUMBERS.slice(0, 20));
    await dead.start(PREFETCH, first.add);
    await first.until(20);
    for (const task of first.tasks.slice(0, 5)) task.ack();
    await untilStored(15);
    dead.stop();
    expect(await unacknowledged(0)).toBe(15);

    const next = new Received((task) => task.ack());
    const successor = await newConsumer(0);
    await publish(1, 'of another partition');
    expect(await successor.start(PREFETCH, next.add)).toBe(15);
    // What comes before the server has them all ready may overtake some: a busy server takes its time.
    await next.until(15);
    await publish(0, 'later');
    await next.until(16);
    expect(next.texts).toEqual([...NUMBERS.slice(5, 20), 'later']);
    expect(next.tasks[0]!.info.deliveryCount).toBe(2);
    await untilStored(1);
  });

  it('brings what was put off as well, whoever put it off has ended', async () => {
    const first = new Received((task) => task.nak(10 * COMES_WITHIN_MS));
    const dead = await newConsumer(0);
    await publish(0, ...NUMBERS.slice(0, 3));
    await dead.start(PREFETCH, first.add);
    await first.until(3);
    dead.stop();
    const next = new Received((task) => task.ack());
    expect(await (await newConsumer(0)).start(PREFETCH, next.add)).toBe(3);
    await next.until(3);
    expect(next.texts).toEqual(NUMBERS.slice(0, 3));
    await untilStored(0);
  });

  it('leaves out what the process has in hand, where it starts again', async () => {
    const first = new Received();
    const reader = await newConsumer(0);
    await publish(0, ...NUMBERS.slice(0, 4));
    await reader.start(PREFETCH, first.add);
    await first.until(4);
    const inHand = [first.tasks[0]!, first.tasks[2]!];
    const again = new Received((task) => task.ack());
    expect(await reader.start(PREFETCH, again.add, { inHand })).toBe(2);
    await again.until(2);
    for (const task of inHand) task.ack();
    await untilStored(0);
    expect(again.texts).toEqual(['1', '3']);
  });

  it('brings a task again after the delay of a nak, and never again after a term', async () => {
    const received = new Received((task) => {
      if (Buffer.from(task.data).toString() === 'poison') task.term();
      else if (task.info.deliveryCount === 1) task.nak(NAK_DELAY_MS);
      else task.ack();
    });
    await publish(0, 'poison', 'again');
    const reader = await newConsumer(0);
    const from = performance.now();
    await reader.start(PREFETCH, received.add);
    await received.until(3);
    expect(performance.now() - from).toBeGreaterThanOrEqual(NAK_DELAY_MS);
    expect(received.texts).toEqual(['poison', 'again', 'again']);
    await untilStored(0);
  });

  it('keeps the acknowledgement time of a task from running out while it is worked', async () => {
    const received = new Received();
    await publish(0, 'long');
    const reader = await newConsumer(0);
    await reader.start(PREFETCH, received.add);
    await received.until(1);
    const [task] = received.tasks;
    const working = setInterval(() => task!.working(), ACK_WAIT_MS / 4);
    await delay(ACK_WAIT_MS * 1.25);
    clearInterval(working);
    task!.ack();
    await untilStored(0);
    expect(received.texts).toEqual(['long']);
  });

  it('delivers nothing more once it is stopped', async () => {
    const stopped = new Received();
    const reader = await newConsumer(0);
    await publish(0, 'before');
    await reader.start(PREFETCH, (task) => {
      stopped.add(task);
      task.ack();
    });
    await stopped.until(1);
    reader.stop();
    await publish(0, ...NUMBERS);
    const received = new Received((task) => task.ack());
    await (await newConsumer(0)).start(PREFETCH, received.add);
    await received.until(NUMBERS.length);
    await untilStored(0);
    expect(stopped.texts).toEqual(['before']);
    expect(new Set(received.texts)).toEqual(new Set(NUMBERS));
  });

  it('leaves no request at the server once it is stopped, not even one that went unanswered', async () => {
    const itsBus = await broker.connect();
    const stalled = await newConsumer(0, itsBus);
    const pull = `$JS.API.CONSUMER.MSG.NEXT.${PUSH_STREAM}.*`;
    let requests = 0;
    bus.subscribe(pull, () => void requests++);
    await bus.flush();
    await stalled.start(PREFETCH, () => undefined);
    await eventually('it has asked', COMES_WITHIN_MS, () => requests === 1);
    await broker.freeze();
    await delay(UNANSWERED_MS);
    broker.thaw();
    await eventually('it has asked again', COMES_WITHIN_MS, () => requests > 1);
    stalled.stop();
    await itsBus.flush();

    const next = new Received((task) => task.ack());
    await (await newConsumer(0)).start(PREFETCH, next.add);
    await publish(0, 'for the next');
    await next.until(1);
    expect(next.tasks[0]!.info.deliveryCount).toBe(1);
  });

  it('delivers nothing more where it is stopped by the handler of a task', async () => {
    await publish(0, ...NUMBERS);
    const itsBus = await broker.connect();
    const reader = await newConsumer(0, itsBus);
    const received = new Received(() => reader.stop());
    await reader.start(PREFETCH, received.add);
    await received.until(1);
    // What was under way came before the answer to this, by the same connection.
    expect(await unacknowledged(0, itsBus)).toBeGreaterThan(0);
    expect(received.texts).toEqual(['0']);
  });

  it('delivers nothing where it is stopped while it starts', async () => {
    await publish(0, 'task');
    const received = new Received();
    const reader = await newConsumer(0);
    const starting = reader.start(PREFETCH, received.add);
    reader.stop();
    await starting;
    const other = new Received((task) => task.ack());
    await (await newConsumer(0)).start(PREFETCH, other.add);
    await other.until(1);
    expect(received.tasks).toEqual([]);
  });

  it('rejects where the server is away, and where there is no such partition', async () => {
    const lost = await newConsumer(7);
    await expect(lost.start(PREFETCH, () => undefined)).rejects.toMatchObject({ code: 'unavailable' });
    const reader = await newConsumer(0);
    await broker.kill();
    await expect(reader.start(PREFETCH, () => undefined)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('says that its consumer was deleted, and brings what was not worked once it is started again', async () => {
    const first = new Received();
    const reader = await newConsumer(0);
    await publish(0, '1', '2');
    const manager = await jetstream(bus.connection).jetstreamManager();
    await new Promise<void>((resolve, reject) => {
      reader.start(PREFETCH, first.add, { onLost: resolve }).catch(reject);
      first
        .until(2)
        .then(() => manager.consumers.delete(PUSH_STREAM, 'job-0'))
        .catch(reject);
    });
    // The acknowledgements of the consumer that is gone must not reach the one in its place.
    for (const task of first.tasks) task.ack();
    const again = new Received((task) => task.ack());
    await eventually('it can be started again', COMES_WITHIN_MS, () => reader.start(PREFETCH, again.add));
    await again.until(2);
    expect(again.texts).toEqual(['1', '2']);
    await untilStored(0);
  });

  it('has as its oldest task the first that is not settled, in each partition', async () => {
    const oldest = new OldestTasks(bus);
    const received = new Received();
    await publish(1, 'of another partition');
    expect(await oldest.storedAt(0)).toBeNull();
    await publish(0, '1', '2');
    const reader = await newConsumer(0);
    await reader.start(PREFETCH, received.add);
    await received.until(2);
    const [first, second] = received.tasks;
    expect(await oldest.storedAt(0)).toBe(Math.trunc(first!.storedAt));
    first!.ack();
    await untilStored(2);
    expect(await oldest.storedAt(0)).toBe(Math.trunc(second!.storedAt));
    second!.ack();
    await untilStored(1);
    expect(await oldest.storedAt(0)).toBeNull();
    // A stream that was made anew numbers its messages anew.
    await publish(0, ...NUMBERS);
    expect(await oldest.storedAt(0)).not.toBeNull();
    await (await jetstream(bus.connection).jetstreamManager()).streams.delete(PUSH_STREAM);
    await eventually('the stream is there again', COMES_WITHIN_MS, () => publish(0, 'new'));
    await eventually('its task is found', COMES_WITHIN_MS, async () => {
      expect(await oldest.storedAt(0)).not.toBeNull();
    });
  });

  it('has a request waiting at the server at every moment', async () => {
    const received = new Received((task) => task.ack());
    const reader = await newConsumer(0);
    await reader.start(4, received.add);
    const manager = await jetstream((await broker.connect()).connection).jetstreamManager();
    const until = performance.now() + WATCHED_MS;
    let published = 0;
    let without = 0;
    let most = 0;
    while (performance.now() < until) {
      const { num_waiting: waiting } = await manager.consumers.info(PUSH_STREAM, 'job-0');
      without = waiting > 0 ? 0 : without + 1;
      most = Math.max(most, without);
      // Some requests are used up by it, some end by their time.
      if (published % 50 < 10 || published % 97 === 0) await publish(0, String(published));
      published++;
      await delay(5);
    }
    // Looks in a row, and not milliseconds: those that a busy machine answers late are late by the same.
    expect(most).toBeLessThan(MOST_LOOKS);
  }, 40_000);
});
