import type { Live } from '#config';
import type { Clock } from '../hub/slices.js';

/** Requests that wait in one line; above them nobody gets a turn. */
const MAX_WAITING = 10_000;
/** How often a line is looked through for those whose time is over; it is when a request ends, so that no timer is needed. */
const LOOK_EVERY_MS = 250;

/** A client that comes back, or this comet itself, behind whose reads pushes wait. */
export type Line = 'client' | 'comet';

interface Waiting {
  readonly until: number;
  readonly turn: (isGiven: boolean) => void;
}

/**
 * Has few requests under way at a time. After a cut-off each target of the comet and each of its clients may want one: they wait
 * in lines of their own, which get their turns one by one, so that neither waits for all of the other.
 */
export class RequestLines {
  private readonly lines: Record<Line, Waiting[]> = { client: [], comet: [] };
  private last: Line = 'client';
  private running = 0;
  /** By the clock: when the lines were looked through. */
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly limits: Live<{ readonly concurrency: number }>,
    private readonly clock: Clock,
  ) {}

  /**
   * Waits for a turn, which ends with `end`.
   *
   * @param until by the clock: then it waits no more, once one of those that have a turn has ended it
   * @returns false where it gets none
   */
  take(line: Line, until: number): Promise<boolean> | boolean {
    if (this.running < this.limits.current.concurrency) {
      this.running++;
      return true;
    }
    const waiting = this.lines[line];
    if (waiting.length >= MAX_WAITING) return false;
    return new Promise((turn) => waiting.push({ until, turn }));
  }

  end(): void {
    this.running--;
    this.look();
    while (this.running < this.limits.current.concurrency) {
      const next = this.next();
      if (!next) return;
      this.running++;
      next.turn(true);
    }
  }

  private next(): Waiting | undefined {
    const other: Line = this.last === 'client' ? 'comet' : 'client';
    const line = this.lines[other].length > 0 ? other : this.last;
    this.last = line;
    return this.lines[line].shift();
  }

  private look(): void {
    const now = this.clock.now();
    if (now < this.lookedAt + LOOK_EVERY_MS) return;
    this.lookedAt = now;
    for (const line of ['client', 'comet'] as const) {
      const over = this.lines[line].filter(({ until }) => until <= now);
      if (over.length === 0) continue;
      this.lines[line] = this.lines[line].filter(({ until }) => until > now);
      for (const { turn } of over) turn(false);
    }
  }
}
