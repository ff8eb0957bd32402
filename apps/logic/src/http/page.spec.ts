import { describe, expect, it } from '@jest/globals';
import { pageOf, pageOfMany } from './page.js';

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

describe('pageOfMany', () => {
  const names = Array.from({ length: 30_000 }, (_, n) => String((n * 7_919) % 30_000).padStart(5, '0'));

  it('lists those that are meant, by pages', async () => {
    const isEven = (name: string): boolean => Number(name) % 2 === 0;
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await pageOfMany(names, identity, { limit: 1_000, cursor }, isEven);
      found.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(found).toEqual(names.filter(isEven).toSorted());
  });

  it('has what comes twice once, as it came last', async () => {
    const items = [
      { name: 'b', turn: 1 },
      { name: 'a', turn: 1 },
      { name: 'b', turn: 2 },
      { name: 'c', turn: 1 },
      { name: 'c', turn: 2 },
    ];
    const page = await pageOfMany(items, ({ name }) => name, { limit: 2 });
    expect(page.items).toEqual([
      { name: 'a', turn: 1 },
      { name: 'b', turn: 2 },
    ]);
    expect((await pageOfMany(items, ({ name }) => name, { limit: 2, cursor: page.next })).items).toEqual([
      { name: 'c', turn: 2 },
    ]);
  });

  it('lets others have their turn, and sees what comes and goes meanwhile', async () => {
    const live = new Set(names);
    const [first] = names;
    const page = pageOfMany(live, identity, { limit: 1_000 });
    live.delete(names.at(-1)!);
    live.add('!');
    const { items } = await page;
    expect([items[0], items.includes(first!), items.includes(names.at(-1)!)]).toEqual(['!', true, false]);
  });
});
