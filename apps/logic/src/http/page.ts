import { InvalidInput } from '#problem-details';
import { z } from 'zod';
import { text, wholeNumber } from './values.js';

const MAX_PAGE = 1_000;
const DEFAULT_PAGE = 100;

/** What a list takes from the query. */
export const pageQuery = {
  limit: wholeNumber(1, MAX_PAGE, {
    description: `At most so many; ${DEFAULT_PAGE} unless given`,
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
export function pageOf<Item>(
  items: Iterable<Item>,
  nameOf: (item: Item) => string,
  { limit, cursor }: PageQuery,
): Page<Item> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const page: Item[] = [];
  for (const item of items) {
    const name = nameOf(item);
    if (after !== undefined && name <= after) continue;
    // One more than is asked for, to know whether there is a next page.
    if (page.length > limit && name >= nameOf(page[limit]!)) continue;
    page.splice(placeOf(name, page, nameOf), 0, item);
    if (page.length > limit + 1) page.pop();
  }
  if (page.length <= limit) return { items: page };
  page.pop();
  return { items: page, next: encodeCursor(nameOf(page.at(-1)!)) };
}

function placeOf<Item>(name: string, sorted: readonly Item[], nameOf: (item: Item) => string): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (nameOf(sorted[middle]!) < name) from = middle + 1;
    else to = middle;
  }
  return from;
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
