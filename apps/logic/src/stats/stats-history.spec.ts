import { describe, expect, it } from '@jest/globals';
import { PUSH_LATENCY_BOUNDS, reportOf, type Report } from '#contracts';
import type { Instance } from '../instances/instance-table.js';
import { percentile } from './percentile.js';
import { SLOT_MS, slotOf } from './slot-ring.js';
import { StatsHistory } from './stats-history.js';

const START = 1_764_360_000_000;
const FIRST = slotOf(START);
const LEVELS = { connections: 7, rooms: 2, backlog: 1, oldestTask: 0.5 };

function instance(seen: number, report: Partial<Report>): Instance {
  return { report: reportOf({ id: 'a', ...report }), seen, cpu: 0 };
}

function take(history: StatsHistory, before: Instance | undefined, after: Instance): void {
  history.take(after.report, after.seen, 0.5, before);
}

describe('what was counted between two reports', () => {
  it('is spread over the time between, and adds up', () => {
    const history = new StatsHistory();
    const one = instance(START + 7_500, { pushes: 100, dropped: [{ reason: 'slow', count: 10 }], latency: [5] });
    const other = instance(START + 12_500, { pushes: 150, dropped: [{ reason: 'slow', count: 20 }], latency: [15] });
    take(history, undefined, one);
    take(history, one, other);
    const rates = [FIRST, FIRST + 1].map((first) => history.rate({ first, slots: 1 }, 'pushes'));
    expect(rates).toEqual([2.5, 2.5]);
    expect(history.rate({ first: FIRST, slots: 2 }, 'pushes')).toBe(2.5);
    expect(history.reasons({ first: FIRST, slots: 1 }, 'dropped')).toEqual({ slow: 0.5 });
    expect(history.latency({ first: FIRST, slots: 2 })).toEqual([10]);
    expect(history.ofInstance('a', { first: FIRST, slots: 1 }, 'pushes')).toBe(2.5);
    expect(history.ofInstance('b', { first: FIRST, slots: 1 }, 'pushes')).toBeNull();
  });

  it('is nothing where there was no report before, and never below nothing', () => {
    const history = new StatsHistory();
    const one = instance(START, { pushes: 100 });
    take(history, undefined, one);
    expect(history.rate({ first: FIRST, slots: 1 }, 'pushes')).toBe(0);
    take(history, one, instance(START + 5_000, { pushes: 1 }));
    expect(history.rate({ first: FIRST, slots: 1 }, 'pushes')).toBe(0);
  });

  it('has the reasons that any process may name put together where they are very many, or long', () => {
    const history = new StatsHistory();
    const names = ['slow', 'x'.repeat(65), ...Array.from({ length: 100 }, (_, n) => `reason ${n}`)];
    take(
      history,
      instance(START, {}),
      instance(START + 5_000, { dropped: names.map((reason) => ({ reason, count: 10 })) }),
    );
    const reasons = history.reasons({ first: FIRST, slots: 1 }, 'dropped');
    expect(Object.keys(reasons)).toHaveLength(64);
    expect(reasons).toMatchObject({ slow: 1, other: 102 - 63 });
  });

  it('is not lost where the clock was set back', () => {
    const history = new StatsHistory();
    const one = instance(START + 25_000, { pushes: 100 });
    take(history, one, instance(START + 5_000, { pushes: 150 }));
    expect(history.rate({ first: FIRST, slots: 1 }, 'pushes')).toBe(5);
  });

  it('tells the sessions that have ended by those that began and are not there', () => {
    const history = new StatsHistory();
    const one = instance(START, { sessionsBegun: 100, connections: 50 });
    take(history, one, instance(START + SLOT_MS - 1, { sessionsBegun: 130, connections: 60 }));
    expect(history.rate({ first: FIRST, slots: 1 }, 'sessionsEnded')).toBe(2);
  });

  it('is of the last hour alone', () => {
    const history = new StatsHistory();
    const one = instance(START, {});
    take(history, one, instance(START + SLOT_MS, { tasks: 10 }));
    history.sample(START + 361 * SLOT_MS, LEVELS);
    expect(history.knows({ first: FIRST, slots: 1 })).toBe(false);
    expect(history.level({ first: FIRST + 361, slots: 1 }, 'connections')).toBe(7);
  });
});

it('another logic knows the same', () => {
  const history = new StatsHistory();
  const one = instance(START, { connections: 3 });
  const other = instance(START + 15_000, { connections: 4, deliveries: 30, refused: [{ reason: 'api: x', count: 3 }] });
  take(history, undefined, one);
  take(history, one, other);
  history.sample(START + 5_000, LEVELS);
  const copy = new StatsHistory();
  copy.restoreSlots(history.gatheredSlots());
  copy.restoreInstance('a', history.gatheredOf('a'));
  const step = { first: FIRST, slots: 2 };
  expect(copy.rate(step, 'deliveries')).toBe(1.5);
  expect(copy.reasons(step, 'refused')).toEqual({ 'api: x': 0.15 });
  expect(copy.level(step, 'rooms')).toBe(2);
  expect(copy.ofInstance('a', step, 'connections')).toBe(4);
  expect(copy.gatheredSlots()).toEqual(history.gatheredSlots());
});

describe('a percentile', () => {
  const classes = PUSH_LATENCY_BOUNDS.map(() => 0).concat(0);
  const having = (...counts: [n: number, count: number][]): number[] =>
    classes.map((_, n) => counts.find(([one]) => one === n)?.[1] ?? 0);

  it('is within its class', () => {
    expect(percentile(having([0, 100]), 0.5)).toBe(0.5);
    expect(percentile(having([0, 50], [9, 50]), 0.75)).toBe(40);
    expect(percentile(having([classes.length - 1, 1]), 0.99)).toBe(60_000);
  });

  it('is not known of nothing', () => {
    expect(percentile(classes, 0.5)).toBeUndefined();
    expect(percentile([], 0.5)).toBeUndefined();
  });
});
