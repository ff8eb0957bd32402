import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StoreClock, type BanList } from '#bus';
import type { AuditLog } from '#callers/nest';
import { AppError, type Ban } from '#contracts';
import { Metrics } from '#observability';
import { BansService } from './bans.service.js';

const MINUTE_MS = 60_000;

/** Bans in a map, as they are in the bucket. */
class FakeBans {
  readonly known = new Map<string, Ban>();
  /** How often old markers were removed. */
  swept = 0;
  failure: AppError | undefined;

  readonly asList = {
    on: () => undefined,
    close: () => undefined,
    all: () => this.known.values(),
    add: async (ban: Ban) => void this.known.set(ban.id, ban),
    lift: async (id: string) => {
      if (this.failure) throw this.failure;
      return this.known.delete(id);
    },
    removeOldMarkers: async () => void this.swept++,
  } as unknown as BanList;

  end(id: string, until: number): void {
    this.known.set(id, { id, by: 'mid', value: '7', until, reason: '', since: 1 });
  }
}

let bans: FakeBans;
let clock: StoreClock;
let service: BansService;

beforeEach(() => {
  jest.useFakeTimers();
  bans = new FakeBans();
  clock = new StoreClock();
  const audit = { record: () => undefined } as unknown as AuditLog;
  service = new BansService(bans.asList, audit, clock, new Metrics({ processMetrics: false }));
  service.onApplicationBootstrap();
});

afterEach(() => {
  service.onModuleDestroy();
  jest.useRealTimers();
});

describe('bans whose time is over', () => {
  it('go from the bucket, and their markers after them; others stay', async () => {
    bans.end('over', Date.now() - 1);
    bans.end('in force', Date.now() + 10 * MINUTE_MS);
    bans.end('for ever', 0);
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    expect([[...bans.known.keys()], bans.swept]).toEqual([['in force', 'for ever'], 1]);
  });

  it('are over by the clock of the cluster: this host may be ahead of it', async () => {
    clock.told(Date.now() - 60 * MINUTE_MS);
    bans.end('in force', Date.now() - 30 * MINUTE_MS);
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    expect(bans.known.size).toBe(1);
    clock.told(Date.now());
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    expect(bans.known.size).toBe(0);
  });

  it('do not keep markers from being removed where they cannot be', async () => {
    bans.failure = new AppError('unavailable', 'the bucket is full');
    bans.end('over', Date.now() - 1);
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    expect([bans.known.size, bans.swept]).toEqual([1, 1]);
  });

  it('cannot be made: by that clock as well', async () => {
    clock.told(Date.now() + 60 * MINUTE_MS);
    const until = Date.now() + 30 * MINUTE_MS;
    await expect(service.add({ mid: 7, until, reason: '' })).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});
