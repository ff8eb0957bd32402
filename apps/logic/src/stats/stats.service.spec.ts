import { beforeEach, describe, expect, it } from '@jest/globals';
import type { StoreClock } from '#bus';
import { reportOf } from '#contracts';
import { InstanceTable, type Instance } from '../instances/instance-table.js';
import { SLOT_MS, SLOTS } from './slot-ring.js';
import { StatsHistory } from './stats-history.js';
import { StatsQuery, type Stats } from './stats.schema.js';
import { StatsService } from './stats.service.js';

const HOUR_MS = 3_600_000;
const START = 1_764_360_000_000;
/** Told when the reports about it have come. */
const COMPLETE_MS = 6_000;

let now: number;
let history: StatsHistory;
let stats: StatsService;
let last: Instance | undefined;

beforeEach(() => {
  now = START;
  last = undefined;
  history = new StatsHistory();
  // As late as a slot is told.
  const clock: Pick<StoreClock, 'now'> = { now: () => now + COMPLETE_MS };
  stats = new StatsService(history, new InstanceTable(9), clock as StoreClock);
  for (let slot = 0; slot <= SLOTS; slot++) passSlot();
});

/** Time passes, with a push a second. */
function passSlot(): void {
  now += SLOT_MS;
  const report = reportOf({ id: 'logic', pushes: (now - START) / 1_000 });
  history.take(report, now, 0, last);
  last = { report, seen: now, cpu: 0 };
}

function read(query: Record<string, string>): Stats {
  return stats.read(StatsQuery.parse(query));
}

// A step of an hour was empty 359 times of 360: it was to begin within the hour that is known, and to end within it.
it.each([20, 1_800, 2_400, 3_000, 3_600])('a step of %i s has a series whenever it is asked for', (step) => {
  for (let passed = 0; passed < SLOTS; passed++) {
    passSlot();
    if (passed % 12 !== 0) continue;
    const [hour, sinceThen] = [{ step: String(step) }, { from: String(now + COMPLETE_MS - HOUR_MS) }];
    for (const query of [hour, { ...hour, ...sinceThen }]) {
      const { from, to, series } = read(query);
      const pushes = [...new Set(series.map((point) => point.pushes))];
      expect({ pushes, begins: from % (step * 1_000) }).toEqual({ pushes: [1], begins: 0 });
      expect(to - from).toBe(series.length * step * 1_000);
    }
  }
});

// To a thousandth it was 0 by steps of an hour, and nearly 2 by those of half an hour.
it.each([10, 60, 600, 1_800, 3_600])('by steps of %i s what was dropped once is told as once', (step) => {
  // It is in the middle of what is known, and of a whole hour.
  for (let slot = 0; slot < 60; slot++) passSlot();
  const before = { report: reportOf({ id: 'job' }), seen: now - SLOT_MS, cpu: 0 };
  history.take(reportOf({ id: 'job', dropped: [{ reason: 'dead-letter', count: 1 }] }), now, 0, before);
  for (let slot = 0; slot < 300; slot++) passSlot();
  const rates = read({ step: String(step) }).series.map((point) => point.dropped['dead-letter'] ?? 0);
  const told = rates.reduce((sum, rate) => sum + rate * step, 0);
  expect(told).toBeCloseTo(1, 1);
});

describe('the first step', () => {
  it('is the one that `from` is in', () => {
    const to = read({}).to;
    const { series, from } = read({ step: '60', from: String(to - 90_000) });
    expect(from).toBeLessThanOrEqual(to - 90_000);
    expect(from).toBeGreaterThan(to - 150_000);
    expect(series[0]?.time).toBe(from);
  });

  it('of a time to come has nothing', () => {
    expect(read({ from: String(now + HOUR_MS) }).series).toEqual([]);
  });
});
