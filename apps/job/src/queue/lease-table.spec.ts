import { beforeEach, describe, expect, it } from '@jest/globals';
import { jobKey, LEASE_MARGIN_MS, LEASE_RENEW_MS, LEASE_TTL_MS, LeaseTable, partitionKey } from './lease-table.js';

let now: number;
let table: LeaseTable;

beforeEach(() => {
  now = 1_000;
  table = new LeaseTable(() => now);
});

describe('LeaseTable', () => {
  it('holds a partition until its lease ends, counted from when it was last seen', () => {
    expect(table.isHeld(3)).toBe(false);
    table.seen(partitionKey(3), 'a', 1);
    now += LEASE_TTL_MS - 1;
    expect([table.isHeld(3), table.isHeld(4)]).toEqual([true, false]);
    table.seen(partitionKey(3), 'a', 1);
    now += LEASE_TTL_MS - 1;
    expect(table.isHeld(3)).toBe(true);
    now += 1;
    expect(table.isHeld(3)).toBe(false);
  });

  it('lets a partition go that was given back', () => {
    table.seen(partitionKey(3), 'a', 1);
    table.gone(partitionKey(3));
    expect(table.isHeld(3)).toBe(false);
  });

  it('counts the jobs that gave a sign of life, and at least the one that asks', () => {
    expect(table.jobCount()).toBe(1);
    table.seen(jobKey('a'), 'a', 1);
    expect(table.jobCount()).toBe(1);
    now += LEASE_TTL_MS - 1;
    table.seen(jobKey('b'), 'a', 1);
    table.seen(partitionKey(3), 'a', 1);
    expect(table.jobCount()).toBe(2);
    now += 1;
    expect(table.jobCount()).toBe(1);
    table.gone(jobKey('b'));
    expect(table.jobCount()).toBe(1);
  });

  it('says when a job is new: it needs its part', () => {
    expect(table.seen(jobKey('a'), 'a', 1)).toBe(true);
    expect(table.seen(jobKey('a'), 'a', 1)).toBe(false);
    expect(table.seen(partitionKey(3), 'a', 1)).toBe(false);
    now += LEASE_TTL_MS;
    expect(table.seen(jobKey('a'), 'a', 1)).toBe(true);
  });

  it('forgets everything with the store', () => {
    table.seen(jobKey('a'), 'a', 1);
    table.seen(jobKey('b'), 'a', 1);
    table.seen(partitionKey(3), 'a', 1);
    table.clear();
    expect([table.jobCount(), table.isHeld(3)]).toEqual([1, false]);
  });
});

describe('the timing of leases', () => {
  it('lets a renewal fail once before a holder has to stop', () => {
    expect(2 * LEASE_RENEW_MS).toBeLessThan(LEASE_TTL_MS - LEASE_MARGIN_MS);
  });
});
