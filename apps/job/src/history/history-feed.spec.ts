import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreClock, type HandedOver } from '#bus';
import { AppError, HistoryBatch, PushType } from '#contracts';
import { EPOCH, received, toRecipients, toRoom } from '../../test/received.js';
import type { ReceivedTask } from '../dispatch/received-task.js';
import { HistoryFeed, type PartitionFeed } from './history-feed.js';

const ID = (sequence: number): number => sequence * 1_024;

let published: HistoryBatch[];
let failures: AppError[];
let isConnected: boolean;
let maxJoined: number;
let losses: string[];
let patience: number;
let tellInterval: number;
let before: HandedOver;
/** Told of each batch that is published, or refused. */
let tried: () => void;
let feed: HistoryFeed;
let partition: PartitionFeed;

beforeEach(() => {
  published = [];
  failures = [];
  isConnected = true;
  maxJoined = Infinity;
  losses = [];
  patience = 30_000;
  // Never, in a test of something else.
  tellInterval = 600_000;
  before = { epoch: EPOCH, upTo: 0, isInDoubt: false };
  tried = () => undefined;
  feed = new HistoryFeed({
    bus: {
      get isConnected() {
        return isConnected;
      },
      joinedBytes: (most) => Math.min(most, maxJoined),
    },
    publisher: {
      publish: async (subject, data) => {
        const failure = failures.shift();
        if (!failure) published.push(HistoryBatch.decode(data));
        tried();
        if (failure) throw failure;
        expect(subject).toBe('goim.history.3');
        return { sequence: published.length, duplicate: false };
      },
    },
    clock: new StoreClock(),
    get patience() {
      return patience;
    },
    get tellInterval() {
      return tellInterval;
    },
    handedOver: async () => before,
    backlog: { mark: () => ({ sequence: 0, created: '' }), isWritten: () => true, written: async () => undefined },
    lastIds: { of: async () => new Map() },
    onLost: (lostIn, messages, reason) => losses.push(`${lostIn} ${messages} ${reason}`),
  });
  partition = feed.open(3);
});

afterEach(() => partition.end());

/** Resolves when a batch was tried so many times. */
function afterTries(count: number): Promise<void> {
  return new Promise((resolve) => {
    tried = () => {
      if (--count === 0) resolve();
    };
  });
}

function work(...tasks: ReceivedTask[]): Promise<readonly (readonly number[])[]> {
  return partition.beside(tasks, async (linked) => linked.map(({ prevs }) => prevs));
}

function shapes(): object[] {
  return published.map(({ after, upTo, rows }) => ({ after, upTo, ids: rows.map(({ id }) => id) }));
}

describe('the feed of a partition', () => {
  it('hands over once what is for several slices of a member', async () => {
    await work(toRecipients(1, 7, 7, 8, 8, 0));
    expect(published.flatMap(({ rows }) => rows.map(({ targets }) => targets))).toEqual([['mid:7', 'mid:8']]);
  });

  it('hands over what a batch has, whole, and says up to where', async () => {
    const keys = toRecipients(2, 'k', 7, 0);
    const whole = received(3, { type: PushType.Broadcast, sender: 5, expires: 9e12, idempotencyKey: 'i' });
    expect(await work(toRoom(1, 'a'), keys, whole)).toEqual([[0], [0, 0, 0], [0]]);
    const body = Buffer.from('x');
    const row = { operation: 1000, body, time: 1_764_360_001_000, sender: 0, expires: 0, idempotencyKey: '' };
    expect(HistoryBatch.encode(published[0]!).finish()).toEqual(
      HistoryBatch.encode({
        epoch: EPOCH,
        partition: 3,
        upTo: ID(3),
        after: 0,
        unkept: false,
        rows: [
          { ...row, id: ID(1), targets: ['room:a'] },
          { ...row, id: ID(2), targets: ['key:k', 'mid:7'] },
          { ...row, id: ID(3), targets: ['all'], sender: 5, expires: 9e12, idempotencyKey: 'i' },
        ],
      }).finish(),
    );
  });

  it('hands over a batch in as many messages as the bus needs', async () => {
    maxJoined = 900;
    await work(...[1, 2, 3, 4, 5].map((sequence) => toRoom(sequence, 'a')));
    expect(shapes()).toEqual([
      { after: 0, upTo: ID(2), ids: [ID(1), ID(2)] },
      { after: ID(2), upTo: ID(4), ids: [ID(3), ID(4)] },
      { after: ID(4), upTo: ID(5), ids: [ID(5)] },
    ]);
  });

  it('hands a group over as a whole, with what was behind and before it', async () => {
    maxJoined = 900;
    const group = [0, 1, 2, 3].map((position) => received(2, { type: PushType.Room, room: 'a' }, [], position));
    await work(toRoom(1, 'a'), ...group, toRoom(3, 'a'));
    expect(shapes()).toEqual([
      { after: 0, upTo: ID(2) + 3, ids: [ID(1), ID(2), ID(2) + 1, ID(2) + 2, ID(2) + 3] },
      { after: ID(2) + 3, upTo: ID(3), ids: [ID(3)] },
    ]);
  });

  it('says so too of a batch of which nothing is kept', async () => {
    const expired = toRoom(3, 'a', { expires: 1 });
    await work(toRoom(1, 'a', { transient: true }), toRecipients(2, 0), expired);
    await work(toRoom(4, 'a'));
    expect(shapes()).toEqual([
      { after: 0, upTo: ID(3), ids: [] },
      { after: ID(3), upTo: ID(4), ids: [ID(4)] },
    ]);
  });

  it('never goes back where a task comes again behind later ones', async () => {
    await work(toRoom(1, 'a'), toRoom(9, 'a'));
    await work(toRoom(10, 'a'), toRoom(1, 'a'));
    await work(toRoom(9, 'a'));
    expect(shapes()).toEqual([
      { after: 0, upTo: ID(9), ids: [ID(1), ID(9)] },
      { after: ID(9), upTo: ID(10), ids: [ID(10), ID(1)] },
      { after: ID(10), upTo: ID(9), ids: [ID(9)] },
    ]);
  });

  it('divides what is longer than a message is to be', async () => {
    const msg = Buffer.alloc(100 * 1_024);
    await work(...[1, 2, 3, 4, 5].map((sequence) => toRoom(sequence, 'a', { msg })));
    expect(shapes()).toEqual([
      { after: 0, upTo: ID(2), ids: [ID(1), ID(2)] },
      { after: ID(2), upTo: ID(4), ids: [ID(3), ID(4)] },
      { after: ID(4), upTo: ID(5), ids: [ID(5)] },
    ]);
  });

  it('is tried again while its stream does not answer', async () => {
    failures.push(new AppError('unavailable', 'no answer'));
    await work(toRoom(1, 'a'));
    expect([shapes().length, losses, feed.counts.batches]).toEqual([1, [], 1]);
  });

  it('is waited for as long as a server takes that is started again, and then given up, and said so', async () => {
    const away = Array.from({ length: 3 }, () => new AppError('unavailable', 'no answer'));
    failures.push(...away);
    await work(toRoom(1, 'a'));
    expect([shapes().length, losses]).toEqual([1, []]);
    patience = -1;
    failures.push(...away.slice(1));
    await work(toRoom(2, 'a'));
    await work(toRoom(3, 'a'));
    expect([losses, feed.counts.lostUnavailable]).toEqual([['3 1 no answer', '3 1 no answer'], 2]);
    await work(toRoom(4, 'a'));
    expect(shapes()[1]).toEqual({ after: ID(3), upTo: ID(4), ids: [ID(4)] });
  });

  it('loses what its stream has no room for, and says so; deliveries are done', async () => {
    await work(toRoom(1, 'a'));
    failures.push(new AppError('queue-full', 'full'));
    expect(await work(toRoom(2, 'a'), toRoom(3, 'a'))).toEqual([[ID(1)], [ID(2)]]);
    await work(toRoom(4, 'a'));
    expect([losses, feed.counts.lostFull]).toEqual([['3 2 full'], 2]);
    // From which the writer sees that something is missing between 1 and 3.
    expect(shapes()[1]).toEqual({ after: ID(3), upTo: ID(4), ids: [ID(4)] });
  });

  it('tells of a loss until its stream takes that, though nothing is pushed any more', async () => {
    tellInterval = 1;
    await work(toRoom(1, 'a'));
    failures.push(new AppError('queue-full', 'full'), new AppError('queue-full', 'full'));
    const taken = afterTries(3);
    await work(toRoom(2, 'a'));
    await taken;
    expect(shapes()[1]).toEqual({ after: ID(2), upTo: ID(2), ids: [] });
    expect(losses).toEqual(['3 1 full']);
    await work(toRoom(3, 'a'));
    expect(shapes().slice(2)).toEqual([{ after: ID(2), upTo: ID(3), ids: [ID(3)] }]);
  });

  it('tells of a loss by the next batch, where that is taken first', async () => {
    tellInterval = 1;
    await work(toRoom(1, 'a'));
    failures.push(new AppError('queue-full', 'full'));
    await work(toRoom(2, 'a'));
    await work(toRoom(3, 'a'));
    await partition.end();
    expect(shapes().slice(1)).toEqual([{ after: ID(2), upTo: ID(3), ids: [ID(3)] }]);
  });

  it('tells of no loss any more once its lease has ended', async () => {
    tellInterval = 1;
    failures.push(...Array.from({ length: 1_000 }, () => new AppError('queue-full', 'full')));
    const again = afterTries(3);
    await work(toRoom(1, 'a'));
    await again;
    await partition.end();
    const { length } = failures;
    feed.streamLost();
    expect([failures.length, published.length]).toEqual([length, 0]);
  });

  it('gives a batch back once its lease ends where its stream does not answer, and loses nothing of it', async () => {
    failures.push(...Array.from({ length: 1_000 }, () => new AppError('unavailable', 'no answer')));
    const ended = afterTries(2).then(() => partition.end());
    const began = performance.now();
    await expect(work(toRoom(1, 'a'))).rejects.toThrow('no answer');
    await ended;
    expect(performance.now() - began).toBeLessThan(patience / 3);
    expect([losses, published]).toEqual([[], []]);
  });

  it('goes on from what was handed over before it, and takes none of that for lost', async () => {
    before = { epoch: EPOCH, upTo: ID(7), isInDoubt: false };
    await partition.ready();
    await work(toRoom(9, 'a'));
    expect(shapes()).toEqual([{ after: ID(7), upTo: ID(9), ids: [ID(9)] }]);
  });

  it('says at once that what was handed over before it may be lost, where that is in doubt', async () => {
    tellInterval = 1;
    before = { epoch: EPOCH, upTo: ID(7) + 1_023, isInDoubt: true };
    const told = afterTries(1);
    await partition.ready();
    await told;
    expect(shapes()).toEqual([{ after: ID(7) + 1_023, upTo: ID(7) + 1_023, ids: [] }]);
  });

  it('does not go on from what was handed over of a queue that was lost', async () => {
    before = { epoch: EPOCH - 1, upTo: ID(7), isInDoubt: false };
    await partition.ready();
    await work(toRoom(1, 'a'));
    expect(shapes()).toEqual([{ after: 0, upTo: ID(1), ids: [ID(1)] }]);
  });

  it('says up to where it was where its stream was deleted, with what waited in it', async () => {
    tellInterval = 1;
    await work(toRoom(4, 'a'));
    const told = afterTries(1);
    feed.streamLost();
    await told;
    expect(shapes()[1]).toEqual({ after: ID(4), upTo: ID(4), ids: [] });
  });

  it('fails with the bus, as the delivery does, and begins the batch anew', async () => {
    isConnected = false;
    failures.push(new AppError('unavailable', 'broke'));
    await expect(work(toRoom(1, 'a'))).rejects.toThrow('broke');
    isConnected = true;
    await expect(partition.beside([toRoom(1, 'a')], () => Promise.reject(new Error('not delivered')))).rejects.toThrow(
      'not delivered',
    );
    expect(await work(toRoom(1, 'a'))).toEqual([[0]]);
    expect(losses).toEqual([]);
  });
});
