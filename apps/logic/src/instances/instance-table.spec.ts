import { expect, it } from '@jest/globals';
import { reportOf } from '#contracts';
import { InstanceTable } from './instance-table.js';

const idsOf = (table: InstanceTable): string[] => table.all().map(({ report: { id } }) => id);

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
  table.take(reportOf({ id: 'b' }), 30_000);
  expect(table.sweep(61_001)).toEqual(['c']);
  expect(idsOf(table)).toEqual(['b']);
});

it('keeps no more than it may, and counts the others', () => {
  const table = new InstanceTable(1);
  for (const id of ['a', 'b', 'a']) table.take(reportOf({ id }), 1_000);
  table.restore({ report: reportOf({ id: 'c' }), seen: 1_000, cpu: 0 });
  expect([idsOf(table), table.refused]).toEqual([['a'], 1]);
});
