import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { searchAsync } from '#test-support/fuzz';
import { packet } from '../../test/fake-outlet.js';
import { ContinuityFixture, EPOCH, pushOf } from '../../test/continuity-fixture.js';
import { Continuity } from './continuity.js';
import type { Push } from './push.js';

let room: ContinuityFixture;
let missed: ContinuityFixture['missed'];
let counts: ContinuityFixture['counts'];
let delivered: ContinuityFixture['delivered'];
let breaks: ContinuityFixture['breaks'];
let continuity: ContinuityFixture['continuity'];

beforeEach(begin);

function begin(): void {
  room = new ContinuityFixture();
  ({ missed, counts, delivered, breaks, continuity } = room);
}

describe('pushes of a target', () => {
  it('go on one after another, without anything being read', () => {
    continuity.take(pushOf([1], 0));
    continuity.take(pushOf([2, 3], 1));
    expect([delivered, missed.readings]).toEqual([[1, 2, 3], []]);
  });

  it('that come again are left out, and counted', () => {
    continuity.take(pushOf([1, 2], 0));
    continuity.take(pushOf([1, 2], 0));
    continuity.take(pushOf([2, 3], 1));
    expect([delivered, counts.redelivered]).toEqual([[1, 2, 3], 3]);
  });

  it('wait for those that did not come', async () => {
    continuity.take(pushOf([1], 0));
    continuity.take(pushOf([5], 4));
    continuity.take(pushOf([6], 5));
    expect(delivered).toEqual([1]);
    expect(missed.readings[0]).toMatchObject({ target: 'room:r', epoch: EPOCH, after: 1, upTo: 4 });
    await room.answer([3, 4], 4);
    expect([delivered, counts.healed, breaks]).toEqual([[1, 3, 4, 5, 6], 1, []]);
  });

  it('are not looked for where it is not known what came before', () => {
    continuity.take(pushOf([5], 4));
    expect([delivered, missed.readings]).toEqual([[5], []]);
  });

  it('are looked for from where this comet began to listen', async () => {
    continuity.beginAt(EPOCH, 2);
    continuity.take(pushOf([5], 4));
    expect(missed.readings[0]).toMatchObject({ after: 2, upTo: 4 });
    await room.answer([4], 4);
    expect(delivered).toEqual([4, 5]);
  });

  it('that were overtaken before anything had come are delivered late, rather than lost', () => {
    continuity.take(pushOf([5], 0));
    continuity.take(pushOf([4], 0));
    expect(delivered).toEqual([5, 4]);
  });

  it('that were overtaken are delivered late, each once, and what came with them as usual', () => {
    continuity.take(pushOf([1], 0));
    // Whoever sent it did not know of the ones between.
    continuity.take(pushOf([5, 6], 1));
    continuity.take(pushOf([3, 4, 5, 7], 1));
    continuity.take(pushOf([3, 4], 1));
    expect(delivered).toEqual([1, 5, 6, 3, 4, 7]);
    expect(counts).toMatchObject({ overtaken: 2, redelivered: 3 });
  });

  it('that come again much later are left out, too', () => {
    const ids = Array.from({ length: 1_000 }, (_, n) => n + 1);
    continuity.take(pushOf(ids, 0));
    continuity.take(pushOf(ids, 0));
    expect([delivered.length, counts.overtaken]).toEqual([1_000, 0]);
  });

  it('that come again much later are left out, where one of those since then was late', () => {
    const ids = Array.from({ length: 120 }, (_, n) => n + 1);
    for (const id of ids) if (id !== 50 && id <= 65) continuity.take(pushOf([id], 0));
    continuity.take(pushOf([50], 0));
    for (const id of ids) if (id > 65) continuity.take(pushOf([id], 0));
    const before = delivered.length;
    expect([before, counts.overtaken]).toEqual([120, 1]);
    continuity.take(pushOf(ids, 0));
    expect(delivered.slice(before)).toEqual([]);
  });

  it('are delivered once each, where they come again joined with others that never came', () => {
    continuity.take(pushOf([10, 11, 12], 0));
    continuity.take(pushOf([8, 9, 10, 11, 12, 13], 0));
    continuity.take(pushOf([8, 9, 10, 11, 12, 13], 0));
    expect(delivered).toEqual([10, 11, 12, 8, 9, 13]);
    expect(counts).toMatchObject({ overtaken: 2, redelivered: 9 });
  });

  it('go on where the missing ones cannot be had, and that is told', async () => {
    continuity.take(pushOf([1], 0));
    continuity.take(pushOf([5], 4));
    await room.answer([], 4, 'unavailable');
    continuity.take(pushOf([6], 5));
    expect(delivered).toEqual([1, 5, 6]);
    expect(breaks).toEqual([{ verdict: 'unavailable', epoch: EPOCH, from: 1, to: 4 }]);
    expect(counts.unhealed.unavailable).toBe(1);
    // A retry of a missing one is still welcome.
    continuity.take(pushOf([3], 0));
    expect(delivered).toEqual([1, 5, 6, 3]);
  });

  it('begin anew where the stream did', () => {
    continuity.take(pushOf([9], 0));
    continuity.take(pushOf([1], 0, EPOCH + 1));
    continuity.take(pushOf([2], 1, EPOCH + 1));
    expect([delivered, breaks]).toEqual([[9, 1, 2], [{ verdict: 'reset', epoch: EPOCH + 1, from: 0, to: 0 }]]);
  });

  it('do not wait without bound', () => {
    continuity.take(pushOf([1], 0));
    continuity.take(pushOf([5], 4));
    continuity.take({ ...pushOf([6], 5), packets: Buffer.alloc(5 * 1024 * 1024) });
    expect([delivered, counts.unhealed.overflow]).toEqual([[1, 5, 6], 1]);
    expect(breaks).toEqual([{ verdict: 'unavailable', epoch: EPOCH, from: 1, to: 4 }]);
  });

  it('of unknown origin are delivered as they come', () => {
    const deliveredBytes: Push[] = [];
    const to = { target: 'all', deliver: (one: Push) => deliveredBytes.push(one), broken: () => undefined };
    const other = new Continuity(to, missed, counts);
    const one = { operation: null, packets: packet('x') };
    other.take(one);
    other.take(one);
    expect(deliveredBytes).toEqual([one, one]);
  });
});

describe('a comet that was cut off', () => {
  it('reads what was pushed meanwhile, and delivers what comes meanwhile once', async () => {
    continuity.take(pushOf([1], 0));
    continuity.check();
    expect(missed.readings[0]).toMatchObject({ after: 1, upTo: 0 });
    continuity.take(pushOf([3], 2));
    continuity.take(pushOf([5], 3));
    await room.answer([2, 3], 3);
    expect([delivered, breaks]).toEqual([[1, 2, 3, 5], []]);
  });

  it('says from where on it could not read, where nothing tells how much that is', async () => {
    continuity.take(pushOf([7], 0));
    continuity.check();
    await room.answer([], 0, 'unavailable');
    expect(breaks).toEqual([{ verdict: 'unavailable', epoch: EPOCH, from: 7, to: 7 }]);
  });

  it('reads nothing where it does not know since when', () => {
    continuity.check();
    expect(missed.readings).toEqual([]);
  });

  it('while a hole was being read looks behind it for what was pushed since, where the hole is filled', async () => {
    continuity.take(pushOf([1], 0));
    continuity.take(pushOf([3], 2));
    continuity.check();
    await room.answer([2], 2);
    expect(missed.readings).toMatchObject([{ after: 3, upTo: 0 }]);
    await room.answer([4], 4);
    expect([delivered, missed.readings, breaks]).toEqual([[1, 2, 3, 4], [], []]);
  });

  it('while a hole was being read looks behind it for what was pushed since, where too much waits for the hole', async () => {
    continuity.take(pushOf([1], 0));
    continuity.take(pushOf([3], 2));
    continuity.check();
    continuity.take({ ...pushOf([4], 3), packets: Buffer.alloc(5 * 1024 * 1024) });
    missed.readings.shift();
    expect(missed.readings).toMatchObject([{ after: 4, upTo: 0 }]);
    await room.answer([5], 5);
    expect(delivered).toEqual([1, 3, 4, 5]);
  });

  it('while another stream began tells that once, with its epoch, before what comes in it', async () => {
    continuity.take(pushOf([1], 0));
    continuity.check();
    continuity.take(pushOf([6], 5, EPOCH + 2));
    const deliveredWhenTold: number[][] = [];
    counts.onBroken = () => deliveredWhenTold.push([...delivered]);
    // The one that waits was sent before logic looked where the target is.
    await room.answerReset(EPOCH + 2, 6);
    continuity.take(pushOf([8], 7, EPOCH + 2));
    expect(breaks).toEqual([{ verdict: 'reset', epoch: EPOCH + 2, from: 0, to: 5 }]);
    expect([delivered, deliveredWhenTold, counts.unhealed.reset]).toEqual([[1, 6], [[1]], 1]);
    expect(missed.readings).toMatchObject([{ epoch: EPOCH + 2, after: 6, upTo: 7 }]);
  });

  it('while another stream began first delivers what waits of the one before, whose ids go by its epoch', async () => {
    continuity.take(pushOf([1], 0));
    continuity.take(pushOf([5], 4));
    continuity.take(pushOf([8], 7));
    const deliveredWhenTold: number[][] = [];
    counts.onBroken = () => deliveredWhenTold.push([...delivered]);
    await room.answerReset(EPOCH + 2, 3);
    continuity.take(pushOf([4], 3, EPOCH + 2));
    expect(breaks).toEqual([{ verdict: 'reset', epoch: EPOCH + 2, from: 0, to: 3 }]);
    expect([delivered, deliveredWhenTold, missed.readings]).toEqual([[1, 5, 8, 4], [[1, 5, 8]], []]);
  });
});

it('whatever is lost, repeated or read late on the way, each message is delivered once and in order', async () => {
  await searchAsync(
    fc.asyncProperty(
      fc.array(fc.constantFrom('arrives', 'is lost', 'comes twice', 'is answered', 'is cut off'), { maxLength: 60 }),
      fc.boolean(),
      async (events, isCutOffAtLast) => {
        begin();
        continuity.beginAt(EPOCH, 0.5);
        let last = 0;
        const answerAll = async (): Promise<void> => {
          while (missed.readings.length > 0) {
            const { after, upTo } = missed.readings[0]!;
            const to = upTo === 0 ? last : upTo;
            await room.answer(
              Array.from({ length: to }, (_, n) => n + 1).filter((id) => id > after),
              to,
            );
          }
        };
        for (const event of events) {
          if (event === 'is answered') await answerAll();
          else if (event === 'is cut off') continuity.check();
          else {
            last++;
            if (event !== 'is lost') continuity.take(pushOf([last], last - 1));
            if (event === 'comes twice') continuity.take(pushOf([last], last - 1));
          }
        }
        // What was lost at last shows with the next one, or is looked for.
        if (isCutOffAtLast) continuity.check();
        else continuity.take(pushOf([++last], last - 1));
        await answerAll();
        expect(delivered).toEqual(Array.from({ length: last }, (_, n) => n + 1));
      },
    ),
  );
});
