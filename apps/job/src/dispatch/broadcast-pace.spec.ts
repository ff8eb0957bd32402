import { describe, expect, it } from '@jest/globals';
import type { CometId } from '#contracts';
import { evenPace, paceOf } from './broadcast-pace.js';

function paces(perSecond: number, ...connections: number[]): number[] {
  const comets = connections.map((count, n) => ({ id: `c${n}` as CometId, connections: count }));
  return paceOf(perSecond, comets).map((pace) => pace.perSecond);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}

describe('paceOf', () => {
  it('lets comets of different sizes end nearly together', () => {
    const connections = [1_000, 250, 4_000];
    const seconds = paces(500, ...connections).map((perSecond, n) => connections[n]! / perSecond);
    // As long as all of it takes: within 10% for those with most of the connections.
    expect(Math.max(...seconds)).toBeLessThan((sum(connections) / 500) * 1.1);
  });

  it.each([
    [1, [10, 10, 10]],
    [7, [1, 0, 900]],
    [2_000_000_000, [5, 5]],
    [3, [0, 0]],
  ])('divides %i without a rest, whatever the connections are', (perSecond, connections) => {
    expect(sum(paces(perSecond, ...connections))).toBeCloseTo(perSecond, 5);
  });

  it('gives a comet something of which no connection is known yet', () => {
    const [full, empty] = paces(100, 1_000, 0);
    expect([full, empty]).toEqual([97.5, 2.5]);
    expect(paces(100, 0, 0)).toEqual([50, 50]);
  });
});

describe('evenPace', () => {
  // goim's fault 6: there it becomes 0, which is no limit at all.
  it.each([
    [100, 4, 25],
    [1, 3, 1],
    [1, 1, 1],
  ])('of %i over %i comets is %i, and never 0', (perSecond, comets, each) => {
    expect(evenPace(perSecond, comets)).toBe(each);
  });
});
