import { describe, expect, it } from '@jest/globals';
import { DurableAssets, StoreClock, type Bus } from '#bus';
import { HISTORY_STREAM } from '#contracts';
import { HistoryBacklog } from './history-backlog.js';

const HOUR_MS = 3_600_000;

describe('HistoryBacklog', () => {
  it('tells how old the oldest batch is by the clock of NATS, whatever this host takes the time for', () => {
    const bus = {} as Bus;
    const now = Date.now() + HOUR_MS;
    StoreClock.of(bus).told(now);
    const backlog = new HistoryBacklog(bus);
    const state = { messages: 1, first_seq: 7, last_seq: 7, first_ts: new Date(now - 5_000).toISOString() };
    DurableAssets.of(bus).emit('looked', HISTORY_STREAM, { created: '', state } as never);
    expect(backlog.ageS).toBeGreaterThanOrEqual(5);
    expect(backlog.ageS).toBeLessThan(HOUR_MS / 1_000);
  });
});
