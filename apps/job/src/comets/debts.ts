import type { CometId } from '#contracts';
import type { Misses } from './comet-link.js';

/** Tasks that may wait for another try; beyond it the oldest are forgotten, and go to all comets again. */
const MAX_DEBTS = 10_000;

/**
 * Which comets a task is still owed to while all others have it: its next try goes to them alone. Kept in memory; another
 * job that takes the task over sends it to all.
 */
export class Debts {
  private readonly byId = new Map<number, ReadonlySet<CometId>>();

  /** The comets that a task is owed to, and owed to no longer; undefined where the task goes to all. */
  take(id: number): ReadonlySet<CometId> | undefined {
    const comets = this.byId.get(id);
    if (comets) this.byId.delete(id);
    return comets;
  }

  /** @param ofLate of the late tasks, or else of the others */
  note(misses: Misses, ofLate = false): void {
    for (const [id, comets] of misses.owed(ofLate)) {
      this.byId.set(id, comets);
      if (this.byId.size > MAX_DEBTS) this.byId.delete(this.byId.keys().next().value!);
    }
  }
}
