import { beforeEach, describe, expect, it } from '@jest/globals';
import { ContinuityFixture, EPOCH, pushOf } from '../../test/continuity-fixture.js';
import type { Push } from './push.js';

let room: ContinuityFixture;
let missed: ContinuityFixture['missed'];
let counts: ContinuityFixture['counts'];
let delivered: ContinuityFixture['delivered'];
let breaks: ContinuityFixture['breaks'];
let continuity: ContinuityFixture['continuity'];
let prevs: ContinuityFixture['prevs'];

beforeEach(begin);

function begin(): void {
  room = new ContinuityFixture();
  ({ missed, counts, delivered, breaks, continuity, prevs } = room);
}

describe('pushes that are stored again after their stream was lost', () => {
  const AGAIN = 8;

  beforeEach(() => {
    for (const id of [11, 12]) continuity.take(pushOf([id], id - 1));
    continuity.take(pushOf([15], 12));
    delivered.length = prevs.length = 0;
  });

  function again(id: number, prev: number, former: number): Push {
    const one = pushOf([id], prev, AGAIN);
    return { ...one, origin: { ...one.origin!, former: { epoch: EPOCH, id: former } } };
  }

  it('make no hole for a client where nothing had come in their stream when this comet looked', async () => {
    continuity.check();
    await room.answerReset(AGAIN, 0);
    continuity.take(again(3, 0, 15));
    continuity.take(pushOf([6], 3, AGAIN));
    expect([delivered, breaks.map(({ epoch }) => epoch)]).toEqual([[6], [AGAIN]]);
    // It has all up to the place that it was told.
    expect(prevs[0]).toBeLessThanOrEqual(breaks[0]!.to);
  });

  it('are left out where they had come, and only there', () => {
    continuity.take(again(3, 0, 12));
    continuity.take(again(4, 3, 15));
    continuity.take(again(5, 4, 16));
    continuity.take(pushOf([6], 5, AGAIN));
    expect([delivered, counts.redelivered]).toEqual([[5, 6], 2]);
    expect(breaks).toEqual([{ verdict: 'reset', epoch: AGAIN, from: 0, to: 2 }]);
  });

  it('leave no hole behind for a client that was told where the new stream begins', () => {
    for (const [n, former] of [12, 15].entries()) continuity.take(again(3 + n, n === 0 ? 0 : 2 + n, former));
    continuity.take(again(5, 4, 16));
    continuity.take(pushOf([6], 5, AGAIN));
    expect(prevs).toEqual([2, 5]);
    expect(missed.readings).toEqual([]);
  });

  it('are delivered where it is another stream that was lost, or nothing is known of it', () => {
    const one = pushOf([3], 0, AGAIN);
    continuity.take({ ...one, origin: { ...one.origin!, former: { epoch: EPOCH - 1, id: 12 } } });
    expect(delivered).toEqual([3]);
    begin();
    continuity.take(again(3, 0, 12));
    expect(delivered).toEqual([3]);
  });

  it('are left out as well where a newer one came before them', () => {
    continuity.take(pushOf([2], 1, AGAIN));
    continuity.take(again(1, 0, 11));
    expect([delivered, counts.redelivered]).toEqual([[2], 1]);
  });

  it('leave no hole behind that a message without history would make', () => {
    continuity.take(pushOf([1], 0, AGAIN));
    const transient = pushOf([2], 1, AGAIN);
    continuity.take({ ...transient, origin: { ...transient.origin!, transient: [0] } });
    continuity.take(again(3, 1, 12));
    continuity.take(pushOf([4], 3, AGAIN));
    expect([delivered, prevs]).toEqual([
      [1, 2, 4],
      [0, 1, 1],
    ]);
  });

  it('are delivered where a hole was given up in which they were', async () => {
    continuity.take(pushOf([25], 22));
    await room.answer([], 22, 'gap');
    delivered.length = 0;
    continuity.take(again(3, 0, 21));
    continuity.take(again(4, 3, 25));
    expect(delivered).toEqual([3]);
  });
});

describe('pushes that are stored again behind others of their stream, which lost its newest', () => {
  beforeEach(() => {
    for (const id of [11, 12]) continuity.take(pushOf([id], id - 1));
    delivered.length = 0;
  });

  function again(id: number, prev: number, former: number): Push {
    const one = pushOf([id], prev);
    return { ...one, origin: { ...one.origin!, former: { epoch: EPOCH, id: former } } };
  }

  it('are left out where they had come, and only there, however many they are', () => {
    continuity.take(again(1_000, 12, 11));
    continuity.take(again(1_001, 1_000, 12));
    const others = Array.from({ length: 200 }, (_, n) => n);
    for (const n of others) continuity.take(again(1_002 + n, 1_001 + n, 13 + n));
    expect(delivered).toEqual(others.map((n) => 1_002 + n));
    expect(counts.redelivered).toBe(2);
  });

  it('are delivered late as well where they had been overtaken', () => {
    continuity.take(pushOf([15], 12));
    delivered.length = 0;
    for (const n of Array(100).keys()) continuity.take(again(1_000 + n, n === 0 ? 15 : 999 + n, 15));
    continuity.take(again(1_100, 1_099, 14));
    expect(delivered).toEqual([1_100]);
  });

  it('are told from those of a second loss', () => {
    continuity.take(again(1_000, 12, 13));
    continuity.take(pushOf([1_001], 1_000));
    for (const [n, former] of [1_000, 1_001, 1_002, 1_003].entries()) continuity.take(again(2_000 + n, 1_001, former));
    expect(delivered).toEqual([1_000, 1_001, 2_002, 2_003]);
  });
});
