import { PerformanceObserver } from 'node:perf_hooks';

/** Shorter ones explain no late delivery. */
const LONG_MS = 20;

/** When this process collected its garbage, and so did nothing else: what it saw then, it saw late. */
export class Collections {
  /** By `Date.now()`. */
  private readonly long: { readonly from: number; readonly to: number }[] = [];
  private readonly observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      const from = performance.timeOrigin + startTime;
      if (duration >= LONG_MS) this.long.push({ from, to: from + duration });
    }
  });

  constructor() {
    this.observer.observe({ entryTypes: ['gc'] });
  }

  get total(): number {
    return this.long.reduce((sum, { from, to }) => sum + to - from, 0);
  }

  get count(): number {
    return this.long.length;
  }

  /** @returns milliseconds of that time */
  between(from: number, to: number): number {
    const parts = this.long.map((one) => Math.max(0, Math.min(one.to, to) - Math.max(one.from, from)));
    return Math.round(parts.reduce((sum, ms) => sum + ms, 0));
  }

  stop(): void {
    this.observer.disconnect();
  }
}
