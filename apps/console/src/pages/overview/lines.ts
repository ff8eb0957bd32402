import type { components } from '../../api/schema.js';
import type { Line } from '../../components/chart.js';

export type StatsPoint = components['schemas']['StatsPoint'];
type InstanceStats = components['schemas']['InstanceStats'];

/** More would be one colour twice, and unreadable. */
const MOST = 5;

/** A line for each reason, those of which most was dropped first. */
export function dropsOf(series: readonly StatsPoint[]): Line[] {
  const totals = new Map<string, number>();
  for (const { dropped } of series) {
    for (const [reason, value] of Object.entries(dropped)) totals.set(reason, (totals.get(reason) ?? 0) + value);
  }
  return [...totals]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MOST)
    .map(([name]) => ({ name, values: series.map(({ dropped }) => dropped[name] ?? 0) }));
}

/** A line for each comet, those with the highest newest value first. */
export function linesByNode(nodes: readonly InstanceStats[], what: 'connections' | 'deliveries'): Line[] {
  return nodes
    .filter(({ app }) => app === 'comet')
    .map(({ id, [what]: values }) => ({ name: id, values }))
    .toSorted((a, b) => (b.values.at(-1) ?? 0) - (a.values.at(-1) ?? 0))
    .slice(0, MOST);
}

const MINUTE_S = 60;

/**
 * How many were dropped, by reason.
 *
 * @param step seconds of each point
 */
export function droppedInLastMinute(series: readonly StatsPoint[], step: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { dropped } of series.slice(-MINUTE_S / step)) {
    for (const [reason, perSecond] of Object.entries(dropped)) {
      counts.set(reason, (counts.get(reason) ?? 0) + perSecond * step);
    }
  }
  return counts;
}
