import type { Live } from '#config';
import type { Clock } from '../../hub/slices.js';

export interface EntranceLimits {
  /** Clients that logic is asked about at a time. */
  readonly maxAdmissions: number;
  /** Milliseconds after which a client that waits is closed. */
  readonly handshakeTimeout: number;
}

/** Clients that go in at once after a quiet while. */
const AT_ONCE = 16;
/**
 * Clients that go in a second however late everything is. What a client costs does not depend on how many are asked about at a
 * time, so it is the rate that leaves the processes time for pushes.
 */
const LEAST_A_SECOND = 500;
const MOST_A_SECOND = 5_000;
/**
 * Those that wait go in no faster than they need to be in within this, or half of what they may wait where that is less, since what
 * is faster pushes pay for; where some still wait after it, more come all the time than go in.
 */
const WITHIN_MS = 4_000;
/** What a look that comes late makes up for. */
const MAKES_UP_MS = 100;
/** The time over which clients a second are counted. */
const COUNTED_MS = 2_000;
/** As often some go in: together, since a process that is woken for one client alone costs more than what it does for it. */
const LOOK_EVERY_MS = 10;
/** A timer that comes this late shows that this process, or its machine, has more to do than it can. */
const LATE_MS = 5;
/** Clients a second by which the rate grows with a look. */
const GROW = 10;
const SHRINK = 0.5;

interface Waiting {
  /** It was closed meanwhile. */
  isGone(): boolean;
  goOn(isIn: boolean): void;
}

/**
 * Where clients wait until logic is asked about them. When all clients of a dead comet come back at once, letting them in as
 * fast as it goes would keep logic, the bus and this comet from everything else for seconds: pushes would stand in line behind
 * them. Here they go in as they came, by a rate: the least one, or what came in lately where that is more. Where it would take
 * them too long by that, the rate is a little more after each look that finds nothing late, a half of it after each that does
 * (additive increase, multiplicative decrease; Chiu and Jain, 1989). And logic is asked about a bounded number of them at a time,
 * so that none waits in logic's line until its request times out, which would have it come again.
 *
 * A client that waits too long is closed, as any that is not authenticated in time. Cost while nobody waits: none.
 */
export class Entrance {
  private readonly line = new Set<Waiting>();
  private perSecond = LEAST_A_SECOND;
  /** Clients that may go in now; by the clock, when that was counted. */
  private credit = AT_ONCE;
  private countedAt = Number.NEGATIVE_INFINITY;
  /** Clients that went in a second, lately. */
  private pace = 0;
  private pacedAt = 0;
  /** By the clock, when the first of those came that wait. */
  private waitingSince = 0;
  private lateAt = Number.NEGATIVE_INFINITY;
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

  /** Whoever is in must `leave` again. @returns what resolves when it is the client's turn, false where it is gone; undefined = it is in */
  enter(isGone: () => boolean): Promise<boolean> | undefined {
    this.count();
    if (this.line.size === 0 && this.places > 0) {
      this.goesIn();
      return undefined;
    }
    this.waited++;
    if (this.line.size === 0) this.begin();
    return new Promise((goOn) => {
      this.line.add({ isGone, goOn });
      this.look();
    });
  }

  leave(): void {
    const wasFull = this.inside >= this.limits.current.maxAdmissions;
    this.inside--;
    if (!wasFull || this.line.size === 0) return;
    this.count();
    this.letIn();
  }

  private get places(): number {
    return Math.min(Math.floor(this.credit), this.limits.current.maxAdmissions - this.inside);
  }

  private begin(): void {
    this.waitingSince = this.countedAt;
    // What came in lately was too much where something was late.
    const pace = this.countedAt - this.lateAt > COUNTED_MS ? this.paceNow : 0;
    this.perSecond = Math.min(Math.max(pace, LEAST_A_SECOND), MOST_A_SECOND);
  }

  private get paceNow(): number {
    return this.pace * Math.exp((this.pacedAt - this.countedAt) / COUNTED_MS);
  }

  private goesIn(): void {
    this.pace = this.paceNow + 1_000 / COUNTED_MS;
    this.pacedAt = this.countedAt;
    this.credit--;
    this.inside++;
  }

  private count(): void {
    const now = this.clock.now();
    const earned = ((now - this.countedAt) * this.perSecond) / 1_000;
    this.credit = Math.min(this.credit + earned, this.mostCredit);
    this.countedAt = now;
  }

  private get mostCredit(): number {
    return this.line.size === 0 ? AT_ONCE : Math.max((MAKES_UP_MS * this.perSecond) / 1_000, AT_ONCE);
  }

  private letIn(): void {
    for (const one of this.line) {
      const isGone = one.isGone();
      if (!isGone && this.places <= 0) return;
      this.line.delete(one);
      if (!isGone) this.goesIn();
      one.goOn(!isGone);
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
      this.adjust(this.clock.now() - due);
      this.count();
      this.letIn();
      this.look();
    });
  }

  private adjust(lateMs: number): void {
    const now = this.clock.now();
    if (lateMs >= LATE_MS) {
      this.lateAt = now;
      this.perSecond = Math.max(this.perSecond * SHRINK, LEAST_A_SECOND);
    } else if (this.takesTooLong(now)) this.perSecond = Math.min(this.perSecond + GROW, MOST_A_SECOND);
  }

  private takesTooLong(now: number): boolean {
    const withinMs = Math.min(WITHIN_MS, this.limits.current.handshakeTimeout / 2);
    return now - this.waitingSince > withinMs || (this.line.size / this.perSecond) * 1_000 > withinMs;
  }
}
