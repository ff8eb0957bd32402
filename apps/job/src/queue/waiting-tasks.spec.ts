import { beforeEach, describe, expect, it } from '@jest/globals';
import { AppError } from '#contracts';
import { QueueReadiness } from './queue-readiness.js';
import { WaitingTasks } from './waiting-tasks.js';

let now: number;
/** Of each partition, when its oldest task was stored. */
let oldest: Map<number, number>;
let isAway: boolean;
let waiting: WaitingTasks;

beforeEach(() => {
  now = 100_000;
  oldest = new Map();
  isAway = false;
  const storedAt = async (partition: number): Promise<number | null> => {
    if (isAway) throw new AppError('unavailable', 'away');
    return oldest.get(partition) ?? null;
  };
  waiting = new WaitingTasks({ storedAt }, { now: () => now });
  for (const partition of [3, 4]) waiting.partitions.add(partition);
});

describe('the age of the oldest task of a partition', () => {
  it('is that of the last look, and 0 where nothing waits', async () => {
    oldest.set(3, now - 1_500);
    await waiting.look();
    now += 2_000;
    expect(waiting.ages()).toEqual({ 3: 1.5, 4: 0 });
    oldest.clear();
    await waiting.look();
    expect(waiting.ages()).toEqual({ 3: 0, 4: 0 });
  });

  it('grows while nobody can look, where something waited', async () => {
    oldest.set(3, now - 1_000);
    await waiting.look();
    isAway = true;
    now += 20_000;
    await waiting.look();
    expect(waiting.ages()).toEqual({ 3: 21, 4: 0 });
  });

  it('is said of the partitions that this job works, and no others', async () => {
    oldest.set(3, now - 1_000);
    await waiting.look();
    waiting.partitions.delete(3);
    await waiting.look();
    expect(waiting.ages()).toEqual({ 4: 0 });
  });

  it('is never negative', async () => {
    oldest.set(3, now + 500);
    await waiting.look();
    expect(waiting.ages()).toMatchObject({ 3: 0 });
  });
});

describe('QueueReadiness', () => {
  it('names the partitions whose tasks have waited for longer than tries take', async () => {
    const readiness = new QueueReadiness(waiting);
    oldest.set(3, now - 29_000).set(4, now - 30_500);
    await waiting.look();
    expect(() => readiness.check()).toThrow('tasks wait: of partition 4 for 31 s');
    oldest.delete(4);
    await waiting.look();
    expect(() => readiness.check()).not.toThrow();
  });
});
