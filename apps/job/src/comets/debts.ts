import type { CometId } from '#contracts';

/** So many tasks that wait for another try; beyond it the oldest are forgotten, and then go to all comets again. */
const MAX_DEBTS = 10_000;

/**
 * Which comets a task is still owed to that all others have got: when it is tried again, it goes to them alone. Kept in
 * memory; another job that takes the task over sends it to all.
 */
export class Debts {
  private readonly bySequence = new Map<number, ReadonlySet<CometId>>();

  /** The comets that a task is owed to, and nothing is owed from then on; undefined where it goes to all. */
  take(sequence: number): ReadonlySet<CometId> | undefined {
    const comets = this.bySequence.get(sequence);
    if (comets) this.bySequence.delete(sequence);
    return comets;
  }

  note(sequence: number, comets: ReadonlySet<CometId>): void {
    this.bySequence.set(sequence, comets);
    if (this.bySequence.size <= MAX_DEBTS) return;
    const [oldest] = this.bySequence.keys();
    this.bySequence.delete(oldest!);
  }
}
