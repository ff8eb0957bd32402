import { beforeEach, describe, expect, it } from '@jest/globals';
import { settled } from '../../test/fake-client.js';
import { FakeClock } from '../../test/fake-clock.js';
import { FakeLogic } from '../../test/fake-logic.js';
import { CatchUps } from './catch-ups.js';

const PAUSE_MS = 250;
const OFF_FOR_MS = 60_000;
const RETRY_MS = 500;
const GIVEN_UP_AFTER_MS = 15_000;

let clock: FakeClock;
let logic: FakeLogic;
let catchUps: CatchUps;
let located: [target: string, epoch: number, id: number][];

beforeEach(() => {
  clock = new FakeClock();
  logic = new FakeLogic();
  catchUps = new CatchUps(logic.history, { current: { maxMessages: 300, concurrency: 32 } }, clock);
  located = [];
});

/** Begins to listen to targets, and waits as long as they are gathered. */
async function listen(...targets: string[]): Promise<void> {
  for (const target of targets) catchUps.locate(target, (epoch, id) => located.push([target, epoch, id]));
  clock.advance(PAUSE_MS);
  await settled();
}

function asked(): unknown[] {
  return logic.callsOf('positions').map(({ request }) => request['targets']);
}

function historyIs(epoch: number): void {
  logic.answerWith('positions', ({ targets }) => ({
    epoch,
    ids: epoch === 0 ? [] : (targets as string[]).map((_, n) => n + 1),
  }));
}

describe('where new targets are', () => {
  it('is asked in one request for all that come within a quarter of a second', async () => {
    historyIs(7);
    await listen('room:a', 'room:b');
    await listen('room:c');
    expect(asked()).toEqual([['room:a', 'room:b'], ['room:c']]);
    expect(located).toEqual([
      ['room:a', 7, 1],
      ['room:b', 7, 2],
      ['room:c', 7, 1],
    ]);
  });

  it('is not asked again and again where no history is kept, and is asked when one may be', async () => {
    historyIs(0);
    await listen('room:a');
    await listen('room:b');
    expect(asked()).toEqual([['room:a']]);
    historyIs(7);
    clock.advance(OFF_FOR_MS);
    await listen('room:c');
    await listen('room:d');
    expect(asked()).toEqual([['room:a'], ['room:c'], ['room:d']]);
  });

  it('is asked again at once where a client found that a history is kept', async () => {
    historyIs(0);
    await listen('room:a');
    historyIs(7);
    await catchUps.positions(['all']);
    await listen('room:b');
    expect(located).toEqual([['room:b', 7, 1]]);
  });

  it('is asked for the next ones where logic did not answer', async () => {
    logic.fail('positions', 'unavailable');
    await listen('room:a');
    logic.fail('positions', undefined);
    historyIs(7);
    await listen('room:b');
    expect(located).toEqual([['room:b', 7, 1]]);
  });
});

describe('a hole', () => {
  const found = { verdict: 'recovered', epoch: 7, upTo: 9, gaps: [], messages: [], last: 9 };

  it('is tried again while it cannot be read, until it can', async () => {
    logic.fail('catchUp', 'unavailable');
    const reading = catchUps.read('room:a', 7, 5, 9);
    await settled();
    logic.fail('catchUp', undefined);
    logic.answerWith('catchUp', () => ({ ...found, verdict: 'unavailable' }));
    clock.advance(RETRY_MS);
    await settled();
    logic.answerWith('catchUp', () => found);
    clock.advance(RETRY_MS);
    expect(await reading).toEqual({ verdict: 'recovered', pushes: [], upTo: 9 });
    expect(logic.callsOf('catchUp').length).toBe(3);
  });

  it('is given up after a while, since the pushes behind it wait', async () => {
    logic.fail('catchUp', 'unavailable');
    const reading = catchUps.read('room:a', 7, 5, 9);
    await settled();
    clock.advance(GIVEN_UP_AFTER_MS);
    expect(await reading).toEqual({ verdict: 'unavailable', pushes: [], upTo: 9 });
  });

  it('is given up at once where no history is kept', async () => {
    logic.answerWith('catchUp', () => ({ ...found, verdict: 'unavailable', epoch: 0, upTo: 0 }));
    expect(await catchUps.read('room:a', 7, 5, 9)).toEqual({ verdict: 'unavailable', pushes: [], upTo: 9 });
  });
});
