import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { messageId, type MessageId, type Target } from '#contracts';
import { LastIds } from './last-ids.js';

const TARGETS = ['all'] as Target[];
const FOUND = new Map([['all' as Target, messageId(1)]]);

let answer: () => Promise<ReadonlyMap<Target, MessageId>>;
let lastIds: LastIds;

beforeEach(() => {
  lastIds = new LastIds({ lastIds: () => answer() });
});

afterEach(() => void jest.restoreAllMocks());

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
    // No time goes by here: what "at once" is does not depend on the machine.
    jest.spyOn(performance, 'now').mockReturnValue(0);
    expect((await lastIds.of(1, TARGETS)).size).toBe(0);
    answer = async () => FOUND;
    expect((await lastIds.of(1, TARGETS)).size).toBe(0);
    expect(lastIds.counts).toEqual({ found: 0, unanswered: 1, spared: 1 });
  });
});
