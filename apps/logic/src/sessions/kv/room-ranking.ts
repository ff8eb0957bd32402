import type { RoomKey } from '#contracts';
import type { RoomCount, RoomQuery } from '../session-registry.js';

/** By UTF-16 code units. */
function byName(a: RoomCount, b: RoomCount): number {
  return a.room < b.room ? -1 : a.room > b.room ? 1 : 0;
}

/** Most sessions first. */
function bySessions(a: RoomCount, b: RoomCount): number {
  return b.count - a.count || byName(a, b);
}

/**
 * The first rooms behind `after`, in order.
 *
 * Cost: one step for each room, and a sort of twice the limit for as many as the limit of them that rank high enough.
 */
export function rankRooms(
  totals: Iterable<[RoomKey, number]>,
  { after, limit, sort = 'sessions' }: Omit<RoomQuery, 'prefix'>,
): RoomCount[] {
  const inOrder = sort === 'name' ? byName : bySessions;
  let best: RoomCount[] = [];
  let last: RoomCount | undefined;
  const cut = (): void => {
    best = best.sort(inOrder).slice(0, limit);
    if (best.length === limit) last = best.at(-1);
  };
  for (const [room, count] of totals) {
    // Most rooms are too small, and no object is made for them.
    if (last && sort === 'sessions' && count < last.count) continue;
    const ranked = { room, count };
    if (after && inOrder(ranked, after) <= 0) continue;
    if (last && inOrder(ranked, last) >= 0) continue;
    best.push(ranked);
    if (best.length >= 2 * limit) cut();
  }
  cut();
  return best;
}
