import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream, type JetStreamManager, type NextMsgRequest, type SeqMsgRequest } from '@nats-io/jetstream';
import { DurableAssets, type Bus } from '#bus';
import {
  AppError,
  numericId,
  PUSH_STREAM,
  PushTask,
  pushTask,
  PushType,
  subjects,
  tasksIn,
  type Cursor,
} from '#contracts';
import { Metrics } from '#observability';
import { Broker, eventually } from '#test-support';
import { JetStreamPushQueue } from '../../apps/logic/src/push/jetstream/jetstream-push-queue.js';
import { SetBackNotes } from '../../apps/logic/src/push/jetstream/set-back-notes.js';

/** Of other logics, of which there are none. */
const NO_NOTES = new SetBackNotes({ get: async () => null, update: async () => 1 });
const PARTITION = 1;
const WITHIN_MS = 30_000;
const MEBIBYTE = 1024 * 1024;

let broker: Broker;
let bus: Bus;
let metrics: Metrics;
let manager: JetStreamManager;
let settings: { groupMax: number; maxPending: number; maxBytes: number };
let ackTimeout = WITHIN_MS;
let live: { readonly current: Parameters<typeof JetStreamPushQueue.open>[1]['current'] };
let queue: JetStreamPushQueue;

beforeEach(async () => {
  ackTimeout = WITHIN_MS;
  broker = await Broker.start();
  bus = await broker.connect();
  manager = await jetstream(bus.connection).jetstreamManager();
  metrics = new Metrics({ processMetrics: false });
  settings = { groupMax: 8, maxPending: 100, maxBytes: 8 * MEBIBYTE };
  const fixed = { partitions: 2, replicas: 1, gather: 0 };
  live = {
    get current() {
      return { ...fixed, ackTimeout, ...settings };
    },
  };
  queue = await JetStreamPushQueue.open(bus, live, metrics, NO_NOTES);
});

afterEach(async () => {
  await queue.onApplicationShutdown();
  await broker.stop();
});

function push(text: string, messageId?: string): Promise<Cursor> {
  const task = pushTask({ type: PushType.Room, operation: 1000, room: 'a', msg: Buffer.from(text) });
  return queue.publish(task, PARTITION, messageId);
}

function pushAll(count: number): Promise<Cursor[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => push(String(n))));
}

/** Sequence and texts of each message. */
async function stored(): Promise<[sequence: number, texts: string[]][]> {
  const found: [number, string[]][] = [];
  for (let seq = 1; ;) {
    const query: NextMsgRequest & SeqMsgRequest = { seq, next_by_subj: subjects.pushPartition(PARTITION) };
    const message = await manager.streams.getMessage(PUSH_STREAM, query);
    if (!message) return found;
    found.push([message.seq, tasksIn(message.data).map((task) => Buffer.from(PushTask.decode(task).msg).toString())]);
    seq = message.seq + 1;
  }
}

/** Pushes that were refused, by reason, as the metrics tell it. */
async function refused(of = metrics): Promise<Record<string, number>> {
  const values = await of.read('goim_push_refused_tasks_total');
  return Object.fromEntries(values.map(({ labels, value }) => [labels['reason'], value]));
}

const NONE_REFUSED = { unavailable: 0, full: 0, 'too-many': 0, closing: 0 };

async function counted(name: string): Promise<number> {
  const line = (await metrics.expose()).split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.split(' ')[1]);
}

const EXPECTED = [
  ['0', '1', '2', '3', '4', '5', '6', '7'],
  ['8', '9'],
];

describe("logic's queue of pushes", () => {
  it('stores pushes that come at once in groups, and tells each its own id', async () => {
    const cursors = await pushAll(10);
    const messages = await stored();
    expect(messages.map(([, texts]) => texts)).toEqual(EXPECTED);
    const ids = messages.flatMap(([sequence, texts]) => texts.map((_, position) => numericId(sequence, position)));
    expect(cursors.map(({ id }) => Number(id))).toEqual(ids);
    expect([await counted('goim_push_groups_total'), await counted('goim_push_grouped_tasks_total')]).toEqual([2, 10]);
  });

  it('knows a push with an idempotency key that comes again, in whatever company', async () => {
    const cursors = await Promise.all([push('a'), push('b'), push('c', 'id'), push('d'), push('c', 'id'), push('e')]);
    expect((await stored()).map(([, texts]) => texts.join('+'))).toEqual(['a+b', 'c', 'd', 'e']);
    expect(cursors[4]).toEqual(cursors[2]);
  });

  it('refuses what is above maxPending, and takes more when that is stored', async () => {
    settings.maxPending = 3;
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, (_, n) => push(String(n))));
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect((outcomes[3] as PromiseRejectedResult).reason).toMatchObject({ code: 'unavailable' });
    expect(await pushAll(3)).toHaveLength(3);
    expect(await refused()).toEqual({ ...NONE_REFUSED, 'too-many': 2 });
  });

  it('counts what is refused while NATS is away, and not what is too long for it', async () => {
    expect(await refused()).toEqual(NONE_REFUSED);
    await expect(push('a'.repeat(bus.maxPayloadBytes))).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(await refused()).toEqual(NONE_REFUSED);
    const away = once(bus as never, 'disconnect');
    await broker.kill();
    await away;
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => push(String(n))));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    expect(await refused()).toEqual({ ...NONE_REFUSED, unavailable: 10 });
  });

  it('stores groups again that were lost with the stream, though logic ends meanwhile', async () => {
    await DurableAssets.of(bus).ensure(PUSH_STREAM);
    await pushAll(10);
    const recreated = once(DurableAssets.of(bus), 'recreated');
    await manager.streams.delete(PUSH_STREAM);
    await recreated;
    await queue.onApplicationShutdown();
    expect((await stored()).map(([, texts]) => texts)).toEqual(EXPECTED);
  });

  it('stores what waits as logic ends, answers it, and takes nothing new', async () => {
    const pushes = Array.from({ length: 20 }, (_, n) => push(String(n)));
    const ended = queue.onApplicationShutdown();
    await expect(push('late')).rejects.toMatchObject({ code: 'unavailable' });
    await ended;
    expect(await refused()).toEqual({ ...NONE_REFUSED, closing: 1 });
    expect(new Set((await Promise.all(pushes)).map(({ id }) => id)).size).toBe(20);
    expect((await stored()).flatMap(([, texts]) => texts)).toEqual(Array.from({ length: 20 }, (_, n) => String(n)));
  });

  it('stores nothing of a group that the queue has no room for, and refuses each push of it', async () => {
    await queue.onApplicationShutdown();
    settings.maxBytes = 1;
    const counts = new Metrics({ processMetrics: false });
    queue = await JetStreamPushQueue.open(bus, live, counts, NO_NOTES);
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, (_, n) => push(String(n))));
    for (const outcome of outcomes) {
      expect((outcome as PromiseRejectedResult).reason).toMatchObject({ code: 'queue-full' });
    }
    expect(await stored()).toEqual([]);
    expect(await refused(counts)).toEqual({ ...NONE_REFUSED, full: 4 });
  });

  it('stores groups again that were lost with the stream, and what comes meanwhile behind them', async () => {
    await DurableAssets.of(bus).ensure(PUSH_STREAM);
    await pushAll(10);
    const recreated = once(DurableAssets.of(bus), 'recreated');
    await manager.streams.delete(PUSH_STREAM);
    await recreated;
    const meanwhile = [push('x'), push('y')];
    await Promise.all(meanwhile);
    await eventually('all is there again', WITHIN_MS, async () => {
      expect((await stored()).map(([, texts]) => texts)).toEqual([...EXPECTED, ['x', 'y']]);
    });
    expect(await counted('goim_push_restored_tasks_total')).toBe(10);
  });

  it('stores what was lost with a server before what comes as soon as another is in its place, and says where it was', async () => {
    await DurableAssets.of(bus).ensure(PUSH_STREAM);
    const lost = await pushAll(10);
    const first = new Promise<Cursor>((resolve, reject) => {
      bus.once('reconnect', () => void push('x').then(resolve, reject));
    });
    await broker.kill();
    await broker.restartEmpty();
    await first;
    expect((await stored()).map(([, texts]) => texts)).toEqual([...EXPECTED, ['x']]);
    const { data } = (await manager.streams.getMessage(PUSH_STREAM, { seq: 1 }))!;
    const places = tasksIn(data).map((task) => PushTask.decode(task).former);
    expect(places.map((place) => ({ epoch: place?.epoch, id: BigInt(place!.id) }))).toEqual(lost.slice(0, 8));
  });

  it('stores what waits as the loss becomes known in its order', async () => {
    settings.groupMax = 1;
    await DurableAssets.of(bus).ensure(PUSH_STREAM);
    await push('lost');
    const both = new Promise<unknown>((resolve, reject) => {
      bus.once('reconnect', () => {
        const x = push('x');
        DurableAssets.of(bus).once('recreated', () => void Promise.all([x, push('y')]).then(resolve, reject));
      });
    });
    await broker.kill();
    await broker.restartEmpty();
    await both;
    expect((await stored()).flatMap(([, texts]) => texts)).toEqual(['lost', 'x', 'y']);
  });

  it('stores a message again that has no room for its former place, and is held up by none', async () => {
    await DurableAssets.of(bus).ensure(PUSH_STREAM);
    const id = 'i'.repeat(43);
    const room = (text: string) =>
      PushTask.encode(pushTask({ type: PushType.Room, operation: 1000, room: 'a', msg: Buffer.from(text) })).finish()
        .length;
    const headers = Buffer.byteLength(`NATS/1.0\r\nNats-Msg-Id: ${id}\r\n\r\n`);
    const over = room('a'.repeat(1_000_000)) - 1_000_000;
    await push('a'.repeat(bus.maxPayloadBytes - headers - over), id);
    const back = once(bus as never, 'reconnect');
    await broker.kill();
    await broker.restartEmpty();
    await back;
    const outcome = await Promise.race([
      push('x').then(() => 'stored'),
      new Promise((r) => setTimeout(r, 8_000, 'waits')),
    ]);
    expect(outcome).toBe('stored');
  });

  it('stores what was lost again though logic ends while that is being found out', async () => {
    await DurableAssets.of(bus).ensure(PUSH_STREAM);
    settings.groupMax = 1;
    settings.maxPending = 5_000;
    await pushAll(1_200);
    const ended = new Promise<void>((resolve, reject) => {
      bus.once('reconnect', () => void queue.onApplicationShutdown().then(resolve, reject));
    });
    await broker.kill();
    await broker.restartEmpty();
    await ended;
    const { state } = await manager.streams.info(PUSH_STREAM);
    expect(state.messages).toBe(1_200);
  });

  it('refuses a push in time though the server hangs after the reconnect', async () => {
    ackTimeout = 1_500;
    await queue.onApplicationShutdown();
    queue = await JetStreamPushQueue.open(bus, live, new Metrics({ processMetrics: false }), NO_NOTES);
    await DurableAssets.of(bus).ensure(PUSH_STREAM);
    const hung = new Promise<void>((resolve, reject) => {
      bus.once('reconnect', () => void broker.freeze().then(resolve, reject));
    });
    await broker.kill();
    await Promise.all([broker.restart(), hung]);
    const begun = performance.now();
    const seconds = () => Math.round((performance.now() - begun) / 1_000);
    const text = await Promise.race([
      push('x').then(
        () => `stored after ${seconds()} s`,
        (error: Error) => `${error.message} after ${seconds()} s`,
      ),
      new Promise((resolve) => setTimeout(resolve, 15_000, 'waits')),
    ]);
    broker.thaw();
    expect(text).not.toContain('waits');
  }, 60_000);

  it('refuses a push in time though NATS goes away again while what was lost is stored again', async () => {
    await queue.onApplicationShutdown();
    ackTimeout = 1_500;
    queue = await JetStreamPushQueue.open(bus, live, new Metrics({ processMetrics: false }), NO_NOTES);
    await DurableAssets.of(bus).ensure(PUSH_STREAM);
    await pushAll(10);
    const killed = new Promise<void>((resolve) => {
      DurableAssets.of(bus).once('recreated', () => {
        // Before anything of it is stored.
        (queue as unknown as { publisher: { publish: unknown } }).publisher.publish = () =>
          Promise.reject(new AppError('unavailable', 'not connected'));
        void broker.kill().then(resolve);
      });
    });
    await manager.streams.delete(PUSH_STREAM);
    await killed;
    const late = new Promise((resolve) => setTimeout(resolve, 10_000, 'waits'));
    await expect(Promise.race([push('x'), late])).rejects.toMatchObject({ code: 'unavailable' });
  }, 60_000);
});
