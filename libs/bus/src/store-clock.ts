import type { Bus } from './bus.js';

const ofBuses = new WeakMap<Bus, StoreClock>();

/**
 * The clock of the NATS server. Hosts' own clocks may differ by any amount, so a time that was written elsewhere is compared
 * with this one alone. Between two looks it goes on by the process's monotonic clock.
 */
export class StoreClock {
  /** The server's time less `performance.now()`; undefined: it has not told its time yet. */
  private offset: number | undefined;

  /** The one of a connection. */
  static of(bus: Bus): StoreClock {
    let clock = ofBuses.get(bus);
    if (!clock) {
      clock = new StoreClock();
      ofBuses.set(bus, clock);
    }
    return clock;
  }

  /** Whether the server has told its time. */
  get isKnown(): boolean {
    return this.offset !== undefined;
  }

  /**
   * Milliseconds since 1970; behind the server's by no more than an answer of it took. The process's own time as long as
   * the server's is not known.
   */
  now(): number {
    return this.offset === undefined ? Date.now() : Math.round(performance.now() + this.offset);
  }

  /** The server did something at this time of its clock, and has just said so. */
  told(time: number): void {
    if (Number.isFinite(time)) this.offset = time - performance.now();
  }
}
