import type { Gap } from './history-store.js';

/** The same gaps in order, those that overlap or touch as one. */
export function mergeGaps(gaps: readonly Gap[]): Gap[] {
  const merged: Gap[] = [];
  for (const gap of gaps.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = merged.at(-1);
    if (last && gap.from <= last.to + 1n)
      merged.splice(-1, 1, { from: last.from, to: gap.to > last.to ? gap.to : last.to });
    else merged.push(gap);
  }
  return merged;
}
