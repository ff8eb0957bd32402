import { setImmediate as turn } from 'node:timers/promises';
import { InvalidInput } from '#problem-details';
import { z } from 'zod';
import { text, wholeNumber } from './values.js';

const MAX_PAGE = 1_000;
const DEFAULT_PAGE = 100;
/** Items looked at before the event loop turns: a millisecond or two. */
const STEP = 5_000;

/** What a list takes from the query. */
export const pageQuery = {
  limit: wholeNumber(1, MAX_PAGE, {
    description: `At most so many, from 1 to ${MAX_PAGE}; ${DEFAULT_PAGE} unless given`,
    example: 100,
  }).default(DEFAULT_PAGE),
  cursor: text.optional().describe('Goes on behind the page that named it as `next`'),
};
interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

/** What a list's answer says of the pages behind. */
export const pageAnswer = {
  next: z.string().optional().describe('Cursor of the next page; absent on the last one'),
};

interface Page<Item> {
  readonly items: Item[];
  readonly next?: string;
}

/**
 * The first items behind the cursor, in the order of their names; items that come and go between two pages move no other.
 *
 * Cost: one comparison for each item, and for those of the page a place in a sorted list of `limit`.
 *
 * @throws InvalidInput where the cursor is none of ours
 */
export function pageOf<Item>(items: Iterable<Item>, nameOf: (item: Item) => string, query: PageQuery): Page<Item> {
  const page = new SortedPage(nameOf, query);
  for (const item of items) page.offer(item);
  return page.taken();
}

/**
 * The same of any number of items, a few thousand in a turn of the event loop. What comes or goes meanwhile may be missed; what
 * comes twice is in the page once, as it came last.
 *
 * @param items live: it is iterated over several turns @param isMeant whether an item is in the list at all
 * @throws InvalidInput where the cursor is none of ours
 */
export async function pageOfMany<Item>(
  items: Iterable<Item>,
  nameOf: (item: Item) => string,
  query: PageQuery,
  isMeant: (item: Item) => boolean = () => true,
): Promise<Page<Item>> {
  const page = new SortedPage(nameOf, query);
  let looked = 0;
  for (const item of items) {
    if (isMeant(item)) page.offer(item);
    if (++looked % STEP === 0) await turn();
  }
  return page.taken();
}

/** The first items behind a cursor, of those that it is offered. */
class SortedPage<Item> {
  private readonly after: string | undefined;
  private readonly limit: number;
  private readonly sorted: Item[] = [];
  /** Where the page is full: of its last item. */
  private last: string | undefined;

  /** @throws InvalidInput where the cursor is none of ours */
  constructor(
    private readonly nameOf: (item: Item) => string,
    { limit, cursor }: PageQuery,
  ) {
    this.after = cursor === undefined ? undefined : decodeCursor(cursor);
    this.limit = limit;
  }

  offer(item: Item): void {
    const { sorted, limit } = this;
    const name = this.nameOf(item);
    if (this.last !== undefined && name > this.last) return;
    if (this.after !== undefined && name <= this.after) return;
    const place = this.placeOf(name);
    const isThere = place < sorted.length && this.nameOf(sorted[place]!) === name;
    sorted.splice(place, isThere ? 1 : 0, item);
    // One more than is asked for, to know whether there is a next page.
    if (sorted.length > limit + 1) sorted.pop();
    if (sorted.length > limit) this.last = this.nameOf(sorted[limit]!);
  }

  taken(): Page<Item> {
    const { sorted, limit } = this;
    if (sorted.length <= limit) return { items: sorted };
    sorted.pop();
    return { items: sorted, next: encodeCursor(this.nameOf(sorted.at(-1)!)) };
  }

  private placeOf(name: string): number {
    let from = 0;
    let to = this.sorted.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.nameOf(this.sorted[middle]!) < name) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

export function encodeCursor(name: string): string {
  return Buffer.from(name).toString('base64url');
}

/** @throws InvalidInput */
export function decodeCursor(cursor: string): string {
  const decoded = Buffer.from(cursor, 'base64url').toString();
  if (cursor === '' || encodeCursor(decoded) !== cursor) throw notOurCursor();
  return decoded;
}

export function notOurCursor(): InvalidInput {
  return new InvalidInput([{ path: 'cursor', message: 'expected the `next` of a page' }]);
}
