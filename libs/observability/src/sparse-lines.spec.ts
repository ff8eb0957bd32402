import { expect, it } from '@jest/globals';
import { SparseLines } from './sparse-lines.js';

const MINUTE_MS = 60_000;

it('has five lines of a kind a minute, and the next one tells how many were left out', () => {
  let now = 1;
  const written: unknown[] = [];
  const lines = new SparseLines(() => now);
  const tell = (kind: string): void => lines.tell(kind, (leftOut) => written.push([kind, leftOut]));
  for (let n = 0; n < 1_000; n++) tell('a');
  tell('b');
  expect(written).toEqual([...Array.from({ length: 5 }, () => ['a', {}]), ['b', {}]]);
  written.length = 0;
  now += MINUTE_MS - 1;
  tell('a');
  expect(written).toEqual([]);
  now += 1;
  for (let n = 0; n < 10; n++) tell('a');
  expect(written).toEqual([['a', { leftOut: 996 }], ...Array.from({ length: 4 }, () => ['a', {}])]);
  now += 10 * MINUTE_MS;
  tell('b');
  expect(written.at(-1)).toEqual(['b', {}]);
});
