import type { FormerPlace } from '#protocol';
import type { RecentIds } from './recent-ids.js';

/** What was delivered of an epoch: from the first to the last id all, but for those that `recent` lacks. */
export interface Delivered {
  readonly epoch: number;
  readonly first: number;
  readonly last: number;
  readonly recent: RecentIds;
  /** Where what was stored again of it began, in the same epoch. */
  readonly until: number;
}

/** Whether a message up to the last one did not come when it was its turn, nor later. */
export function isOvertaken(id: number, first: number, recent: RecentIds): boolean {
  // Below the first one is what never came here, unless it came late: a retry that others overtook.
  return id < first ? !recent.has(id) : recent.lack(id);
}

/** Whether the message of a place had been delivered. */
export function hadCome(before: Delivered | null, { epoch, id }: FormerPlace): boolean {
  if (before === null || before.epoch !== epoch || id > before.last) return false;
  return !isOvertaken(id, before.first, before.recent);
}
