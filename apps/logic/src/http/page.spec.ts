import { describe, expect, it } from '@jest/globals';
import { pageOf } from './page.js';

const identity = (name: string): string => name;

function pages(names: Iterable<string>, limit: number): string[][] {
  const found: string[][] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = pageOf(names, identity, { limit, cursor });
    found.push(items);
    cursor = next;
  } while (cursor !== undefined);
  return found;
}

describe('pageOf', () => {
  it.each([
    [[], 2, [[]]],
    [['b', 'a'], 2, [['a', 'b']]],
    [['c', 'b', 'a'], 2, [['a', 'b'], ['c']]],
    [['live://ü', 'live://a/b', 'a'], 1, [['a'], ['live://a/b'], ['live://ü']]],
  ])('lists %j by pages of %i', (names, limit, expected) => {
    expect(pages(names, limit)).toEqual(expected);
  });

  it('names each once, in whatever order they come', () => {
    const names = Array.from({ length: 1_000 }, (_, n) => String((n * 7_919) % 1_000).padStart(3, '0'));
    expect(pages(names, 7).flat()).toEqual(names.toSorted());
  });

  it('goes on behind a name that is gone', () => {
    const { next } = pageOf(['a', 'b', 'c'], identity, { limit: 1 });
    expect(pageOf(['b', 'c'], identity, { limit: 1, cursor: next }).items).toEqual(['b']);
  });

  it.each(['', '!', 'YQ=='])('refuses the cursor %j by its name', (cursor) => {
    expect(() => pageOf([], identity, { limit: 1, cursor })).toThrow('cursor: expected the `next` of a page');
  });
});
