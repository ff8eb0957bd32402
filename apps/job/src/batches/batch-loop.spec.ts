import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ACK_WAIT_MS, type Bus, type QueuedTask } from '#bus';
import { eventually } from '#test-support';
import { BatchLoop } from './batch-loop.js';

const WITHIN_MS = 30_000;

describe('a loop over the batches of a consumer', () => {
  let bus: EventEmitter;
  let isAllowed: boolean;
  let extensions: number;
  let lateExtensions: number;
  let worked: () => void;
  let loop: BatchLoop;

  beforeEach(async () => {
    jest.useFakeTimers();
    bus = new EventEmitter();
    isAllowed = true;
    extensions = 0;
    lateExtensions = 0;
    const late = { working: () => lateExtensions++ } as unknown as QueuedTask;
    const task = { working: () => extensions++, info: { deliveryCount: 1, pending: 0 } } as unknown as QueuedTask;
    loop = new BatchLoop({
      bus: bus as unknown as Bus,
      consumer: {
        start: async (_prefetch, onTask) => {
          onTask(task);
          return 0;
        },
        stop: () => undefined,
      },
      mayGoOnFor: () => (isAllowed ? 5_000 : 0),
      prefetch: () => 1,
      linger: () => ({ ms: 0 }),
      ready: async () => undefined,
      work: () => new Promise((resolve) => (worked = resolve)),
      late: () => [late],
      onError: () => undefined,
    });
    await jest.advanceTimersByTimeAsync(1);
  });

  afterEach(async () => {
    worked();
    await loop.stop();
    jest.useRealTimers();
  });

  it('keeps what it works for longer, and what is settled later, from being given out again', async () => {
    await jest.advanceTimersByTimeAsync(2 * ACK_WAIT_MS);
    expect(extensions).toBeGreaterThanOrEqual(4);
    expect(lateExtensions).toBe(extensions);
  });

  it('lets go of it when it may not go on: somebody else waits for it', async () => {
    isAllowed = false;
    await jest.advanceTimersByTimeAsync(2 * ACK_WAIT_MS);
    expect([extensions, lateExtensions]).toEqual([0, 0]);
  });

  // A batch that waited for longer than that had what was settled later given out, and sent, a second time.
  it('keeps what is settled later where the bus has broken while it works: it drops the rest alone', async () => {
    bus.emit('disconnect');
    await jest.advanceTimersByTimeAsync(2 * ACK_WAIT_MS);
    expect(extensions).toBe(0);
    expect(lateExtensions).toBeGreaterThanOrEqual(4);
  });
});

describe('a loop over the batches of a consumer of which somebody else had two messages', () => {
  let give: ((seq: number, deliveryCount: number) => void) | undefined;
  let worked: number[][];
  let loop: BatchLoop;

  const hasWorked = (batches: number[][]): Promise<void> =>
    eventually('it was worked', WITHIN_MS, () => expect(worked).toEqual(batches));

  beforeEach(async () => {
    worked = [];
    give = undefined;
    loop = new BatchLoop({
      bus: new EventEmitter() as unknown as Bus,
      consumer: {
        start: async (_prefetch, onTask) => {
          give = (seq, deliveryCount) =>
            onTask({ seq, info: { deliveryCount, pending: 0 }, working: () => undefined } as unknown as QueuedTask);
          return 2;
        },
        stop: () => undefined,
      },
      mayGoOnFor: () => 5_000,
      prefetch: () => 10,
      linger: () => ({ ms: 0 }),
      ready: async () => undefined,
      work: async (batch) => void worked.push(batch.map(({ seq }) => seq)),
      onError: () => undefined,
    });
    await eventually('it pulls', WITHIN_MS, () => give !== undefined);
  });

  afterEach(() => loop.stop());

  it('works those first, where the server gives newer ones out before it notices that they are due', async () => {
    give!(3, 1);
    await setImmediate();
    give!(1, 2);
    await setImmediate();
    expect(worked).toEqual([]);
    give!(2, 2);
    await hasWorked([[1, 2, 3]]);
    give!(4, 1);
    await hasWorked([[1, 2, 3], [4]]);
  });

  it('works them in the order of the stream, where one that hung was given the older of them again', async () => {
    give!(2, 2);
    await setImmediate();
    expect(worked).toEqual([]);
    give!(1, 3);
    await hasWorked([[1, 2]]);
  });

  it('so it does where they come at once', async () => {
    expect(worked).toEqual([]);
    give!(2, 2);
    give!(1, 3);
    await hasWorked([[1, 2]]);
  });

  it('goes on where they do not come: somebody put them off, or they are gone', async () => {
    give!(3, 1);
    await hasWorked([[3]]);
    give!(4, 1);
    await setImmediate();
    expect(worked).toEqual([[3], [4]]);
  });
});

describe('a loop over the batches of a consumer that lingers', () => {
  it('works what is there as soon as it is enough', async () => {
    const worked: number[][] = [];
    let give!: (seq: number) => void;
    const loop = new BatchLoop({
      bus: new EventEmitter() as unknown as Bus,
      consumer: {
        start: async (_prefetch, onTask) => {
          give = (seq) =>
            onTask({ seq, info: { deliveryCount: 1, pending: 0 }, working: () => undefined } as unknown as QueuedTask);
          return 0;
        },
        stop: () => undefined,
      },
      mayGoOnFor: () => 5_000,
      prefetch: () => 10,
      linger: () => {
        let count = 0;
        return { ms: 2 * WITHIN_MS, isEnough: () => ++count === 3 };
      },
      ready: async () => undefined,
      work: async (batch) => void worked.push(batch.map(({ seq }) => seq)),
      onError: () => undefined,
    });
    await eventually('it pulls', WITHIN_MS, () => give !== undefined);
    give(1);
    give(2);
    await setImmediate();
    expect(worked).toEqual([]);
    give(3);
    await eventually('it was worked', WITHIN_MS, () => worked.length === 1);
    give(4);
    give(5);
    give(6);
    await eventually('so are the next ones', WITHIN_MS, () => worked.length === 2);
    expect(worked).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    await loop.stop();
  }, 60_000);
});

describe('a loop over the batches of a consumer that takes three tasks at a time', () => {
  let worked: number[][];
  let loop: BatchLoop;
  /** @param pending messages that the server has still to give out */
  let give: (seq: number, options?: { pending?: number; tasks?: number }) => void;

  beforeEach(async () => {
    worked = [];
    let isPulling = false;
    loop = new BatchLoop({
      bus: new EventEmitter() as unknown as Bus,
      consumer: {
        start: async (_prefetch, onTask) => {
          give = (seq, { pending = 0, tasks = 1 } = {}) =>
            onTask({
              seq,
              data: Buffer.alloc(tasks),
              info: { deliveryCount: 1, pending },
              working: () => undefined,
            } as unknown as QueuedTask);
          isPulling = true;
          return 0;
        },
        stop: () => undefined,
      },
      mayGoOnFor: () => 5_000,
      prefetch: () => 10,
      batch: { most: () => 3, sizeOf: ({ data }) => data.length },
      linger: () => ({ ms: 0 }),
      ready: async () => undefined,
      work: async (batch) => void worked.push(batch.map(({ seq }) => seq)),
      onError: () => undefined,
    });
    await eventually('it pulls', WITHIN_MS, () => isPulling);
  });

  afterEach(() => loop.stop());

  const batches = async (count: number): Promise<number[][]> => {
    await eventually('they were worked', WITHIN_MS, () => worked.length >= count);
    return worked;
  };

  it('works what is there in its order, without waiting for more', async () => {
    for (const seq of [1, 2, 3, 4, 5]) give(seq);
    expect(await batches(2)).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it('takes one message at least, and no more tasks than three where there are several messages', async () => {
    give(1, { tasks: 2 });
    give(2, { tasks: 2 });
    give(3, { tasks: 4 });
    give(4);
    expect(await batches(4)).toEqual([[1], [2], [3], [4]]);
  });

  it('waits for as many while the server has more to give out', async () => {
    give(1, { pending: 2 });
    await setImmediate();
    expect(worked).toEqual([]);
    give(2, { pending: 1 });
    give(3);
    expect(await batches(1)).toEqual([[1, 2, 3]]);
  });

  it('waits no longer than until the server has given out what it had', async () => {
    give(1, { pending: 1 });
    await setImmediate();
    expect(worked).toEqual([]);
    give(2);
    expect(await batches(1)).toEqual([[1, 2]]);
  });

  it('goes on with what is there where the server does not send the rest', async () => {
    give(1, { pending: 7 });
    expect(await batches(1)).toEqual([[1]]);
  });
});
