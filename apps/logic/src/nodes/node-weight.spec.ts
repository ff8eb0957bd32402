import { describe, expect, it } from '@jest/globals';
import { currentWeights, type WeighedNode } from './node-weight.js';

const REGION_WEIGHT = 1.6;

function weigh(...nodes: (Partial<WeighedNode> & { connections: number })[]): number[] {
  return currentWeights(
    nodes.map((node) => ({ weight: 10, local: false, ...node })),
    REGION_WEIGHT,
  );
}

describe('currentWeights', () => {
  it("has goim's result for goim's example", () => {
    const [bj, sh, gz] = [{ connections: 240590 }, { connections: 375420, local: true }, { connections: 293430 }];
    expect(weigh(bj, sh, gz)).toEqual([182862, 216502, 156442]);
  });

  it('is 0 for all while nobody is connected', () => {
    expect(weigh({ connections: 0 }, { connections: 0, local: true })).toEqual([0, 0]);
    expect(weigh()).toEqual([]);
  });

  it('puts the node with fewer connections first, and of equal ones the one with more weight', () => {
    const [full, empty] = weigh({ connections: 900 }, { connections: 100 });
    expect(empty).toBeGreaterThan(full!);
    const [heavy, light] = weigh({ connections: 500, weight: 20 }, { connections: 500 });
    expect(heavy).toBeGreaterThan(light!);
  });

  it('is at least 1 where a node has more connections than its weight can carry', () => {
    expect(weigh({ connections: 1_000_000, weight: 1 }, { connections: 0, weight: 100 })[0]).toBe(1);
  });

  it('is at most 2^20', () => {
    expect(weigh({ connections: 0, weight: 100 }, { connections: 100_000_000, weight: 1 })[0]).toBe(2 ** 20);
  });
});
