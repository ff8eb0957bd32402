import type { CometId } from '#contracts';
import type { Misses } from './comet-link.js';

/** Tasks of a partition that may wait for another try; beyond it the oldest are forgotten, and go to all comets again. */
const MAX_DEBTS = 10_000;

/** What a task is known by: ids begin anew with each epoch, since a queue that was lost is made anew. */
interface Named {
  readonly epoch: number;
  readonly id: number;
}

/**
 * Which comets a task of one partition is still owed to while all others have it: its next try goes to them alone. Kept in memory;
 * another job that takes the partition over sends the task to all. One that became a dead letter is not tried again: it is
 * forgotten when it is the oldest.
 */
export class Debts {
  private readonly byName = new Map<string, ReadonlySet<CometId>>();

  /** The comets that a task is owed to; undefined where the task goes to all. */
  of(task: Named): ReadonlySet<CometId> | undefined {
    // Nearly always none is owed, and no name is put together.
    return this.byName.size === 0 ? undefined : this.byName.get(nameOf(task));
  }

  /** The same, and it is owed to them no longer. */
  take(task: Named): ReadonlySet<CometId> | undefined {
    const comets = this.of(task);
    if (comets) this.byName.delete(nameOf(task));
    return comets;
  }

  /**
   * @param epoch of the queue that the batch came from
   * @param ofLate of the late tasks, or else of the others
   */
  note(misses: Misses, epoch: number, ofLate = false): void {
    for (const [id, comets] of misses.owed(ofLate)) {
      this.byName.set(nameOf({ epoch, id }), comets);
      if (this.byName.size > MAX_DEBTS) this.byName.delete(this.byName.keys().next().value!);
    }
  }
}

function nameOf({ epoch, id }: Named): string {
  return `${epoch}:${id}`;
}
