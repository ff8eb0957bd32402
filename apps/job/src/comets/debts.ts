import type { CometId, Recipient } from '#contracts';
import type { Misses } from './comet-link.js';

/** Tasks of a partition that may wait for another try; beyond it the oldest are forgotten, and go to all comets again. */
const MAX_DEBTS = 10_000;
/** Of whom it is kept where they were sent a task. Some 20 MB. */
const MAX_RECIPIENTS = 100_000;

/** What is left of a task where some comets have it. */
export interface Debt {
  /** Those that have not. */
  readonly comets: ReadonlySet<CometId>;
  /** Where its recipients were sent it; undefined: where the task says that they are. */
  readonly sent?: readonly Recipient[] | undefined;
}

/** What a task is known by: ids begin anew with each epoch, since a queue that was lost is made anew. */
interface Named {
  readonly epoch: number;
  readonly id: number;
}

/**
 * Which comets a task of one partition is still owed to while all others have it: its next try goes to them alone. Kept in memory;
 * another job that takes the partition over sends the task to all.
 */
export class Debts {
  private readonly byName = new Map<string, Debt>();
  /** Of all `sent`. */
  private recipients = 0;

  /** Undefined where the task goes to all. */
  of(task: Named): Debt | undefined {
    // Nearly always none is owed, and no name is put together.
    return this.byName.size === 0 ? undefined : this.byName.get(nameOf(task));
  }

  /** The same, and it is owed to them no longer. */
  take(task: Named): Debt | undefined {
    const debt = this.of(task);
    if (debt) this.forget(nameOf(task));
    return debt;
  }

  /**
   * @param epoch of the queue that the batch came from
   * @param ofLate of the late tasks, or else of the others
   * @param sent where the recipients of a task were sent it, by its id, unless that is what the task says
   */
  note(misses: Misses, epoch: number, ofLate = false, sent?: ReadonlyMap<number, readonly Recipient[]>): void {
    for (const [id, comets] of misses.owed(ofLate)) {
      const name = nameOf({ epoch, id });
      this.forget(name);
      const debt = { comets, sent: sent?.get(id) };
      this.byName.set(name, debt);
      this.recipients += debt.sent?.length ?? 0;
      while (this.byName.size > MAX_DEBTS || this.recipients > MAX_RECIPIENTS) {
        this.forget(this.byName.keys().next().value!);
      }
    }
  }

  private forget(name: string): void {
    this.recipients -= this.byName.get(name)?.sent?.length ?? 0;
    this.byName.delete(name);
  }
}

function nameOf({ epoch, id }: Named): string {
  return `${epoch}:${id}`;
}
