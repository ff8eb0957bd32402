import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { boundedList, MAX_LISTED, repeated } from './values.js';

let looked: number;
const item = z.string().refine((value) => {
  looked++;
  return value === 'x';
});

const list = (length: number, value = 'x'): string[] => Array<string>(length).fill(value);

it.each([
  ['a repeated parameter', z.object({ mids: repeated(item, { description: 'members', example: ['x'] }) })],
  ['a list in a body', z.object({ mids: boundedList(item) })],
])('%s of more elements than may be is refused by one fault that names it, before any is looked at', (_, schema) => {
  looked = 0;
  for (const value of ['x', 'y']) {
    expect(schema.safeParse({ mids: list(MAX_LISTED + 1, value) }).error?.issues).toEqual([
      { code: 'custom', path: ['mids'], message: 'expected at most 10000 elements' },
    ]);
  }
  expect(looked).toBe(0);
  expect(schema.parse({ mids: list(MAX_LISTED) }).mids).toHaveLength(MAX_LISTED);
  expect(looked).toBe(MAX_LISTED);
});

it('a parameter may have a bound of its own, by which it is refused', () => {
  const few = z.object({ rooms: repeated(item, { description: 'rooms', example: ['x'] }, 2) });
  const refused = (length: number) =>
    few.safeParse({ rooms: list(length) }).error?.issues.map(({ message }) => message);
  expect([refused(2), refused(3)]).toEqual([undefined, ['expected at most 2 elements']]);
});
