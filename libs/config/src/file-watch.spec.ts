import type { Stats } from 'node:fs';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';

type Answer = (error: Error | null, stats?: Stats) => void;

const looks: Answer[] = [];
const version = (size: number): Stats => ({ ino: 1, size, mtimeMs: 1 }) as Stats;
jest.unstable_mockModule('node:fs', () => ({
  stat: (_path: string, answer: Answer) => void looks.push(answer),
  statSync: () => version(0),
}));
const { FileWatch } = await import('./file-watch.js');

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

// Each look kept a thread: after four of them the process resolved no names and read no files any more.
it('looks once at a file whose server is away, and goes on when that is back', () => {
  const onChange = jest.fn();
  const watch = new FileWatch('/remote/app.toml', onChange);
  jest.advanceTimersByTime(10_000);
  expect(looks).toHaveLength(1);
  looks[0]!(null, version(0));
  jest.advanceTimersByTime(1_000);
  expect(looks).toHaveLength(2);
  looks[1]!(null, version(1));
  jest.advanceTimersByTime(500);
  expect(onChange).toHaveBeenCalledTimes(1);
  watch.close();
});
