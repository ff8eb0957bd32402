import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { jetstream, type NextMsgRequest, type SeqMsgRequest } from '@nats-io/jetstream';
import { DurableAssets, type Bucket, type Bus } from '#bus';
import { PUSH_STREAM, PushTask, pushTask, PushType, sequenceOf, subjects, tasksIn, type Cursor } from '#contracts';
import { Metrics } from '#observability';
import { Broker, OlderData } from '#test-support';
import { openRecords } from '../../apps/logic/src/idempotency/kv/kv-idempotency-store.js';
import { JetStreamPushQueue } from '../../apps/logic/src/push/jetstream/jetstream-push-queue.js';
import { SetBackNotes } from '../../apps/logic/src/push/jetstream/set-back-notes.js';

const PARTITION = 1;
/** More than are stored again at a time. */
const MANY = 4_000;
const RESTORES_WITHIN_MS = 20_000;
const SETTINGS = {
  partitions: 2,
  replicas: 1,
  gather: 0,
  groupMax: 1,
  maxPending: 5_000,
  maxBytes: 8 * 1024 * 1024,
  ackTimeout: 30_000,
};

/** What a logic has of the queue. */
class Pusher {
  private constructor(
    readonly bus: Bus,
    private readonly metrics: Metrics,
    private readonly queue: JetStreamPushQueue,
  ) {}

  static async open(
    reconnectWait: number,
    readNote = (get: () => ReturnType<Bucket['get']>) => get(),
  ): Promise<Pusher> {
    const bus = await broker.connect({ reconnectWait });
    const metrics = new Metrics({ processMetrics: false });
    const bucket = await openRecords(bus, { replicas: 1 });
    const notes = new SetBackNotes({
      get: (key) => readNote(() => bucket.get(key)),
      update: (key, value, revision) => bucket.update(key, value, revision),
    });
    return new Pusher(bus, metrics, await JetStreamPushQueue.open(bus, { current: SETTINGS }, metrics, notes));
  }

  push(...texts: string[]): Promise<Cursor[]> {
    return Promise.all(
      texts.map((text) => {
        const task = pushTask({ type: PushType.Room, operation: 1000, room: 'a', msg: Buffer.from(text) });
        return this.queue.publish(task, PARTITION);
      }),
    );
  }

  async counts(): Promise<number[]> {
    const names = ['goim_push_set_backs_total', 'goim_push_restored_tasks_total'];
    return Promise.all(names.map(async (name) => (await this.metrics.read(name))[0]!.value));
  }

  /** Tasks are stored again. */
  async restores(): Promise<void> {
    // More often than `eventually` asks: all of it takes some milliseconds.
    for (const deadline = performance.now() + RESTORES_WITHIN_MS; performance.now() < deadline; await setImmediate()) {
      if ((await this.counts())[1] !== 0) return;
    }
    throw new Error('no task is stored again');
  }

  async back(): Promise<void> {
    if (!this.bus.isConnected) await once(this.bus as never, 'reconnect');
  }

  /** The database of the history has this one, as it tells while the stream is looked at. */
  async wasAt(place: Cursor): Promise<void> {
    DurableAssets.of(this.bus).suspect(PUSH_STREAM);
    await setImmediate();
    await this.queue.wasAt(place);
  }

  close(): Promise<void> {
    return this.queue.onApplicationShutdown();
  }
}

let broker: Broker;
let copies: OlderData[];
let first: Pusher;
let second: Pusher;

beforeEach(async () => {
  broker = await Broker.start();
  copies = [];
  first = await Pusher.open(50);
  second = await Pusher.open(2_000);
});

afterEach(async () => {
  await Promise.all([first.close(), second.close()]);
  await broker.stop();
  await Promise.all(copies.map((older) => older.remove()));
});

async function restart(): Promise<void> {
  await broker.halt();
  await broker.restart();
}

async function copyAway(): Promise<OlderData> {
  const older = await OlderData.of(broker, broker.folderOf(PUSH_STREAM));
  copies.push(older);
  return older;
}

const texts = async (): Promise<string[]> => (await stored()).map(({ text }) => text);

/** In their order. */
async function stored(): Promise<{ text: string; sequence: number }[]> {
  const { streams } = await jetstream((await broker.connect()).connection).jetstreamManager();
  const messages: { text: string; sequence: number }[] = [];
  for (let seq = 1; ;) {
    const query: NextMsgRequest & SeqMsgRequest = { seq, next_by_subj: subjects.pushPartition(PARTITION) };
    const message = await streams.getMessage(PUSH_STREAM, query);
    if (!message) return messages;
    for (const task of tasksIn(message.data)) {
      messages.push({ text: Buffer.from(PushTask.decode(task).msg).toString(), sequence: message.seq });
    }
    seq = message.seq + 1;
  }
}

describe('a push queue whose server is started again', () => {
  it('stores nothing again where the server has all that it had', async () => {
    await first.push('a', 'b');
    await restart();
    await Promise.all([first.back(), second.back()]);
    await first.push('c');
    await second.push('d');
    expect([await texts(), await first.counts(), await second.counts()]).toEqual([
      ['a', 'b', 'c', 'd'],
      [0, 0],
      [0, 0],
    ]);
  });

  it('stores nothing again where it is told of an older id while it pushes', async () => {
    const [place] = await first.push('first');
    const pushing = Array.from({ length: 500 }, async () => {
      for (let n = 0; n < 100; n++) await first.push('next');
    });
    for (let n = 0; n < 100; n++) await first.wasAt(place!);
    await Promise.all(pushing);
    expect(await first.counts()).toEqual([0, 0]);
  });

  it('stores again what each logic had pushed and the server lost, behind all numbers that were given', async () => {
    await first.push('kept');
    const older = await copyAway();
    await Promise.all([first.back(), second.back()]);
    await first.push('of the first');
    const given = (await second.push('of the second', 'as well')).at(-1)!;
    await older.putBack();
    await first.back();
    const next = (await first.push('next'))[0]!;
    expect(next.id).toBeGreaterThan(given.id);
    // It connects when the other one has had the stream count up.
    await second.back();
    await second.push('last');
    expect(await texts()).toEqual(['kept', 'of the first', 'next', 'of the second', 'as well', 'last']);
    expect([await first.counts(), await second.counts()]).toEqual([
      [1, 1],
      [1, 2],
    ]);
    await restart();
    await Promise.all([first.back(), second.back()]);
    await Promise.all([first.push('x'), second.push('y')]);
    expect([await first.counts(), await second.counts()]).toEqual([
      [1, 1],
      [1, 2],
    ]);
  });

  it('loses none of them where the server loses its newest messages once more while they are stored again', async () => {
    await first.push('kept');
    const older = await copyAway();
    await first.back();
    const pushed = Array.from({ length: MANY }, (_, n) => `message ${n}`);
    const given = Math.max(...(await first.push(...pushed)).map(({ id }) => sequenceOf(id)));
    await older.putBack();
    await first.restores();
    await older.putBack();
    await first.back();
    await first.push('next');
    const messages = await stored();
    expect(messages.map(({ text }) => text)).toEqual(['kept', ...pushed, 'next']);
    expect(messages[1]!.sequence).toBeGreaterThan(given);
  });

  it('stores nothing again, nor counts it, by a logic that began when another one had had the stream count up', async () => {
    await first.push('kept');
    const older = await copyAway();
    await first.back();
    await first.push('lost');
    await older.putBack();
    await first.back();
    await first.push('next');
    const third = await Pusher.open(50);
    await third.wasAt((await third.push('of the third'))[0]!);
    expect([await texts(), await third.counts()]).toEqual([
      ['kept', 'lost', 'next', 'of the third'],
      [0, 0],
    ]);
    await third.close();
  });

  it('stores again what a logic had pushed that was away while two losses were noted', async () => {
    await first.push('kept');
    const older = await copyAway();
    await Promise.all([first.back(), second.back()]);
    await first.push('lost');
    await second.push('of the second');
    await older.putBack();
    await first.back();
    await first.push('next');
    const later = await copyAway();
    await first.back();
    await first.push('lost later');
    await later.putBack();
    await first.back();
    await first.push('last');
    await second.back();
    await second.push('behind it');
    expect(await texts()).toEqual(['kept', 'lost', 'next', 'lost later', 'last', 'of the second', 'behind it']);
  });

  it('stores nothing again where two logics that found the loss at the same time connect again later', async () => {
    const third = await Pusher.open(50);
    await first.push('kept');
    const older = await copyAway();
    await Promise.all([first.back(), third.back()]);
    const pushed = Array.from({ length: 1_000 }, (_, n) => `message ${n}`);
    await Promise.all([first.push(...pushed), third.push(...pushed.map((text) => `other ${text}`))]);
    await older.putBack();
    await Promise.all([first.back(), third.back()]);
    await Promise.all([first.push('next'), third.push('as well')]);
    await restart();
    await Promise.all([first.back(), third.back()]);
    await Promise.all([first.push('last'), third.push('behind it')]);
    const found = await texts();
    expect([found.length, new Set(found).size]).toEqual([2_005, 2_005]);
    expect([await first.counts(), await third.counts()]).toEqual([
      [1, 1_000],
      [1, 1_000],
    ]);
    await third.close();
  });

  it('gives no number again, and stores again what was lost, though a logic is back first that has not seen so much', async () => {
    await first.push('kept');
    const older = await copyAway();
    await Promise.all([first.back(), second.back()]);
    // It is told of these by its next look, which is too late.
    const given = await second.push('lost', 'lost as well');
    await older.putBack();
    await first.back();
    const [next] = await first.push('next');
    expect(next!.id).toBeGreaterThan(given.at(-1)!.id);
    await second.back();
    await second.push('last');
    expect(await texts()).toEqual(['kept', 'next', 'lost', 'lost as well', 'last']);
  });

  it('stores again what a logic had pushed that could not read at once what another one had found', async () => {
    let failures = 0;
    const third = await Pusher.open(2_000, (get) => (failures-- > 0 ? Promise.reject(new Error('timeout')) : get()));
    await first.push('kept');
    const older = await copyAway();
    await Promise.all([first.back(), third.back()]);
    await first.push('of the first');
    await third.push('of the third');
    await older.putBack();
    await first.back();
    await first.push('next');
    failures = 1;
    await third.back();
    await third.push('last');
    expect(await texts()).toEqual(['kept', 'of the first', 'next', 'of the third', 'last']);
    await third.close();
  });

  it('gives no number again where JetStream does not answer at first', async () => {
    await first.push('kept');
    const older = await copyAway();
    await first.back();
    const given = await first.push('lost', 'lost as well');
    const assets = DurableAssets.of(first.bus);
    const ensure = jest.spyOn(assets, 'ensure').mockRejectedValueOnce(new Error('no answer'));
    await older.putBack();
    await first.back();
    const [next] = await first.push('next');
    expect(ensure.mock.calls.length).toBeGreaterThan(1);
    expect(next!.id).toBeGreaterThan(given.at(-1)!.id);
    expect(await texts()).toEqual(['kept', 'lost', 'lost as well', 'next']);
  });
});
