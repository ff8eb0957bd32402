import { beforeEach, describe, expect, it } from '@jest/globals';
import { messageId, type MessageId, type Target } from '#contracts';
import { LastIds } from './last-ids.js';

const TARGETS = ['all'] as Target[];
const FOUND = new Map([['all' as Target, messageId(1)]]);

let answer: () => Promise<ReadonlyMap<Target, MessageId>>;
let lastIds: LastIds;

beforeEach(() => {
  lastIds = new LastIds({ lastIds: () => answer() });
});

describe('the newest ids of targets', () => {
  it('are what the database has', async () => {
    answer = async () => FOUND;
    expect(await lastIds.of(1, TARGETS)).toBe(FOUND);
    expect(lastIds.counts).toEqual({ found: 1, unanswered: 0, spared: 0 });
  });

  it.each<[string, () => Promise<ReadonlyMap<Target, MessageId>>]>([
    ['fails', () => Promise.reject(new Error('away'))],
    ['hangs', () => new Promise(() => undefined)],
  ])('are not waited for where the database %s, nor asked for again at once', async (_, broken) => {
    answer = broken;
    const before = performance.now();
    expect((await lastIds.of(1, TARGETS)).size).toBe(0);
    expect(performance.now() - before).toBeLessThan(1_000);
    answer = async () => FOUND;
    expect((await lastIds.of(1, TARGETS)).size).toBe(0);
    expect(lastIds.counts).toEqual({ found: 0, unanswered: 1, spared: 1 });
  });
});
