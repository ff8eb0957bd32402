import { expect, it } from '@jest/globals';
import { reportOf, type Report } from '#contracts';
import { InstanceTable, type Instance } from './instance-table.js';

const idsIn = (instances: readonly Instance[]): string[] => instances.map(({ report: { id } }) => id);
const idsOf = (table: InstanceTable): string[] => idsIn(table.all());

it('has the last report of each instance, with the cores in use since the one before', () => {
  const table = new InstanceTable(9);
  table.take(reportOf({ id: 'b', cpu: 1 }), 1_000);
  table.take(reportOf({ id: 'a', cpu: 1 }), 1_000);
  const before = table.take(reportOf({ id: 'a', cpu: 3 }), 6_000);
  expect(before?.report.cpu).toBe(1);
  expect(table.get('a')).toMatchObject({ seen: 6_000, cpu: 0.4 });
  expect(idsOf(table)).toEqual(['a', 'b']);
});

it('takes out whoever ends at once, and whoever is silent for a minute', () => {
  const table = new InstanceTable(9);
  for (const id of ['a', 'b', 'c']) table.take(reportOf({ id }), 1_000);
  table.take(reportOf({ id: 'a', ending: true }), 2_000);
  for (const now of [16_000, 31_000, 46_000, 61_000]) table.take(reportOf({ id: 'b' }), now);
  expect(idsIn(table.sweep(61_000))).toEqual([]);
  expect(idsIn(table.sweep(61_001))).toEqual(['c']);
  expect(idsOf(table)).toEqual(['b']);
});

// A logic that NATS was away from for a minute took all for gone, and their hour with them.
it('takes nobody for gone while it hears nobody, nor before the others have had time to report', () => {
  const table = new InstanceTable(9);
  for (const id of ['a', 'b']) table.take(reportOf({ id }), 1_000);
  expect(table.sweep(61_001)).toEqual([]);
  table.take(reportOf({ id: 'a' }), 70_000);
  expect(table.sweep(70_001)).toEqual([]);
  table.take(reportOf({ id: 'a' }), 80_000);
  expect(idsIn(table.sweep(85_000))).toEqual(['b']);
});

it('tells those that were heard lately from those that are silent', () => {
  const table = new InstanceTable(9);
  table.take(reportOf({ id: 'a' }), 1_000);
  table.take(reportOf({ id: 'b' }), 5_000);
  expect(idsIn(table.heardLately(16_000))).toEqual(['a', 'b']);
  expect(idsIn(table.heardLately(16_001))).toEqual(['b']);
});

it('keeps no more than it may, and counts the others', () => {
  const table = new InstanceTable(1);
  for (const id of ['a', 'b', 'a']) table.take(reportOf({ id }), 1_000);
  table.restore({ report: reportOf({ id: 'c' }), seen: 1_000, cpu: 0 });
  expect([idsOf(table), table.refused]).toEqual([['a'], 1]);
});

it('refuses a report that would fill its memory, counts it, and keeps the one before', () => {
  const table = new InstanceTable(9);
  const before = reportOf({ id: 'a', version: 'before' });
  table.take(before, 1_000);
  const text = 'x'.repeat(64 * 1024 + 1);
  const many = Array.from({ length: 1_025 }, () => 0);
  const refused: Partial<Report>[] = [
    { app: text },
    { version: text },
    { host: text },
    { problems: [text] },
    { dropped: [{ reason: text, count: 0 }] },
    { refused: [{ reason: text, count: 0 }] },
    { busiest: [{ room: text, pushes: 0 }] },
    { slowest: [{ key: text, pendingBytes: 0, slow: false }] },
    { closedAsSlow: [{ key: text, closedAt: 0, times: 0 }] },
    { latency: many, ending: true },
    { leases: many.map(() => ({ partition: 0, epoch: 0 })) },
    { problems: many.map(() => '') },
    { dropped: many.map(() => ({ reason: '', count: 0 })) },
    { busiest: many.map(() => ({ room: '', pushes: 0 })) },
    { closedAsSlow: many.map(() => ({ key: '', closedAt: 0, times: 0 })) },
  ];
  for (const long of refused) expect(table.take(reportOf({ id: 'a', ...long }), 2_000)).toBeUndefined();
  expect(table.take(reportOf({ id: text }), 2_000)).toBeUndefined();
  expect([table.refused, idsOf(table)]).toEqual([refused.length + 1, ['a']]);
  expect(table.get('a')!.report).toBe(before);
});

it('takes the longest report that a job or a comet makes', () => {
  const table = new InstanceTable(9);
  const key = 'x'.repeat(256);
  const twenty = Array.from({ length: 20 }, () => key);
  const counts = Array.from({ length: 60 }, (_, n) => ({ reason: `reason-${n}`, count: 2 ** 40 }));
  const common = { dropped: counts, refused: counts, latency: Array.from({ length: 25 }, () => 2 ** 40) };
  const leases = Array.from({ length: 256 }, (_, partition) => ({ partition, epoch: 2 ** 40 }));
  const busiest = twenty.map((room) => ({ room, pushes: 0.1 }));
  const slowest = twenty.map((name) => ({ key: name, pendingBytes: 2 ** 30, slow: true }));
  const closedAsSlow = twenty.map((name) => ({ key: name, closedAt: 2 ** 41, times: 9 }));
  table.take(reportOf({ id: 'job', ...common, leases, busiest }), 1_000);
  table.take(reportOf({ id: 'comet', ...common, slowest, closedAsSlow }), 1_000);
  expect([idsOf(table), table.refused]).toEqual([['comet', 'job'], 0]);
});
