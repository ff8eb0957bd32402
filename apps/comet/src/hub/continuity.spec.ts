import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { searchAsync } from '#test-support/fuzz';
import { settled } from '../../test/fake-client.js';
import { FakeMissed } from '../../test/fake-missed.js';
import { packet } from '../../test/fake-outlet.js';
import { Continuity, ContinuityCounts, type Break } from './continuity.js';
import type { Push } from './push.js';

const EPOCH = 7;

let missed: FakeMissed;
let counts: ContinuityCounts;
let delivered: number[];
let breaks: Break[];
let continuity: Continuity;

beforeEach(begin);

function begin(): void {
  missed = new FakeMissed();
  counts = new ContinuityCounts();
  delivered = [];
  breaks = [];
  continuity = new Continuity(
    { target: 'room:r', deliver: ({ origin }) => delivered.push(...origin!.ids), broken: (how) => breaks.push(how) },
    missed,
    counts,
  );
}

function push(ids: number[], prev: number, epoch = EPOCH): Push {
  return {
    operation: null,
    packets: Buffer.concat(ids.map((id) => packet(String(id)))),
    origin: { epoch, ids, prev, transient: [] },
  };
}

async function answer(
  ids: number[],
  upTo: number,
  verdict: 'recovered' | Break['verdict'] = 'recovered',
): Promise<void> {
  missed.readings.shift()!.answer({ verdict, pushes: ids.map((id) => push([id], 0)), upTo });
  await settled();
}

describe('pushes of a target', () => {
  it('go on one after another, without anything being read', () => {
    continuity.take(push([1], 0));
    continuity.take(push([2, 3], 1));
    expect([delivered, missed.readings]).toEqual([[1, 2, 3], []]);
  });

  it('that come again are left out, and counted', () => {
    continuity.take(push([1, 2], 0));
    continuity.take(push([1, 2], 0));
    continuity.take(push([2, 3], 1));
    expect([delivered, counts.redelivered]).toEqual([[1, 2, 3], 3]);
  });

  it('wait for those that did not come', async () => {
    continuity.take(push([1], 0));
    continuity.take(push([5], 4));
    continuity.take(push([6], 5));
    expect(delivered).toEqual([1]);
    expect(missed.readings[0]).toMatchObject({ target: 'room:r', epoch: EPOCH, after: 1, upTo: 4 });
    await answer([3, 4], 4);
    expect([delivered, counts.healed, breaks]).toEqual([[1, 3, 4, 5, 6], 1, []]);
  });

  it('are not looked for where it is not known what came before', () => {
    continuity.take(push([5], 4));
    expect([delivered, missed.readings]).toEqual([[5], []]);
  });

  it('are looked for from where this comet began to listen', async () => {
    continuity.beginAt(EPOCH, 2);
    continuity.take(push([5], 4));
    expect(missed.readings[0]).toMatchObject({ after: 2, upTo: 4 });
    await answer([4], 4);
    expect(delivered).toEqual([4, 5]);
  });

  it('that were overtaken before anything had come are delivered late, rather than lost', () => {
    continuity.take(push([5], 0));
    continuity.take(push([4], 0));
    expect(delivered).toEqual([5, 4]);
  });

  it('that were overtaken are delivered late, each once, and what came with them as usual', () => {
    continuity.take(push([1], 0));
    // Whoever sent it did not know of the ones between.
    continuity.take(push([5, 6], 1));
    continuity.take(push([3, 4, 5, 7], 1));
    continuity.take(push([3, 4], 1));
    expect(delivered).toEqual([1, 5, 6, 3, 4, 7]);
    expect(counts).toMatchObject({ overtaken: 2, redelivered: 3 });
  });

  it('that come again much later are left out, too', () => {
    const ids = Array.from({ length: 1_000 }, (_, n) => n + 1);
    continuity.take(push(ids, 0));
    continuity.take(push(ids, 0));
    expect([delivered.length, counts.overtaken]).toEqual([1_000, 0]);
  });

  it('that come again much later are left out, where one of those since then was late', () => {
    const ids = Array.from({ length: 120 }, (_, n) => n + 1);
    for (const id of ids) if (id !== 50 && id <= 65) continuity.take(push([id], 0));
    continuity.take(push([50], 0));
    for (const id of ids) if (id > 65) continuity.take(push([id], 0));
    const before = delivered.length;
    expect([before, counts.overtaken]).toEqual([120, 1]);
    continuity.take(push(ids, 0));
    expect(delivered.slice(before)).toEqual([]);
  });

  it('are delivered once each, where they come again joined with others that never came', () => {
    continuity.take(push([10, 11, 12], 0));
    continuity.take(push([8, 9, 10, 11, 12, 13], 0));
    continuity.take(push([8, 9, 10, 11, 12, 13], 0));
    expect(delivered).toEqual([10, 11, 12, 8, 9, 13]);
    expect(counts).toMatchObject({ overtaken: 2, redelivered: 9 });
  });

  it('go on where the missing ones cannot be had, and that is told', async () => {
    continuity.take(push([1], 0));
    continuity.take(push([5], 4));
    await answer([], 4, 'unavailable');
    continuity.take(push([6], 5));
    expect(delivered).toEqual([1, 5, 6]);
    expect(breaks).toEqual([{ verdict: 'unavailable', epoch: EPOCH, from: 1, to: 4 }]);
    expect(counts.unhealed.unavailable).toBe(1);
    // A retry of a missing one is still welcome.
    continuity.take(push([3], 0));
    expect(delivered).toEqual([1, 5, 6, 3]);
  });

  it('begin anew where the stream did', () => {
    continuity.take(push([9], 0));
    continuity.take(push([1], 0, EPOCH + 1));
    continuity.take(push([2], 1, EPOCH + 1));
    expect([delivered, breaks]).toEqual([[9, 1, 2], [{ verdict: 'reset', epoch: EPOCH + 1, from: 0, to: 0 }]]);
  });

  it('do not wait without bound', () => {
    continuity.take(push([1], 0));
    continuity.take(push([5], 4));
    continuity.take({ ...push([6], 5), packets: Buffer.alloc(5 * 1024 * 1024) });
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
    continuity.take(push([1], 0));
    continuity.check();
    expect(missed.readings[0]).toMatchObject({ after: 1, upTo: 0 });
    continuity.take(push([3], 2));
    continuity.take(push([5], 3));
    await answer([2, 3], 3);
    expect([delivered, breaks]).toEqual([[1, 2, 3, 5], []]);
  });

  it('says from where on it could not read, where nothing tells how much that is', async () => {
    continuity.take(push([7], 0));
    continuity.check();
    await answer([], 0, 'unavailable');
    expect(breaks).toEqual([{ verdict: 'unavailable', epoch: EPOCH, from: 7, to: 7 }]);
  });

  it('reads nothing where it does not know since when', () => {
    continuity.check();
    expect(missed.readings).toEqual([]);
  });
});

it('whatever is lost, repeated or read late on the way, each message is delivered once and in order', async () => {
  await searchAsync(
    fc.asyncProperty(
      fc.array(fc.constantFrom('arrives', 'is lost', 'comes twice', 'is answered', 'is cut off'), { maxLength: 60 }),
      async (events) => {
        begin();
        continuity.beginAt(EPOCH, 0.5);
        let last = 0;
        const answerAll = async (): Promise<void> => {
          while (missed.readings.length > 0) {
            const { after, upTo } = missed.readings[0]!;
            const to = upTo === 0 ? last : upTo;
            await answer(
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
            if (event !== 'is lost') continuity.take(push([last], last - 1));
            if (event === 'comes twice') continuity.take(push([last], last - 1));
          }
        }
        continuity.take(push([last + 1], last));
        last++;
        await answerAll();
        expect(delivered).toEqual(Array.from({ length: last }, (_, n) => n + 1));
      },
    ),
  );
});

describe('pushes that are stored again after their stream was lost', () => {
  const AGAIN = 8;
  let prevs: number[];

  beforeEach(() => {
    prevs = [];
    const to = {
      target: 'room:r',
      deliver: ({ origin }: Push) => {
        delivered.push(...origin!.ids);
        prevs.push(origin!.prev);
      },
      broken: (how: Break) => breaks.push(how),
    };
    continuity = new Continuity(to, missed, counts);
    for (const id of [11, 12]) continuity.take(push([id], id - 1));
    continuity.take(push([15], 12));
    delivered = [];
    prevs = [];
  });

  function again(id: number, prev: number, former: number): Push {
    const one = push([id], prev, AGAIN);
    return { ...one, origin: { ...one.origin!, former: { epoch: EPOCH, id: former } } };
  }

  it('are left out where they had come, and only there', () => {
    continuity.take(again(3, 0, 12));
    continuity.take(again(4, 3, 15));
    continuity.take(again(5, 4, 16));
    continuity.take(push([6], 5, AGAIN));
    expect([delivered, counts.redelivered]).toEqual([[5, 6], 2]);
    expect(breaks).toEqual([{ verdict: 'reset', epoch: AGAIN, from: 0, to: 2 }]);
  });

  it('leave no hole behind for a client that was told where the new stream begins', () => {
    for (const [n, former] of [12, 15].entries()) continuity.take(again(3 + n, n === 0 ? 0 : 2 + n, former));
    continuity.take(again(5, 4, 16));
    continuity.take(push([6], 5, AGAIN));
    expect(prevs).toEqual([2, 5]);
    expect(missed.readings).toEqual([]);
  });

  it('are delivered where it is another stream that was lost, or nothing is known of it', () => {
    const one = push([3], 0, AGAIN);
    continuity.take({ ...one, origin: { ...one.origin!, former: { epoch: EPOCH - 1, id: 12 } } });
    expect(delivered).toEqual([3]);
    begin();
    continuity.take(again(3, 0, 12));
    expect(delivered).toEqual([3]);
  });

  it('are left out as well where a newer one came before them', () => {
    continuity.take(push([2], 1, AGAIN));
    continuity.take(again(1, 0, 11));
    expect([delivered, counts.redelivered]).toEqual([[2], 1]);
  });

  it('leave no hole behind that a message without history would make', () => {
    continuity.take(push([1], 0, AGAIN));
    const transient = push([2], 1, AGAIN);
    continuity.take({ ...transient, origin: { ...transient.origin!, transient: [0] } });
    continuity.take(again(3, 1, 12));
    continuity.take(push([4], 3, AGAIN));
    expect([delivered, prevs]).toEqual([
      [1, 2, 4],
      [0, 1, 1],
    ]);
  });

  it('are delivered where a hole was given up in which they were', async () => {
    continuity.take(push([25], 22));
    await answer([], 22, 'gap');
    delivered = [];
    continuity.take(again(3, 0, 21));
    continuity.take(again(4, 3, 25));
    expect(delivered).toEqual([3]);
  });
});
