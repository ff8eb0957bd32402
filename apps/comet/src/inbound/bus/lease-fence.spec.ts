import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LeaseEpoch } from '#contracts';
import { LeaseFence } from './lease-fence.js';

let said: LeaseEpoch[];
let fence: LeaseFence;

beforeEach(() => {
  said = [];
  fence = new LeaseFence((newest) => said.push(newest));
});

function lease(revision: number, { partition = 3, store = 7 } = {}): LeaseEpoch {
  return { partition, store, revision };
}

describe('LeaseFence', () => {
  it("admits a partition's newest lease, and refuses older ones", () => {
    expect([4, 4, 9, 4, 9, 10, 9].map((revision) => fence.admits(lease(revision)))).toEqual([
      true,
      true,
      true,
      false,
      true,
      true,
      false,
    ]);
    expect(fence.refused).toBe(2);
  });

  it('knows the partitions apart', () => {
    expect([fence.admits(lease(9)), fence.admits(lease(4, { partition: 2 }))]).toEqual([true, true]);
  });

  it('admits what says nothing of its lease: it is of an older job', () => {
    fence.admits(lease(9));
    expect([fence.admits(null), fence.admits(undefined), fence.admits(lease(4))]).toEqual([true, true, false]);
  });

  it('begins anew with another store of leases, whose revisions do', () => {
    fence.admits(lease(9));
    expect([fence.admits(lease(1, { store: 8 })), fence.admits(lease(2, { store: 8 }))]).toEqual([true, true]);
    expect(fence.admits(lease(1, { store: 8 }))).toBe(false);
  });

  it('says once of each lease that an older one was used', () => {
    for (const revision of [9, 4, 4, 3, 10, 9, 9]) {
      fence.admits(lease(revision));
      fence.admits(lease(revision, { partition: 2 }));
    }
    expect(said).toEqual([lease(9), lease(9, { partition: 2 }), lease(10), lease(10, { partition: 2 })]);
  });
});
