import { PUSH_LATENCY_BOUNDS } from '#contracts';

/** How long tasks took until the comets had them: counts that only grow; the metrics read them. */
export class Latency {
  /** For each of `PUSH_LATENCY_BOUNDS` those up to it, and behind them those above all. */
  readonly counts = Array.from({ length: PUSH_LATENCY_BOUNDS.length + 1 }, () => 0);
  /** Milliseconds. */
  sum = 0;

  /** Cost: some comparisons. @param ms clocks may differ: what is below 0 counts as 0 */
  observe(ms: number): void {
    let n = 0;
    while (n < PUSH_LATENCY_BOUNDS.length && ms > PUSH_LATENCY_BOUNDS[n]!) n++;
    this.counts[n]!++;
    this.sum += Math.max(ms, 0);
  }
}
