import type { Live } from '#config';
import type { Clock } from '../hub/slices.js';

/**
 * Does work that comes all at once in slices, in the order in which it came: after each slice the event loop turns, so that
 * what came meanwhile, such as pushes, is not kept waiting.
 */
export class Turns {
  private waiting: (() => void)[] = [];
  private isOn = false;
  /** By the clock: until when work may be done in this turn. */
  private until = 0;

  constructor(
    private readonly options: Live<{ /** Milliseconds. */ readonly slice: number }>,
    private readonly clock: Clock,
  ) {}

  /** @param work throws nothing; it is done at once where the slice has time left */
  do(work: () => void): void {
    if (!this.isOn) this.begin();
    if (this.waiting.length === 0 && this.clock.now() < this.until) work();
    else this.waiting.push(work);
  }

  private begin(): void {
    this.isOn = true;
    this.until = this.clock.now() + this.options.current.slice;
    this.clock.after(0, () => this.turned());
  }

  private turned(): void {
    this.isOn = false;
    if (this.waiting.length === 0) return;
    this.begin();
    let done = 0;
    while (done < this.waiting.length && this.clock.now() < this.until) this.waiting[done++]!();
    this.waiting = this.waiting.slice(done);
  }
}
