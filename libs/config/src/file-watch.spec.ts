import type { Stats } from 'node:fs';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';

type Answer = (error: Error | null, stats?: Stats) => void;

const looks: Answer[] = [];
const paths: string[] = [];
const version = (size: number): Stats => ({ ino: 1, size, mtimeMs: 1 }) as Stats;
jest.unstable_mockModule('node:fs', () => ({
  stat: (path: string, answer: Answer) => {
    looks.push(answer);
    paths.push(path);
  },
  statSync: () => version(0),
}));
const { FileWatch } = await import('./file-watch.js');

beforeEach(() => {
  looks.length = 0;
  paths.length = 0;
  jest.useFakeTimers();
});
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

// Certificate, key and authorities of each port, the keys and the configuration are watched: one file server has them all.
it('leaves threads to others, however many files are on a server that is away', () => {
  const remote = ['a', 'b', 'c', 'd', 'e'].map((name) => new FileWatch(`/remote/${name}.pem`, () => undefined));
  const changed = jest.fn();
  const local = new FileWatch('/local/app.toml', changed);
  jest.advanceTimersByTime(10_000);
  expect(paths).toEqual(['/remote/a.pem', '/local/app.toml']);
  looks[1]!(null, version(1));
  jest.advanceTimersByTime(500);
  expect(changed).toHaveBeenCalledTimes(1);

  const elsewhere = ['/x/a', '/y/a', '/z/a'].map((path) => new FileWatch(path, () => undefined));
  jest.advanceTimersByTime(600);
  expect(paths.slice(2)).toEqual(['/local/app.toml']);
  looks[2]!(null, version(1));
  jest.advanceTimersByTime(10_000);
  expect(paths.slice(3)).toEqual(['/x/a']);
  // The server is back: all have their turn.
  for (let at = 0; at < looks.length; at++) if (at !== 1 && at !== 2) looks[at]!(null, version(0));
  expect(new Set(paths)).toEqual(
    new Set(
      ['a', 'b', 'c', 'd', 'e'].map((name) => `/remote/${name}.pem`).concat('/local/app.toml', '/x/a', '/y/a', '/z/a'),
    ),
  );
  for (const watch of [...remote, ...elsewhere, local]) watch.close();
});

it('tells nobody who has closed it meanwhile', () => {
  const onChange = jest.fn();
  const watch = new FileWatch('/remote/app.toml', onChange);
  jest.advanceTimersByTime(1_000);
  watch.close();
  looks[0]!(null, version(1));
  jest.advanceTimersByTime(1_000);
  expect(onChange).not.toHaveBeenCalled();
});
