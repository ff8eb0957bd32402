import type { Clock } from '../src/hub/slices.js';

interface Task {
  readonly at: number;
  readonly run: () => void;
}

/** Time that passes only when a test says so. */
export class FakeClock implements Clock {
  private time = 1_000;
  private tasks: Task[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, run: () => void): void {
    this.tasks.push({ at: this.time + Math.max(ms, 0), run });
  }

  /** Lets time pass as code that runs so long does: nothing that is due runs meanwhile. */
  spend(ms: number): void {
    this.time += ms;
  }

  /** Lets time pass, and runs what becomes due, each task at its time. */
  advance(ms: number): void {
    const until = this.time + ms;
    for (let task = this.due(until); task; task = this.due(until)) this.run(task);
    this.time = Math.max(this.time, until);
  }

  /** Runs the one task that is due next, later if need be. @returns false where nothing waits */
  turn(): boolean {
    const task = this.due(Number.POSITIVE_INFINITY);
    if (task) this.run(task);
    return task !== undefined;
  }

  get waiting(): number {
    return this.tasks.length;
  }

  private due(until: number): Task | undefined {
    return this.tasks.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  }

  private run(task: Task): void {
    this.tasks = this.tasks.filter((other) => other !== task);
    this.time = Math.max(this.time, task.at);
    task.run();
  }
}
