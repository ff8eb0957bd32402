import { beforeEach, describe, expect, it } from '@jest/globals';
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
  verdict: 'recovered' | 'gap' | 'unavailable' = 'recovered',
): Promise<void> {
  missed.readings.shift()!.answer({ verdict, pushes: ids.map((id) => push([id], 0)), upTo });
  await settled();
}

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

  it('make no hole for a client where nothing had come in their stream when this comet looked', async () => {
    continuity.check();
    missed.readings.shift()!.answer({ verdict: 'reset', epoch: AGAIN, upTo: 0, pushes: [] });
    await settled();
    continuity.take(again(3, 0, 15));
    continuity.take(push([6], 3, AGAIN));
    expect([delivered, breaks.map(({ epoch }) => epoch)]).toEqual([[6], [AGAIN]]);
    // It has all up to the place that it was told.
    expect(prevs[0]).toBeLessThanOrEqual(breaks[0]!.to);
  });

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
