import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StoreClock } from './store-clock.js';

const START_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;

let clock: StoreClock;
/** Since the start, by this process's own count and by the server's clock. */
let passed: number;
let set: number;

beforeEach(() => {
  passed = 0;
  set = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => 5_000 + passed);
  clock = new StoreClock();
  clock.told(server());
});

afterEach(() => {
  jest.restoreAllMocks();
});

function server(): number {
  return START_MS + passed + set;
}

/** Something is stored each second, and delivered `lateMs` later. */
function deliver(seconds: number, lateMs = 0): void {
  for (let n = 0; n < seconds; n++) {
    passed += 1_000;
    clock.delivered(server() - lateMs);
  }
}

describe('where the clock of the server is set while the watches go on', () => {
  it('forward, it is followed once deliveries have told so for some seconds', () => {
    set = HOUR_MS;
    deliver(5);
    expect(clock.now()).toBe(server() - HOUR_MS);
    deliver(20);
    expect(clock.now()).toBe(server());
  });

  it('by little, it is followed by the next delivery', () => {
    set = 500;
    deliver(1);
    expect(clock.now()).toBe(server());
  });

  it('back, it is followed once deliveries have told so for some seconds', () => {
    deliver(5);
    set = -HOUR_MS;
    deliver(5);
    expect(clock.now()).toBe(server() + HOUR_MS);
    deliver(20);
    expect(clock.now()).toBe(server());
  });

  it('back, it is followed by what came with the least delay', () => {
    set = -HOUR_MS;
    deliver(5, 300);
    deliver(1, 20);
    deliver(5, 300);
    expect(clock.now()).toBe(server() - 20);
  });
});

describe('late deliveries do not put the clock back', () => {
  it('of a process that stood still, however many come at once', () => {
    passed += 9_000;
    for (let stored = 0; stored < 9_000; stored++) clock.delivered(START_MS + stored);
    expect(clock.now()).toBe(server());
    deliver(1, 8_000);
    expect(clock.now()).toBe(server());
  });

  it('where some come in time between them', () => {
    for (let n = 0; n < 20; n++) {
      deliver(5, 3_000);
      deliver(1);
    }
    expect(clock.now()).toBe(server());
  });
});

it('one of several servers that is wrong is not followed, however often it tells', () => {
  for (let n = 0; n < 20; n++) {
    deliver(4, -HOUR_MS);
    deliver(1);
  }
  expect(clock.now()).toBe(server());
});

it('one of several servers that is ahead is not followed where the others tell later than they should', () => {
  for (let n = 0; n < 20; n++) {
    deliver(4, -HOUR_MS);
    deliver(1, 3_000);
  }
  expect(clock.now()).toBe(server() - 3_000);
});

it('what is delivered tells the time where nothing else did', () => {
  clock = new StoreClock();
  clock.delivered(server());
  expect([clock.isKnown, clock.now()]).toEqual([true, START_MS]);
});
