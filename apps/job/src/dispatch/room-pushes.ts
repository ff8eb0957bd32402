import type { BusyRoom } from '#contracts';

/** Rooms that are counted at once. */
const MAX_ROOMS = 10_000;
/** More of them nobody looks at. */
const TOLD = 20;
const MS_PER_SECOND = 1_000;

/**
 * Which rooms are pushed to most. Cost: one look into a map for each joined message.
 *
 * Where more rooms than are counted are pushed to between two looks, those that come last are left out: a room that is busy comes
 * early.
 */
export class RoomPushes {
  private readonly counts = new Map<string, number>();
  private since: number;

  /** @param now milliseconds, of a clock that does not jump */
  constructor(private readonly now: () => number = () => performance.now()) {
    this.since = now();
  }

  count(room: string, pushes: number): void {
    const before = this.counts.get(room);
    if (before !== undefined || this.counts.size < MAX_ROOMS) this.counts.set(room, (before ?? 0) + pushes);
  }

  /** The busiest since the last call, the busiest first; begins anew. */
  take(): BusyRoom[] {
    const seconds = (this.now() - this.since) / MS_PER_SECOND;
    const busiest = [...this.counts].toSorted(([, a], [, b]) => b - a).slice(0, TOLD);
    this.counts.clear();
    this.since = this.now();
    return seconds > 0 ? busiest.map(([room, count]) => ({ room, pushes: count / seconds })) : [];
  }
}
