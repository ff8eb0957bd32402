import type { RoomKey } from '#contracts';

/** Sessions in each room, over all comets that are alive. Cost: a map entry a room. */
export class RoomTotals {
  private readonly totals = new Map<RoomKey, number>();

  get(room: RoomKey): number {
    return this.totals.get(room) ?? 0;
  }

  get size(): number {
    return this.totals.size;
  }

  /** @param sessions below 0 where they have gone */
  add(room: RoomKey, sessions: number): void {
    const total = this.get(room) + sessions;
    if (total === 0) this.totals.delete(room);
    else this.totals.set(room, total);
  }

  /** The rooms whose keys begin so. */
  *of(prefix: string): Generator<[RoomKey, number], void> {
    for (const total of this.totals) if (total[0].startsWith(prefix)) yield total;
  }
}
