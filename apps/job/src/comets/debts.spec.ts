import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CometId } from '#contracts';
import { Misses } from './comet-link.js';
import { Debts } from './debts.js';

const [G1, G2] = ['g1', 'g2'] as CometId[];

let misses: Misses;
let debts: Debts;

beforeEach(() => {
  misses = new Misses();
  debts = new Debts();
});

describe('Misses', () => {
  it('say why a task was missed first', () => {
    misses.note(7, 'away', G1);
    misses.note(7, 'full', G2);
    expect([misses.reasonOf(7), misses.reasonOf(8)]).toEqual(['away', undefined]);
  });

  it('name the comets that a task is owed to, where there are any', () => {
    misses.note(7, 'away', G1);
    misses.note(7, 'full', G2);
    misses.note(8, 'no comet is registered');
    expect([...misses.owed(false)]).toEqual([[7, new Set([G1, G2])]]);
  });
});

describe('Debts', () => {
  it('are taken once', () => {
    misses.note(7, 'away', G1);
    debts.note(misses);
    expect(debts.take(8)).toBeUndefined();
    expect(debts.take(7)).toEqual(new Set([G1]));
    expect(debts.take(7)).toBeUndefined();
  });

  it('are forgotten above 10,000, the oldest first', () => {
    for (let sequence = 0; sequence <= 10_000; sequence++) misses.note(sequence, 'away', G1);
    debts.note(misses);
    expect(debts.take(0)).toBeUndefined();
    expect(debts.take(1)).toEqual(new Set([G1]));
  });
});
