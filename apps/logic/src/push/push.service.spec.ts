import { beforeEach, describe, expect, it } from '@jest/globals';
import { AppError, PushType, type RoomKey, type SessionKey } from '#contracts';
import { Metrics } from '#observability';
import { FakeQueue } from '../../test/fake-push.js';
import { FakeRegistry, fakeSession } from '../../test/fake-sessions.js';
import { PushService } from './push.service.js';

const MESSAGE = Buffer.from('hello');
const OPERATION = 1000;

let registry: FakeRegistry;
let queue: FakeQueue;
let metrics: Metrics;
let push: PushService;

beforeEach(() => {
  registry = new FakeRegistry();
  queue = new FakeQueue();
  metrics = new Metrics({ processMetrics: false });
  push = new PushService(registry, queue, metrics);
});

function keys(...names: string[]): SessionKey[] {
  return names as SessionKey[];
}

async function metric(line: string): Promise<number> {
  const found = (await metrics.expose()).split('\n').find((text) => text.startsWith(`${line} `));
  return found ? Number(found.slice(line.length + 1)) : 0;
}

describe('a push by key', () => {
  it('is one task for each comet, with its keys, in the order of that comet', async () => {
    registry.add(fakeSession('a'), fakeSession('b', { comet: 'comet-2' }), fakeSession('c'));
    await push.toKeys(OPERATION, keys('a', 'b', 'c'), MESSAGE);
    const task = {
      type: PushType.Keys,
      operation: OPERATION,
      speed: 0,
      room: '',
      msg: 'hello',
      unfiltered: false,
      messageId: undefined,
    };
    expect(queue.published).toEqual([
      { ...task, server: 'comet-1', orderedBy: 'comet-1', keys: ['a', 'c'] },
      { ...task, server: 'comet-2', orderedBy: 'comet-2', keys: ['b'] },
    ]);
    expect(await metric('goim_push_tasks_total{type="keys"}')).toBe(2);
  });

  it('says so where it is for sessions that do not accept its operation', async () => {
    registry.add(fakeSession('a', { mid: 1 }));
    await push.toKeys(OPERATION, keys('a'), MESSAGE, { unfiltered: true });
    await push.toMids(OPERATION, [1], MESSAGE, { unfiltered: true });
    await push.toAll(OPERATION, 0, MESSAGE, { unfiltered: true });
    expect(queue.published.map(({ unfiltered }) => unfiltered)).toEqual([true, true, true]);
  });

  it('counts keys that are offline, and leaves them out', async () => {
    registry.add(fakeSession('a'));
    await push.toKeys(OPERATION, keys('x', 'a', 'y'), MESSAGE);
    expect(queue.published.map((task) => task.keys)).toEqual([['a']]);
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

  it('to nobody who is there stores nothing', async () => {
    await push.toKeys(OPERATION, keys('x'), MESSAGE);
    expect(queue.published).toEqual([]);
  });

  it('reaches a key once that was given twice', async () => {
    registry.add(fakeSession('a'));
    await push.toKeys(OPERATION, keys('a', 'a', 'x', 'x'), MESSAGE);
    expect(queue.published.map((task) => task.keys)).toEqual([['a']]);
    expect(await metric('goim_push_offline_total')).toBe(1);
  });

  it.each([
    [1_000, [1_000]],
    [1_001, [1_000, 1]],
    [2_500, [1_000, 1_000, 500]],
  ])('of %i keys of a comet has at most 1,000 in a task', async (count, sizes) => {
    const names = Array.from({ length: count }, (_, index) => `k${index}`);
    registry.add(...names.map((name) => fakeSession(name)));
    await push.toKeys(OPERATION, keys(...names), MESSAGE);
    expect(queue.published.map((task) => task.keys.length)).toEqual(sizes);
    expect(queue.published.flatMap((task) => task.keys)).toEqual(names);
  });

  it('gives each of its tasks an id of its own, the same one at a repetition', async () => {
    const names = Array.from({ length: 1_001 }, (_, index) => `k${index}`);
    registry.add(...names.map((name) => fakeSession(name)), fakeSession('other', { comet: 'comet-2' }));
    for (let time = 0; time < 2; time++) {
      await push.toKeys(OPERATION, keys(...names, 'other'), MESSAGE, { idempotencyKey: 'id' });
    }
    const ids = queue.published.map(({ messageId }) => messageId);
    expect(ids.slice(0, 3)).toEqual(ids.slice(3));
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^id\//);
  });

  it('fails as one of its tasks does, after every other one was settled', async () => {
    registry.add(...['a', 'b', 'c'].map((name) => fakeSession(name, { comet: `comet-${name}` })));
    const refusal = new AppError('queue-full', 'full');
    let letThrough = (): void => undefined;
    const late = new Promise<void>((resolve) => (letThrough = resolve));
    queue.store = ({ server }) => {
      if (server === 'comet-a') throw refusal;
      return late;
    };
    let failure: unknown;
    const pushed = push.toKeys(OPERATION, keys('a', 'b', 'c'), MESSAGE).catch((error: unknown) => (failure = error));
    await new Promise((resolve) => setImmediate(resolve));
    expect(failure).toBeUndefined();
    letThrough();
    await pushed;
    expect(failure).toBe(refusal);
    expect(queue.published.map(({ server }) => server)).toEqual(['comet-b', 'comet-c']);
    expect(await metric('goim_push_tasks_total{type="keys"}')).toBe(2);
  });
});

describe('a push to members', () => {
  it('reaches all their sessions, wherever they are', async () => {
    registry.add(
      fakeSession('a', { mid: 1 }),
      fakeSession('b', { mid: 1, comet: 'comet-2' }),
      fakeSession('c', { mid: 2 }),
      fakeSession('d', { mid: 3 }),
    );
    await push.toMids(OPERATION, [1, 2, 1, 99], MESSAGE);
    expect(queue.published.map((task) => [task.server, task.keys])).toEqual([
      ['comet-1', ['a', 'c']],
      ['comet-2', ['b']],
    ]);
    expect(await metric('goim_push_offline_total')).toBe(1);
  });
});

describe('a push to a room', () => {
  it('is one task, in the order of the room, whether anybody is there or not', async () => {
    await push.toRoom(OPERATION, 'live://1' as RoomKey, MESSAGE, { idempotencyKey: 'id' });
    expect(queue.published).toEqual([
      {
        type: PushType.Room,
        operation: OPERATION,
        speed: 0,
        server: '',
        room: 'live://1',
        keys: [],
        msg: 'hello',
        unfiltered: false,
        orderedBy: 'live://1',
        messageId: expect.stringMatching(/^id\//),
      },
    ]);
    expect(await metric('goim_push_tasks_total{type="room"}')).toBe(1);
  });

  it('is another push than one to another room with the same idempotency key', async () => {
    for (const room of ['live://1', 'live://2', 'live://1'] as RoomKey[]) {
      await push.toRoom(OPERATION, room, MESSAGE, { idempotencyKey: 'id' });
    }
    const [first, other, again] = queue.published.map(({ messageId }) => messageId);
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
  it('is one task with its speed, in the order of its operation', async () => {
    await push.toAll(OPERATION, 300, MESSAGE);
    await push.toAll(OPERATION, 0, MESSAGE);
    await push.toAll(OPERATION + 1, 0, MESSAGE);
    expect(queue.published.map(({ type, speed }) => [type, speed])).toEqual([
      [PushType.Broadcast, 300],
      [PushType.Broadcast, 0],
      [PushType.Broadcast, 0],
    ]);
    const order = queue.published.map(({ orderedBy }) => orderedBy);
    expect([order[0] === order[1], order[1] === order[2]]).toEqual([true, false]);
  });
});
