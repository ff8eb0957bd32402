import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/fake-clock.js';
import { Turns } from './turns.js';

const SLICE_MS = 2;
/** From one slice to the next. */
const EVERY_MS = 4;

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
  it('is done at once for a slice, and then by a share in each of the next ones, in its order', () => {
    come(42);
    expect(done).toEqual([0, 1]);
    clock.turn();
    expect(done).toEqual([0, 1, 2, 3]);
    come(1, 42);
    expect(done).toHaveLength(4);
    for (let n = 0; n < 60 && done.length < 43; n++) clock.turn();
    expect(done).toEqual(Array.from({ length: 43 }, (_, n) => n));
  });

  it('leaves time between two slices', () => {
    come(12);
    const before = clock.now();
    for (let n = 0; n < 10; n++) clock.turn();
    expect(done).toHaveLength(12);
    expect(clock.now() - before).toBeGreaterThanOrEqual(10 * EVERY_MS);
  });

  it('is gone on with in the next turn of the event loop where a slice is too short for its share', () => {
    come(100);
    clock.turn();
    expect(done).toHaveLength(4);
    const before = clock.now();
    clock.turn();
    expect(done).toHaveLength(6);
    expect(clock.now() - before).toBe(SLICE_MS);
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
