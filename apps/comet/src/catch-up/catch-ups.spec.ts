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
    clock.advance(PAUSE_MS);
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

describe('what many clients have missed, one after another', () => {
  const ROOM = 'room:a';
  let messages: number[];
  let reusableFor: number;

  beforeEach(() => {
    messages = [20, 30];
    reusableFor = 2_000;
    logic.answerWith('news', ({ after }) => ({
      epoch: 7,
      verdicts: (after as number[]).map((id) => (messages.some((one) => one > id) ? 'missed' : 'recovered')),
      upTo: (after as number[]).map(() => messages.at(-1)!),
    }));
    logic.answerWith('catchUp', ({ after, upTo }) => ({
      verdict: 'recovered',
      epoch: 7,
      upTo,
      gaps: [],
      messages: messages
        .filter((id) => id > (after as number) && id <= (upTo as number))
        .map((id) => ({ id, prev: 0, operation: 1, body: Buffer.alloc(1) })),
      last: messages.at(-1)!,
      reusableFor,
    }));
  });

  async function missedAfter(after: number): Promise<{ verdict: string; upTo: number; ids: number[] }> {
    const asking = catchUps.missed(ROOM, 7, after, 0);
    for (let n = 0; n < 3; n++) {
      await settled();
      clock.advance(100);
    }
    const { verdict, upTo, messages: found } = await asking;
    return { verdict, upTo, ids: found.map(({ id }) => id) };
  }

  const read = (): unknown[] => logic.callsOf('catchUp').map(({ request: { after, upTo } }) => [after, upTo]);

  it('is read once, and for the later ones only what came since', async () => {
    expect(await missedAfter(10)).toEqual({ verdict: 'recovered', upTo: 30, ids: [20, 30] });
    expect(await missedAfter(10)).toEqual({ verdict: 'recovered', upTo: 30, ids: [20, 30] });
    expect(await missedAfter(25)).toEqual({ verdict: 'recovered', upTo: 30, ids: [30] });
    messages.push(40);
    expect(await missedAfter(10)).toEqual({ verdict: 'recovered', upTo: 40, ids: [20, 30, 40] });
    expect(read()).toEqual([
      [10, 30],
      [30, 40],
    ]);
  });

  it('is read once for those who come at the same time, though more is pushed meanwhile', async () => {
    await missedAfter(10);
    const first = missedAfter(10);
    messages.push(40);
    const second = missedAfter(25);
    expect([(await first).ids, (await second).ids]).toEqual([
      [20, 30, 40],
      [30, 40],
    ]);
    expect(await missedAfter(10)).toEqual({ verdict: 'recovered', upTo: 40, ids: [20, 30, 40] });
    expect(read()).toEqual([
      [10, 30],
      [30, 40],
    ]);
  });

  it('is read as a whole for one who has missed more than the others', async () => {
    await missedAfter(25);
    expect(await missedAfter(10)).toEqual({ verdict: 'recovered', upTo: 30, ids: [20, 30] });
    expect(read()).toEqual([
      [25, 30],
      [10, 30],
    ]);
  });

  it('is read again by each where logic does not say that others may use it', async () => {
    reusableFor = 0;
    await missedAfter(10);
    expect(await missedAfter(10)).toEqual({ verdict: 'recovered', upTo: 30, ids: [20, 30] });
    expect(read().length).toBe(2);
  });

  it('is read again after a message was taken back', async () => {
    await missedAfter(10);
    messages = [30];
    catchUps.forget(ROOM);
    expect(await missedAfter(10)).toEqual({ verdict: 'recovered', upTo: 30, ids: [30] });
  });

  it.each([
    ['expired', () => clock.advance(1_900)],
    ['was taken back', () => catchUps.forget(ROOM)],
  ])('is read again where some of it %s while the news was asked for', async (_, happens) => {
    await missedAfter(10);
    logic.hold('news');
    const asking = catchUps.missed(ROOM, 7, 10, 0);
    await settled();
    clock.advance(100);
    await settled();
    messages = [30];
    happens();
    logic
      .callsOf('news')
      .at(-1)!
      .answer({ epoch: 7, verdicts: ['recovered'], upTo: [30] });
    expect((await asking).messages.map(({ id }) => id)).toEqual([30]);
  });

  it('is nothing where what came since cannot be read: the client would not know what it lacks', async () => {
    await missedAfter(10);
    messages.push(40);
    logic.fail('catchUp', 'unavailable');
    expect((await missedAfter(10)).verdict).toBe('unavailable');
  });

  it('is read as a whole where too much came since', async () => {
    await missedAfter(10);
    messages.push(40);
    const whole = { verdict: 'gap', epoch: 7, upTo: 40, gaps: [{ from: 11, to: 30 }], last: 40, reusableFor };
    logic.answerWith('catchUp', () => ({
      ...whole,
      messages: [{ id: 40, prev: 30, operation: 1, body: Buffer.alloc(1) }],
    }));
    expect(await missedAfter(10)).toEqual({ verdict: 'gap', upTo: 40, ids: [40] });
    expect(read().at(-1)).toEqual([10, 40]);
  });
});
