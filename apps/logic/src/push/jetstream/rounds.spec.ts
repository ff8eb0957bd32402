import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Rounds } from './rounds.js';

const APART_MS = 4;

let apartMs: number;
let rounds: Rounds;
/** When each task was stored, by its name. */
let stored: string[];
let startedAt: number;

beforeEach(() => {
  jest.useFakeTimers();
  apartMs = APART_MS;
  rounds = new Rounds(() => apartMs);
  stored = [];
  startedAt = performance.now();
});

afterEach(() => {
  jest.useRealTimers();
});

function push(task: string): void {
  rounds.join(() => void stored.push(`${task} at ${Math.round(performance.now() - startedAt)}`));
  rounds.came();
}

/** A task every so many milliseconds, the first one now. */
async function pushEvery(ms: number, tasks: number): Promise<void> {
  for (let n = 0; n < tasks; n++) {
    push(String(n));
    await jest.advanceTimersByTimeAsync(ms);
  }
}

function momentsOf(some: readonly string[]): number[] {
  return some.map((one) => Number(one.split(' at ')[1]));
}

describe('the rounds in which tasks are stored', () => {
  it('end with the turn in which the first one comes, where none was shortly before', async () => {
    push('a');
    push('b');
    expect(stored).toEqual([]);
    await jest.advanceTimersByTimeAsync(0);
    expect(stored).toEqual(['a at 0', 'b at 0']);
    await jest.advanceTimersByTimeAsync(APART_MS);
    push('c');
    await jest.advanceTimersByTimeAsync(0);
    expect(stored).toEqual(['a at 0', 'b at 0', 'c at 4']);
  });

  it('are so far apart where tasks come one after another, and no task waits for longer', async () => {
    await pushEvery(1, 400);
    await jest.advanceTimersByTimeAsync(APART_MS);
    const moments = [...new Set(momentsOf(stored))];
    expect(stored).toHaveLength(400);
    expect(moments.length).toBeLessThanOrEqual(101);
    for (const [n, moment] of momentsOf(stored).entries()) expect(moment - n).toBeLessThanOrEqual(APART_MS);
  });

  it('are not held for those who wait for their answers before they push again', async () => {
    // Three of them, who have their answers a millisecond after their tasks are stored.
    const waits: number[] = [];
    const pushAgain = (left: number): void => {
      const begunAt = performance.now();
      const answered = (): void => {
        waits.push(performance.now() - begunAt);
        if (left > 0) setTimeout(() => pushAgain(left - 1), 1);
      };
      for (const stores of [answered, () => undefined, () => undefined]) {
        rounds.join(stores);
        rounds.came();
      }
    };
    pushAgain(99);
    await jest.advanceTimersByTimeAsync(99 * (1 + APART_MS));
    expect(waits).toHaveLength(100);
    expect(waits.slice(0, 5).some((wait) => wait > 1)).toBe(true);
    expect(waits.slice(20).filter((wait) => wait > 1)).toEqual([]);
  });

  it('are held again after a second', async () => {
    for (let round = 0; round < 40; round++) {
      push('a');
      await jest.advanceTimersByTimeAsync(1);
      await jest.advanceTimersByTimeAsync(1);
    }
    await jest.advanceTimersByTimeAsync(1_000);
    stored = [];
    await pushEvery(1, 40);
    expect(new Set(momentsOf(stored)).size).toBeLessThan(15);
  });

  it('are not held at all where they are 0 ms apart', async () => {
    apartMs = 0;
    await pushEvery(1, 10);
    expect(momentsOf(stored).map((moment, n) => moment - n)).toEqual(Array.from({ length: 10 }, () => 0));
  });
});
