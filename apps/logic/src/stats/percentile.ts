import { PUSH_LATENCY_BOUNDS } from '#contracts';

/**
 * How long a share of all took at most, in milliseconds: within the class that this falls into, as if those of the class were
 * spread evenly over it. Whoever took longer than the last bound counts as that.
 *
 * @param counts for each class of PUSH_LATENCY_BOUNDS, and the one beyond
 * @param share 0.99 for the 99th percentile
 * @returns undefined where there are none
 */
export function percentile(counts: readonly number[], share: number): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= 0) return undefined;
  let left = total * share;
  for (const [n, count] of counts.entries()) {
    const upper = PUSH_LATENCY_BOUNDS[n];
    if (upper === undefined) break;
    const lower = PUSH_LATENCY_BOUNDS[n - 1] ?? 0;
    if (count > 0 && left <= count) return lower + (upper - lower) * (left / count);
    left -= count;
  }
  return PUSH_LATENCY_BOUNDS.at(-1);
}
