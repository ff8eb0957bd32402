import { beforeEach, describe, expect, it } from '@jest/globals';
import { messageId, PushType, type MessageId, type Target } from '#contracts';
import { EPOCH, received, toRecipients, toRoom } from '../../test/received.js';
import type { ReceivedTask } from '../dispatch/received-task.js';
import type { BacklogMark } from './history-backlog.js';
import { PreviousIds } from './previous-ids.js';

const ID = (sequence: number): number => sequence * 1_024;

class FakeBacklog {
  isWhole = true;
  marks = 0;

  mark(): BacklogMark {
    this.marks++;
    return { sequence: 1, created: '' };
  }

  isWritten(): boolean {
    return this.isWhole;
  }

  async written(): Promise<void> {
    this.isWhole = true;
  }
}

let stored: Map<Target, MessageId>;
let asked: Target[][];
let backlog: FakeBacklog;
let previous: PreviousIds;

beforeEach(() => {
  stored = new Map();
  asked = [];
  backlog = new FakeBacklog();
  const lastIds = {
    of: async (epoch: number, targets: readonly Target[]) => {
      expect(epoch).toBe(EPOCH);
      asked.push([...targets]);
      return stored;
    },
  };
  previous = new PreviousIds({ lastIds, backlog });
});

async function work(...tasks: ReceivedTask[]): Promise<(readonly number[])[]> {
  const prevs = await previous.of(tasks, ({ task }) => !task.transient);
  previous.keep();
  return prevs;
}

describe('the message before one', () => {
  it('is the one before it to the same target, in the batch and in those before', async () => {
    expect(await work(toRoom(1, 'a'), toRoom(2, 'b'), toRoom(3, 'a'))).toEqual([[0], [0], [ID(1)]]);
    expect(await work(toRoom(4, 'b'), toRoom(5, 'a'))).toEqual([[ID(2)], [ID(3)]]);
  });

  it('is one of its own for each recipient, and none for member 0', async () => {
    await work(toRecipients(1, 'k', 7));
    expect(await work(toRecipients(2, 7, 0, 'k', 8))).toEqual([[ID(1), 0, ID(1), 0]]);
  });

  it('is the same for all slices of a member', async () => {
    await work(toRecipients(1, 7, 7, 8, 8));
    expect(await work(toRecipients(2, 8, 7, 7, 7))).toEqual([[ID(1), ID(1), ID(1), ID(1)]]);
  });

  it('is never one of which nothing is kept', async () => {
    expect(await work(toRoom(1, 'a'), toRoom(2, 'a', { transient: true }), toRoom(3, 'a'))).toEqual([[0], [], [ID(1)]]);
  });

  it('is the same where the batch comes again, since it was not done', async () => {
    await work(toRoom(1, 'a'));
    const batch = [toRoom(2, 'a'), toRoom(3, 'a')];
    expect(await previous.of(batch, () => true)).toEqual([[ID(1)], [ID(2)]]);
    expect(await work(...batch)).toEqual([[ID(1)], [ID(2)]]);
  });

  it('is not known of one that comes again behind later ones, which then are still the newest', async () => {
    await work(toRoom(1, 'a'), toRoom(2, 'a'));
    expect(await work(toRoom(1, 'a'), toRoom(3, 'a'))).toEqual([[0], [ID(2)]]);
  });

  it('is what the database has where the target was not pushed to for long', async () => {
    stored.set('room:a' as Target, messageId(5));
    expect(await work(toRoom(6, 'a'), toRoom(7, 'b'))).toEqual([[ID(5)], [0]]);
    expect(await work(toRoom(8, 'a'), toRoom(9, 'b'))).toEqual([[ID(6)], [ID(7)]]);
    expect(asked).toEqual([['room:a', 'room:b']]);
  });

  it('is not known where the database has this one already: it came before, to a job that died', async () => {
    stored.set('room:a' as Target, messageId(6));
    expect(await work(toRoom(6, 'a'), toRoom(7, 'a'))).toEqual([[0], [ID(6)]]);
  });

  it('is not asked for while the writer is behind what another job has handed over', async () => {
    stored.set('room:a' as Target, messageId(5));
    backlog.isWhole = false;
    expect(await work(toRoom(6, 'a'))).toEqual([[0]]);
    expect(asked).toEqual([]);
  });

  it('is known from the first push on, where the writer was waited for', async () => {
    stored.set('room:a' as Target, messageId(5));
    backlog.isWhole = false;
    await previous.ready();
    expect(await work(toRoom(6, 'a'))).toEqual([[ID(5)]]);
    // What was handed over before is what was handed over before the partition was taken, not before its first push.
    expect(backlog.marks).toBe(1);
  });

  it('is of the same epoch', async () => {
    await work(toRoom(9, 'a'));
    const other = { ...toRoom(1, 'a'), epoch: EPOCH + 1 };
    expect(await previous.of([other], () => false)).toEqual([[]]);
    stored.clear();
    expect(asked).toHaveLength(1);
  });

  it('is forgotten two generations later, and asked for again', async () => {
    await work(toRoom(1, 'a'));
    for (let generation = 0; generation < 2; generation++) {
      const first = 2 + generation * 20_000;
      await work(...Array.from({ length: 20_000 }, (_, n) => toRoom(first + n, `r${first + n}`)));
    }
    asked.length = 0;
    await work(toRoom(50_000, 'a'), toRoom(50_001, 'r20002'), received(50_002, { type: PushType.Broadcast }));
    expect(asked).toEqual([['room:a', 'all']]);
    expect(backlog.marks).toBeGreaterThan(2);
  });
});
