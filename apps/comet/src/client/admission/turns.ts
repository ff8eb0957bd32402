import type { Live } from '#config';
import type { Clock } from '../../hub/slices.js';

/** From one slice to the next while work waits. */
const EVERY_MS = 4;
/** What waits is done in about so many slices, so that a line that grows is worked faster. */
const SLICES = 25;

/**
 * Does work that comes all at once in slices, in the order in which it came. Between two slices this process rests: what came
 * meanwhile, such as pushes, is not kept waiting, neither here nor by the processes for which all of that is work as well.
 */
export class Turns {
  private waiting: (() => void)[] = [];
  private isOn = false;
  /** By the clock: until when work may be done in this slice. */
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
    this.clock.after(EVERY_MS, () => this.goOn());
  }

  private goOn(): void {
    if (this.waiting.length === 0) {
      this.isOn = false;
      return;
    }
    this.until = this.clock.now() + this.options.current.slice;
    const share = Math.ceil(this.waiting.length / SLICES);
    let done = 0;
    while (done < share && this.clock.now() < this.until) this.waiting[done++]!();
    this.waiting.splice(0, done);
    // Where a slice is too short for its share, more comes than can be done with a rest.
    this.clock.after(done < share ? 0 : EVERY_MS, () => this.goOn());
  }
}
