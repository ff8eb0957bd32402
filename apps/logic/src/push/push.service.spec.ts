import { beforeEach, describe, expect, it } from '@jest/globals';
import { StoreClock } from '#bus';
import { AppError, messageId, PushTask, PushType, sessionTarget, type RoomKey, type SessionKey } from '#contracts';
import { Metrics } from '#observability';
import { EPOCH, FakeQueue, FakeReceipts, linesOf, partitionIn } from '../../test/fake-push.js';
import { FakeRegistry, fakeSession } from '../../test/fake-sessions.js';
import { PushService } from './push.service.js';

const MESSAGE = Buffer.from('hello');
const OPERATION = 1000;

let registry: FakeRegistry;
let queue: FakeQueue;
let metrics: Metrics;
let receipts: FakeReceipts;
let push: PushService;

beforeEach(() => {
  registry = new FakeRegistry();
  queue = new FakeQueue();
  receipts = new FakeReceipts();
  metrics = new Metrics({ processMetrics: false });
  push = new PushService(registry, queue, metrics, new StoreClock(), receipts.asService);
});

function keys(...names: string[]): SessionKey[] {
  return names as SessionKey[];
}

async function metric(line: string): Promise<number> {
  const found = (await metrics.expose()).split('\n').find((text) => text.startsWith(`${line} `));
  return found ? Number(found.slice(line.length + 1)) : 0;
}

/** A task's recipients by its partition, in the order of the tasks. */
function queued(): [partition: number, recipients: string[]][] {
  return queue.published.map(({ partition, recipients }) => [partition, linesOf(recipients)]);
}

/** Names of sessions in one partition. */
function namesIn(partition: number, count: number, length = 1): string[] {
  const names: string[] = [];
  for (let n = 0; names.length < count; n++) {
    const name = `k${n}`.padEnd(length, '-');
    if (partitionIn(sessionTarget(name as SessionKey)) === partition) names.push(name);
  }
  return names;
}

describe('a push by key', () => {
  it('is one task a partition, with where its keys are, in the order of the keys', async () => {
    const [a = '', c = '', x = ''] = namesIn(3, 3);
    const [b = ''] = namesIn(5, 1);
    registry.add(fakeSession(a), fakeSession(b, { comet: 'comet-2' }), fakeSession(c, { comet: 'comet-2' }));
    const answer = await push.toKeys(OPERATION, keys(a, b, c, x), MESSAGE);
    expect(queued()).toEqual([
      [3, [`${a} comet-1`, `${c} comet-2`, x]],
      [5, [`${b} comet-2`]],
    ]);
    expect(queue.published[0]).toMatchObject({
      type: PushType.Keys,
      operation: OPERATION,
      server: '',
      keys: [],
      msg: 'hello',
    });
    expect(await metric('goim_push_tasks_total{type="keys"}')).toBe(2);
    const stored = [1, 2].map((sequence) => ({ epoch: EPOCH, id: messageId(sequence) }));
    expect(answer).toEqual({ sessions: 3, offline: [x], stored });
  });

  it('says so where it is for sessions that do not accept its operation', async () => {
    registry.add(fakeSession('a', { mid: 1 }));
    await push.toKeys(OPERATION, keys('a'), MESSAGE, { unfiltered: true });
    await push.toMids(OPERATION, [1], MESSAGE, { unfiltered: true });
    await push.toAll(OPERATION, 0, MESSAGE, { unfiltered: true });
    expect(queue.published.map(({ unfiltered }) => unfiltered)).toEqual([true, true, true]);
  });

  it('is kept for keys that are offline, which are counted', async () => {
    registry.add(fakeSession('a'));
    await push.toKeys(OPERATION, keys('x', 'a', 'y'), MESSAGE);
    expect(
      queued()
        .flatMap(([, lines]) => lines)
        .toSorted(),
    ).toEqual(['a comet-1', 'x', 'y']);
    expect(await metric('goim_push_offline_total')).toBe(2);
  });

  it('is refused where the directory is not current: whoever is not known may be online', async () => {
    registry.add(fakeSession('a', { mid: 1 }));
    registry.isCurrent = false;
    await expect(push.toKeys(OPERATION, keys('a', 'x'), MESSAGE)).rejects.toMatchObject({ code: 'unavailable' });
    // Another session of the member may not be known.
    await expect(push.toMids(OPERATION, [1], MESSAGE)).rejects.toMatchObject({ code: 'unavailable' });
    expect(queue.published).toEqual([]);
    expect(await metric('goim_push_offline_total')).toBe(0);
    await push.toKeys(OPERATION, keys('a'), MESSAGE);
    expect(queue.published).toHaveLength(1);
  });

  it('to nobody who is there, of which nothing is kept, stores nothing', async () => {
    const answer = await push.toKeys(OPERATION, keys('x'), MESSAGE, { persist: false });
    expect([queue.published, answer]).toEqual([[], { sessions: 0, offline: ['x'], stored: [] }]);
  });

  it('reaches a key once that was given twice', async () => {
    registry.add(fakeSession('a'));
    await push.toKeys(OPERATION, keys('a', 'a', 'x', 'x'), MESSAGE);
    expect(
      queued()
        .flatMap(([, lines]) => lines)
        .toSorted(),
    ).toEqual(['a comet-1', 'x']);
    expect(await metric('goim_push_offline_total')).toBe(1);
  });

  it.each([
    [1_000, 1, [1_000]],
    [1_001, 1, [1_000, 1]],
    [2_500, 1, [1_000, 1_000, 500]],
    [1_000, 256, [865, 135]],
  ])('of %i keys of a partition, %i bytes each, is in tasks that NATS takes', async (count, length, sizes) => {
    const names = namesIn(0, count, length);
    registry.add(...names.map((name) => fakeSession(name)));
    await push.toKeys(OPERATION, keys(...names), MESSAGE);
    expect(queue.published.map(({ recipients }) => recipients.length)).toEqual(sizes);
    expect(queue.published.flatMap(({ recipients }) => recipients.map(({ key }) => key))).toEqual(names);
    for (const { msg, ...task } of queue.published) {
      expect(PushTask.encode({ ...task, msg: Buffer.from(msg) }).finish().length).toBeLessThan(257 * 1_024);
    }
  });

  it.each([64, 33])('is in tasks that a NATS of %i KiB a message takes', async (kibibytes) => {
    queue.maxTaskBytes = kibibytes * 1_024;
    const [names, message] = [namesIn(0, 1_000, 256), Buffer.alloc(5_000)];
    registry.add(...names.map((name) => fakeSession(name)));
    await push.toKeys(OPERATION, keys(...names), message);
    expect(queue.published.flatMap(({ recipients }) => recipients.map(({ key }) => key))).toEqual(names);
    for (const { msg, ...task } of queue.published) {
      const { length } = PushTask.encode({ ...task, msg: Buffer.from(msg) }).finish();
      expect(length).toBeLessThan(queue.maxTaskBytes);
    }
  });

  it('gives each of its tasks an id of its own, the same one at a repetition', async () => {
    const names = namesIn(0, 1_001);
    registry.add(...names.map((name) => fakeSession(name)));
    const [other = ''] = namesIn(1, 1);
    for (let time = 0; time < 2; time++) {
      await push.toKeys(OPERATION, keys(...names, other), MESSAGE, { idempotencyKey: 'id' });
    }
    const ids = queue.published.map(({ messageId: id }) => id);
    expect(ids.slice(0, 3)).toEqual(ids.slice(3));
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^id\//);
  });

  it('fails as one of its tasks does, after every other one was settled', async () => {
    const [a = '', b = '', c = ''] = [0, 1, 2].map((partition) => namesIn(partition, 1)[0]);
    const refusal = new AppError('queue-full', 'full');
    let letThrough = (): void => undefined;
    const late = new Promise<void>((resolve) => (letThrough = resolve));
    queue.store = ({ recipients }) => {
      if (recipients[0]!.key === a) throw refusal;
      return late;
    };
    let failure: unknown;
    const pushed = push.toKeys(OPERATION, keys(a, b, c), MESSAGE).catch((error: unknown) => (failure = error));
    await new Promise((resolve) => setImmediate(resolve));
    expect(failure).toBeUndefined();
    letThrough();
    await pushed;
    expect(failure).toBe(refusal);
    expect(queued().map(([, lines]) => lines)).toEqual([[b], [c]]);
    expect(await metric('goim_push_tasks_total{type="keys"}')).toBe(2);
  });
});

describe('a push to members', () => {
  it('is in the partition of each, with all their sessions, wherever they are, and of those who have none', async () => {
    registry.add(
      fakeSession('a', { mid: 1 }),
      fakeSession('b', { mid: 1, comet: 'comet-2' }),
      fakeSession('c', { mid: 1 }),
      fakeSession('d', { mid: 3 }),
    );
    const answer = await push.toMids(OPERATION, [1, 2, 1], MESSAGE);
    expect(queued()).toEqual([
      [partitionIn('mid:1'), ['mid:1 comet-1/a/c comet-2/b']],
      [partitionIn('mid:2'), ['mid:2']],
    ]);
    expect(answer).toMatchObject({ sessions: 3, offline: [2] });
    expect(await metric('goim_push_offline_total')).toBe(1);
  });

  const slicesQueued = (): unknown[] =>
    queue.published.map(({ transient, recipients }) => [
      transient,
      ...recipients.map(({ slice, mid }) => (slice ? `${slice.index}/${slice.count}` : mid)),
    ]);

  it('is several recipients of one task where a member has very many sessions, which have its id by that', async () => {
    queue.partitionOf = () => 0;
    registry.add(...Array.from({ length: 501 }, (_, n) => fakeSession(`k${n}`, { mid: 1 })));
    await push.toMids(OPERATION, [2, 1, 3], MESSAGE);
    expect(slicesQueued()).toEqual([[false, 2, '0/4', '1/4', '2/4', '3/4', 3]]);
  });

  it('is kept once where a member has more sessions than one task has room for, and of one task where it has room', async () => {
    queue.partitionOf = () => 0;
    queue.maxTaskBytes = 40 * 1_024;
    registry.add(...Array.from({ length: 1_000 }, (_, n) => fakeSession(`session-${n}`, { mid: 1 })));
    registry.add(...Array.from({ length: 501 }, (_, n) => fakeSession(`of-2-${n}`, { mid: 2 })));
    registry.add(...Array.from({ length: 501 }, (_, n) => fakeSession(`of-3-${n}`, { mid: 3 })));
    await push.toMids(OPERATION, [1, 2, 3], MESSAGE);
    expect(slicesQueued()).toEqual([
      [false, '0/8', '1/8', '2/8', '3/8', '4/8'],
      [true, '5/8', '6/8', '7/8'],
      [false, '0/4', '1/4', '2/4', '3/4'],
      [false, '0/4', '1/4', '2/4', '3/4'],
    ]);
  });

  it('gives each task of one member an id of its own: tasks for the same names are no repetitions', async () => {
    queue.maxTaskBytes = 32 * 1_024;
    registry.add(...Array.from({ length: 750 }, (_, n) => fakeSession(`session-${n}`, { mid: 1 })));
    for (let time = 0; time < 2; time++) await push.toMids(OPERATION, [1], MESSAGE, { idempotencyKey: 'id' });
    const ids = queue.published.map(({ messageId: id }) => id);
    const tasks = ids.length / 2;
    expect([ids.slice(0, tasks), new Set(ids).size]).toEqual([ids.slice(tasks), tasks]);
    const reached = queue.published.slice(0, tasks).flatMap(({ recipients }) => recipients);
    expect(reached.flatMap(({ places }) => places[0]!.keys)).toHaveLength(750);
  });

  it('is not kept for member 0, which strangers share', async () => {
    registry.add(fakeSession('a', { mid: 0 }), fakeSession('b', { mid: 1 }));
    await push.toMids(OPERATION, [0, 1], MESSAGE);
    expect(queue.published.map(({ transient, recipients }) => [transient, linesOf(recipients)])).toEqual([
      [true, ['mid:0 comet-1/a']],
      [false, ['mid:1 comet-1/b']],
    ]);
  });
});

describe('what is kept of a push', () => {
  it('is said by each of its tasks', async () => {
    registry.add(fakeSession('a', { mid: 1 }));
    const options = { persist: false, ttl: 60, sender: 7, idempotencyKey: 'id', givenKey: 'given' };
    const before = Date.now();
    await push.toKeys(OPERATION, keys('a'), MESSAGE, options);
    await push.toMids(OPERATION, [1], MESSAGE, options);
    await push.toRoom(OPERATION, 'live://1' as RoomKey, MESSAGE, options);
    await push.toAll(OPERATION, 0, MESSAGE, options);
    expect(queue.published).toHaveLength(4);
    for (const task of queue.published) {
      expect(task).toMatchObject({ transient: true, sender: 7, idempotencyKey: 'given' });
      expect(task.expires - 60_000).toBeGreaterThanOrEqual(before);
      expect(task.expires - 60_000).toBeLessThanOrEqual(Date.now());
    }
  });

  it('is everything, and for ever, where nothing is said', async () => {
    await push.toKeys(OPERATION, keys('a'), MESSAGE);
    expect(queue.published).toMatchObject([{ transient: false, expires: 0, sender: 0, idempotencyKey: '' }]);
  });
});

describe('a push to a room', () => {
  it('is one task, in the order of the room, whether anybody is there or not', async () => {
    await push.toRoom(OPERATION, 'live://1' as RoomKey, MESSAGE, { idempotencyKey: 'id' });
    expect(queue.published).toMatchObject([
      {
        type: PushType.Room,
        operation: OPERATION,
        room: 'live://1',
        recipients: [],
        msg: 'hello',
        unfiltered: false,
        partition: partitionIn('room:live://1'),
        messageId: expect.stringMatching(/^id\//),
      },
    ]);
    expect(await metric('goim_push_tasks_total{type="room"}')).toBe(1);
  });

  it('is another push than one to another room with the same idempotency key', async () => {
    for (const room of ['live://1', 'live://2', 'live://1'] as RoomKey[]) {
      await push.toRoom(OPERATION, room, MESSAGE, { idempotencyKey: 'id' });
    }
    const [first, other, again] = queue.published.map(({ messageId: named }) => named);
    expect(other).not.toBe(first);
    expect(again).toBe(first);
  });

  it('that is not stored fails and is not counted', async () => {
    queue.store = () => Promise.reject(new AppError('unavailable', 'away'));
    await expect(push.toRoom(OPERATION, 'live://1' as RoomKey, MESSAGE)).rejects.toThrow('away');
    expect(await metric('goim_push_tasks_total{type="room"}')).toBe(0);
  });
});

describe('a broadcast', () => {
  it('is one task with its speed, in the order of all of them', async () => {
    await push.toAll(OPERATION, 300, MESSAGE);
    await push.toAll(OPERATION, 0, MESSAGE);
    await push.toAll(OPERATION + 1, 0, MESSAGE);
    expect(queue.published.map(({ type, speed }) => [type, speed])).toEqual([
      [PushType.Broadcast, 300],
      [PushType.Broadcast, 0],
      [PushType.Broadcast, 0],
    ]);
    expect(new Set(queue.published.map(({ partition }) => partition))).toEqual(new Set([partitionIn('all')]));
  });
});
