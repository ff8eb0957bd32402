import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AppError, HistoryBatch, PushType } from '#contracts';
import { EPOCH, received, toRecipients, toRoom } from '../../test/received.js';
import type { ReceivedTask } from '../dispatch/received-task.js';
import { UnkeptFeed } from './unkept-feed.js';

const ID = (sequence: number): number => sequence * 1_024;

/** What waits in the stream of the history. */
let waiting: HistoryBatch[];
let published: string[];
let isBroken: boolean;
let feed: UnkeptFeed;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
  waiting = [];
  published = [];
  isBroken = false;
  feed = new UnkeptFeed(3, {
    publisher: {
      publish: async (subject, data) => {
        if (isBroken) throw new AppError('unavailable', 'no such stream');
        const batch = HistoryBatch.decode(data);
        waiting.push(batch);
        published.push(`${subject} ${batch.epoch} ${batch.after / 1_024} ${batch.upTo / 1_024} ${batch.unkept}`);
        return { sequence: 1, duplicate: false };
      },
    },
    clock: { now: () => 1_000 },
    newestBatch: async () => waiting.at(-1) ?? null,
  });
});

afterEach(() => {
  jest.useRealTimers();
});

function work(...tasks: ReceivedTask[]): Promise<string> {
  return feed.beside(tasks, async (given) => {
    expect(given).toBe(tasks);
    return 'delivered';
  });
}

function told(id: number): string {
  return `goim.history.3 ${EPOCH} ${id} ${id} true`;
}

describe('a job without a history', () => {
  it('says once that what it delivers is not kept, and again where that was read meanwhile', async () => {
    expect(await work(toRoom(1, 'a'), toRoom(2, 'a'))).toBe('delivered');
    expect(published).toEqual([told(2)]);
    jest.advanceTimersByTime(1_000);
    await work(toRoom(3, 'a'));
    expect(published).toEqual([told(2)]);
    waiting = [];
    await work(toRoom(4, 'a'));
    expect(published).toEqual([told(2)]);
    jest.advanceTimersByTime(1_000);
    await work(toRoom(5, 'a'));
    expect(published).toEqual([told(2), told(5)]);
    await feed.end();
    expect(published).toEqual([told(2), told(5)]);
  });

  it('says so at its end of what came since', async () => {
    await work(toRoom(1, 'a'));
    await work(toRoom(2, 'a'));
    await feed.end();
    expect(published).toEqual([told(1), told(2)]);
  });

  it('says so although the one that waits is of an earlier push stream, or has messages', async () => {
    waiting = [new HistoryBatch({ epoch: EPOCH - 1, unkept: true })];
    await work(toRoom(1, 'a'));
    waiting = [new HistoryBatch({ epoch: EPOCH, upTo: ID(1) })];
    jest.advanceTimersByTime(1_000);
    await work(toRoom(2, 'a'));
    expect(published).toEqual([told(1), told(2)]);
  });

  it('says so of the last messages, too, where nothing comes behind them', async () => {
    await work(toRoom(1, 'a'));
    // Somebody else writes.
    waiting = [];
    await work(toRoom(2, 'a'));
    expect(published).toEqual([told(1)]);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(published).toEqual([told(1), told(2)]);
    await jest.advanceTimersByTimeAsync(60_000);
    await work(toRoom(3, 'a'));
    // What waits is read before the message is settled.
    waiting = [];
    await jest.advanceTimersByTimeAsync(1_000);
    expect(published).toEqual([told(1), told(2), told(3)]);
    await feed.end();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('says nothing of what nobody keeps', async () => {
    await work(toRecipients(1, '', 0), received(2, { type: PushType.Broadcast, transient: true }));
    await work(received(3, { type: PushType.Broadcast, expires: 1_000 }));
    await feed.end();
    expect(published).toEqual([]);
  });

  it('delivers where there is no stream of the history, and fails as the delivery does', async () => {
    isBroken = true;
    expect(await work(toRoom(1, 'a'))).toBe('delivered');
    await expect(feed.beside([toRoom(2, 'a')], () => Promise.reject(new Error('no comet')))).rejects.toThrow(
      'no comet',
    );
    await feed.end();
    expect(published).toEqual([]);
  });

  it('looks again for such a stream after a while, and at its end', async () => {
    isBroken = true;
    await work(toRoom(1, 'a'));
    isBroken = false;
    jest.advanceTimersByTime(9_000);
    await work(toRoom(2, 'a'));
    expect(published).toEqual([]);
    jest.advanceTimersByTime(1_000);
    await work(toRoom(3, 'a'));
    expect(published).toEqual([told(3)]);
    await work(toRoom(4, 'a'));
    await feed.end();
    expect(published).toEqual([told(3), told(4)]);
  });
});
