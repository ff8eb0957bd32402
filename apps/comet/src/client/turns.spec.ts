import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../test/fake-clock.js';
import { Turns } from './turns.js';

const SLICE_MS = 2;

let clock: FakeClock;
let turns: Turns;
let done: number[];

beforeEach(() => {
  clock = new FakeClock();
  turns = new Turns({ current: { slice: SLICE_MS } }, clock);
  done = [];
});

/** Work that takes a millisecond each. */
function come(count: number, first = 0): void {
  for (let n = first; n < first + count; n++) {
    turns.do(() => {
      done.push(n);
      clock.spend(1);
    });
  }
}

describe('work that comes all at once', () => {
  it('is done a slice in each turn of the event loop, in its order', () => {
    come(5);
    expect(done).toEqual([0, 1]);
    expect(clock.turn()).toBe(true);
    expect(done).toEqual([0, 1, 2, 3]);
    come(1, 5);
    expect(done).toHaveLength(4);
    clock.turn();
    expect(done).toEqual([0, 1, 2, 3, 4, 5]);
    clock.turn();
    expect(clock.waiting).toBe(0);
  });

  it('is done at once where there is little', () => {
    come(1);
    expect(done).toEqual([0]);
    clock.turn();
    expect(clock.waiting).toBe(0);
    come(1, 1);
    expect(done).toEqual([0, 1]);
  });
});
