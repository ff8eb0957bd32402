import { expect, it } from '@jest/globals';
import type { CometId } from '#contracts';
import { Debts } from './debts.js';

const COMETS = new Set(['g1' as CometId]);

it('a debt is taken once', () => {
  const debts = new Debts();
  debts.note(7, COMETS);
  expect(debts.take(8)).toBeUndefined();
  expect(debts.take(7)).toBe(COMETS);
  expect(debts.take(7)).toBeUndefined();
});

it('the oldest debts are forgotten above 10,000', () => {
  const debts = new Debts();
  for (let sequence = 0; sequence <= 10_000; sequence++) debts.note(sequence, COMETS);
  expect(debts.take(0)).toBeUndefined();
  expect(debts.take(1)).toBe(COMETS);
});
