import type { Bus } from '../connection/bus.js';

const ofBuses = new WeakMap<Bus, StoreClock>();

/** The clock is set where nothing that was delivered for so long tells that it is right. */
const SET_AFTER_MS = 10_000;
/** So much is a delivery that came with less delay than the others; where it is more, somebody's clock was set. */
const STEP_MS = 1_000;

/**
 * The clock of the NATS server. Hosts' own clocks may differ by any amount, so a time that was written elsewhere is compared
 * with this one alone. Between two looks it goes on by the process's monotonic clock, and what is delivered corrects it: the
 * server's may be set while a connection lives.
 */
export class StoreClock {
  /** The server's time less `performance.now()`; undefined: it has not told its time yet. */
  private offset: number | undefined;
  /** Since `from` all deliveries came late, or the server's clock was set back; `offset` is by the one that was least late. */
  private late: { readonly from: number; offset: number } | undefined;
  /** Since `from` all deliveries came from ahead; `offset` is by the one that was least so. */
  private ahead: { readonly from: number; offset: number } | undefined;

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
   * Milliseconds since 1970; behind the server's by no more than an answer or a delivery of it took. The process's own time as
   * long as the server's is not known.
   */
  now(): number {
    return this.offset === undefined ? Date.now() : Math.round(performance.now() + this.offset);
  }

  /** The server did something at this time of its clock, and has just said so. */
  told(time: number): void {
    if (Number.isFinite(time)) this.set(time - performance.now());
  }

  /**
   * What a server stored at this time was delivered now, and nothing kept it back but its way here. That may have been long, as
   * where this process stood still; and in a cluster buckets are led by several servers, one of which may be wrong. So the clock is
   * set by 10 s and more of deliveries none of which tells that it is right.
   */
  delivered(time: number): void {
    if (!Number.isFinite(time)) return;
    const now = performance.now();
    const offset = time - now;
    const by = this.offset === undefined ? 0 : offset - this.offset;
    if (by >= 0 && by <= STEP_MS) {
      this.set(offset);
      return;
    }
    if (by < 0) this.ahead = undefined;
    const wrong = by < 0 ? (this.late ??= { from: now, offset }) : (this.ahead ??= { from: now, offset });
    wrong.offset = by < 0 ? Math.max(wrong.offset, offset) : Math.min(wrong.offset, offset);
    if (now - wrong.from >= SET_AFTER_MS) this.set(wrong.offset);
  }

  private set(offset: number): void {
    this.offset = offset;
    this.late = undefined;
    this.ahead = undefined;
  }
}
