import { beforeEach, describe, expect, it } from '@jest/globals';
import { AppError } from '#contracts';
import { WaitingTasks } from './waiting-tasks.js';

let now: number;
let partitions: number[];
/** Of each partition, when its oldest task was stored. */
let oldest: Map<number, number>;
let isAway: boolean;
let waiting: WaitingTasks;

beforeEach(() => {
  now = 100_000;
  partitions = [3, 4];
  oldest = new Map();
  isAway = false;
  const storedAt = async (partition: number): Promise<number | null> => {
    if (isAway) throw new AppError('unavailable', 'away');
    return oldest.get(partition) ?? null;
  };
  waiting = new WaitingTasks(
    {
      get partitions() {
        return partitions;
      },
    },
    { storedAt },
    { now: () => now },
  );
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
    partitions = [4];
    await waiting.look();
    expect(waiting.ages()).toEqual({ 4: 0 });
  });

  it('is never negative', async () => {
    oldest.set(3, now + 500);
    await waiting.look();
    expect(waiting.ages()).toMatchObject({ 3: 0 });
  });
});
