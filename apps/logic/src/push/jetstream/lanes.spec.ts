import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PushType, pushTask, tasksIn, type PushTask } from '#contracts';
import { Lanes } from './lanes.js';
import { PartitionQueue } from './partition-queue.js';

const APART_MS = 2;
/** In which a room that is pushed to each millisecond becomes a frequent one, and again after a look. */
const LONG_MS = 300;

let apartMs: number;
let lanes: Lanes;
/** What was stored, in its order, each with the time since it was pushed. */
let stored: { text: string; waited: number }[];

beforeEach(() => {
  jest.useFakeTimers();
  apartMs = APART_MS;
  stored = [];
  let sequence = 0;
  lanes = new Lanes(
    2,
    () => apartMs,
    (_, rounds) =>
      new PartitionQueue({
        store: ({ data }) => {
          const now = performance.now();
          for (const task of tasksIn(data)) {
            const [text, at] = Buffer.from(task).toString().split(' at ') as [string, string];
            stored.push({ text, waited: now - Number(at) });
          }
          sequence++;
          return new Promise((resolve) => setTimeout(() => resolve({ epoch: 1, sequence }), 1));
        },
        maxTasks: () => 256,
        maxBytes: () => 32_768,
        counts: { groups: 0, tasks: 0 },
        rounds,
      }),
  );
});

afterEach(() => {
  jest.useRealTimers();
});

function push(task: PushTask, text: string): void {
  void lanes.of(task, 0).publish(Buffer.from(`${text} at ${performance.now()}`));
}

function toRoom(room: string, text = room): void {
  push(pushTask({ type: PushType.Room, room }), text);
}

/** Each millisecond. */
async function pushOften(room: string, ms: number, meanwhile: (ms: number) => void = () => undefined): Promise<void> {
  for (let n = 0; n < ms; n++) {
    toRoom(room, `${room} ${n}`);
    meanwhile(n);
    await jest.advanceTimersByTimeAsync(1);
  }
}

function waitsOf(name: string): number[] {
  return stored.filter(({ text }) => text.startsWith(name)).map(({ waited }) => waited);
}

describe('a room that is pushed to all the time', () => {
  it('has its pushes wait for rounds, and those of others do not', async () => {
    await pushOften('flooded', LONG_MS);
    stored = [];
    await pushOften('flooded', LONG_MS, (ms) => {
      if (ms % 10 === 0) toRoom('quiet');
      if (ms % 10 === 5) push(pushTask({ type: PushType.Keys }), 'key');
    });
    for (const name of ['quiet', 'key']) {
      expect(waitsOf(name)).toHaveLength(LONG_MS / 10);
      expect(Math.max(...waitsOf(name))).toBe(0);
    }
    expect(Math.max(...waitsOf('flooded'))).toBeGreaterThan(0);
  });

  it('has them stored in their order, whatever the others are', async () => {
    const expected: string[] = [];
    for (let time = 0; time < 3; time++) {
      await pushOften('flooded', LONG_MS, (ms) => {
        expected.push(`flooded ${ms}`);
        toRoom(`other ${ms}`);
      });
      for (let ms = 0; ms < LONG_MS; ms += 7) {
        expected.push(`flooded ${ms}`);
        toRoom('flooded', `flooded ${ms}`);
        toRoom('flooded', `flooded ${ms + 0.5}`);
        expected.push(`flooded ${ms + 0.5}`);
        await jest.advanceTimersByTimeAsync(7);
      }
    }
    await jest.advanceTimersByTimeAsync(LONG_MS);
    expect(stored.map(({ text }) => text).filter((text) => text.startsWith('flooded'))).toEqual(expected);
  });
});

it('rooms that are pushed to less often wait for the rounds of all of them together', async () => {
  const rooms = Array.from({ length: 100 }, (_, n) => `room ${n}.`);
  for (let ms = 0; ms < LONG_MS; ms++) {
    toRoom(rooms[ms % rooms.length]!);
    await jest.advanceTimersByTimeAsync(1);
  }
  expect(Math.max(...waitsOf('room'))).toBeGreaterThan(0);
});

it('nobody waits where no rounds are held', async () => {
  apartMs = 0;
  await pushOften('flooded', LONG_MS);
  expect(waitsOf('flooded').filter((waited) => waited > 1)).toEqual([]);
});
