/** A task that JetStream has stored. */
export interface StoredTask {
  readonly sequence: number;
  readonly subject: string;
  readonly data: Uint8Array;
  readonly messageId: string | undefined;
}

const MAX_TASKS = 100_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** Settled tasks that are kept in the array before it is cut. */
const CUT_FROM = 4_096;

/**
 * The tasks that this logic has stored and of which it does not know yet that they were worked, for the case that the stream
 * is lost: a second's worth of them, or the backlog, up to 100,000 tasks and 64 MiB.
 *
 * Cost: an object and a place in an array a task.
 */
export class RecentTasks {
  private tasks: StoredTask[] = [];
  private head = 0;
  private bytes = 0;
  private dropped = 0;
  private lastDropped = 0;

  /** @param task of a greater sequence than those before, give or take what is under way */
  add(task: StoredTask): void {
    this.tasks.push(task);
    this.bytes += task.data.length;
    while (this.bytes > MAX_BYTES || this.tasks.length - this.head > MAX_TASKS) {
      this.dropped++;
      this.lastDropped = this.tasks[this.head]!.sequence;
      this.forgetFirst();
    }
  }

  /** Every task below this sequence was worked. */
  settledBelow(sequence: number): void {
    while (this.head < this.tasks.length && this.tasks[this.head]!.sequence < sequence) this.forgetFirst();
    if (sequence > this.lastDropped) this.dropped = 0;
  }

  /** The stream is lost. @returns the tasks to store again, and how many there were too many to keep */
  take(): { tasks: StoredTask[]; dropped: number } {
    const taken = { tasks: this.tasks.slice(this.head), dropped: this.dropped };
    this.tasks = [];
    this.head = 0;
    this.bytes = 0;
    this.dropped = 0;
    return taken;
  }

  private forgetFirst(): void {
    this.bytes -= this.tasks[this.head]!.data.length;
    this.head++;
    if (this.head < CUT_FROM || this.head < this.tasks.length / 2) return;
    this.tasks = this.tasks.slice(this.head);
    this.head = 0;
  }
}
