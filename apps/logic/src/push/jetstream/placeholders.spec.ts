import { expect, it } from '@jest/globals';
import { tasksIn } from '#contracts';
import { countUpTo, PLACEHOLDER } from './placeholders.js';

const goesOn = (): boolean => false;

it('a placeholder has no task', () => {
  expect(tasksIn(PLACEHOLDER)).toEqual([]);
});

it('a stream is counted up to a number, and hardly beyond, though some are refused', async () => {
  let [last, tries] = [20, 0];
  const store = async (): Promise<number> => {
    if (++tries % 7 === 0) throw new Error('refused on purpose');
    return ++last;
  };
  await countUpTo(1_300, 20, store, goesOn);
  expect(last).toBe(1_300);
});

it('nothing is stored where it has counted so far, nor once it is over', async () => {
  const stored: number[] = [];
  const store = async (): Promise<number> => stored.push(1);
  await countUpTo(20, 20, store, goesOn);
  await countUpTo(2_000, 0, store, () => stored.length > 0);
  expect(stored).toHaveLength(500);
});
