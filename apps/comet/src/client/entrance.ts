import type { Live } from '#config';
import type { Clock } from '../hub/slices.js';

export interface EntranceLimits {
  /** Clients that logic is asked about at a time. */
  readonly maxAdmissions: number;
}

/** Clients that go in at once after a quiet while. */
const AT_ONCE = 64;
/**
 * Clients that go in a second however late everything is: 2,000 within 4 s. What a client costs does not depend on how many are
 * asked about at a time, so it is the rate that leaves the processes time for pushes.
 */
const LEAST_A_SECOND = 500;
const MOST_A_SECOND = 5_000;
const LOOK_EVERY_MS = 10;
/**
 * Clients that go in together where others wait anyway. What this comet, the bus and logic read and write is system calls, and a
 * process that is woken, for each time that any go in: by one at a time a client cost all three twice as much.
 */
const TOGETHER = 16;
/** A timer that comes this late shows that this process, or its machine, has more to do than it can. */
const LATE_MS = 5;
/** Clients a second by which the rate grows with each look that finds nothing late. */
const GROW = 10;
const SHRINK = 0.5;

/**
 * Where clients wait until logic is asked about them. When all clients of a dead comet come back at once, letting them in as
 * fast as it goes would keep logic, the bus and this comet from everything else for seconds: pushes would stand in line behind
 * them. Here they go in as they came, by a rate: that of before and a little more after each look that finds nothing late, a
 * half of it after each that does (additive increase, multiplicative decrease; Chiu and Jain, 1989). And logic is asked about a
 * bounded number of them at a time, so that none waits in logic's line until its request times out, which would have it come
 * again. Those that wait go in by sixteen, or all that may with the next look.
 *
 * A client that waits too long is closed, as any that is not authenticated in time. Cost while nobody waits: none.
 */
export class Entrance {
  private readonly line = new Set<() => void>();
  private perSecond = LEAST_A_SECOND;
  /** Clients that may go in now; by the clock, when that was counted. */
  private credit = AT_ONCE;
  private countedAt = Number.NEGATIVE_INFINITY;
  private inside = 0;
  private isLooking = false;
  /** Clients that had to wait. */
  waited = 0;

  constructor(
    private readonly limits: Live<EntranceLimits>,
    private readonly clock: Clock,
  ) {}

  /** Clients that wait now. */
  get waiting(): number {
    return this.line.size;
  }

  /** Whoever enters must `leave` again. @returns what resolves when it is the client's turn; undefined = it is now */
  enter(): Promise<void> | undefined {
    this.count();
    if (this.line.size === 0 && this.places > 0) {
      this.goesIn();
      return undefined;
    }
    this.waited++;
    return new Promise((goOn) => {
      this.line.add(goOn);
      this.look();
    });
  }

  leave(): void {
    this.inside--;
    if (this.line.size === 0) return;
    this.count();
    // Fewer go in with the next look.
    if (this.places >= Math.min(TOGETHER, this.line.size, this.limits.current.maxAdmissions)) this.letIn();
  }

  private get places(): number {
    return Math.min(Math.floor(this.credit), this.limits.current.maxAdmissions - this.inside);
  }

  private goesIn(): void {
    this.credit--;
    this.inside++;
  }

  private count(): void {
    const now = this.clock.now();
    this.credit = Math.min(this.credit + ((now - this.countedAt) * this.perSecond) / 1_000, AT_ONCE);
    this.countedAt = now;
  }

  private letIn(): void {
    for (const goOn of this.line) {
      if (this.places <= 0) return;
      this.line.delete(goOn);
      this.goesIn();
      goOn();
    }
  }

  /** Finds out, while anybody waits, how fast they may go in. */
  private look(): void {
    if (this.isLooking) return;
    this.isLooking = true;
    const due = this.clock.now() + LOOK_EVERY_MS;
    this.clock.after(LOOK_EVERY_MS, () => {
      this.isLooking = false;
      if (this.line.size === 0) return;
      if (this.clock.now() - due < LATE_MS) this.perSecond = Math.min(this.perSecond + GROW, MOST_A_SECOND);
      else this.perSecond = Math.max(this.perSecond * SHRINK, LEAST_A_SECOND);
      this.count();
      this.letIn();
      this.look();
    });
  }
}
