import { describe, expect, it } from '@jest/globals';
import type { RoomKey } from '#contracts';
import type { RoomCount } from '../session-registry.js';
import { rankRooms } from './room-ranking.js';

/** 200 rooms with 0 to 9 sessions. */
const totals = Array.from({ length: 200 }, (_, n): [RoomKey, number] => [`live://${n}` as RoomKey, (n * 7) % 10]);
const ranked = totals
  .map(([room, count]): RoomCount => ({ room, count }))
  .toSorted((a, b) => b.count - a.count || (a.room < b.room ? -1 : 1));

describe('rankRooms', () => {
  it.each([1, 2, 7, 199, 200, 1_000])('has the first %i of all in their order', (limit) => {
    expect(rankRooms(totals, { limit })).toEqual(ranked.slice(0, limit));
  });

  it.each([1, 7, 64])('has every room once over pages of %i', (limit) => {
    const pages: RoomCount[] = [];
    let page = rankRooms(totals, { limit });
    while (page.length > 0) {
      pages.push(...page);
      page = rankRooms(totals, { limit, after: page.at(-1)! });
    }
    expect(pages).toEqual(ranked);
  });

  it.each([1, 7, 199])('has them by their keys, over pages of %i', (limit) => {
    const pages: RoomCount[] = [];
    let page = rankRooms(totals, { limit, sort: 'name' });
    while (page.length > 0) {
      pages.push(...page);
      page = rankRooms(totals, { limit, sort: 'name', after: page.at(-1)! });
    }
    expect(pages).toEqual(ranked.toSorted((a, b) => (a.room < b.room ? -1 : 1)));
  });

  it('goes on behind a room that has gone or changed', () => {
    const after = { room: 'live://999' as RoomKey, count: 5 };
    expect(rankRooms(totals, { limit: 200, after })).toEqual(ranked.filter(({ count }) => count < 5));
  });

  it('is empty where there is no room', () => {
    expect(rankRooms([], { limit: 3 })).toEqual([]);
  });
});
