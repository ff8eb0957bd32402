import { beforeEach, describe, expect, it } from '@jest/globals';
import { settled } from '../../test/fake-client.js';
import { FakeClock } from '../../test/fake-clock.js';
import { FakeLogic } from '../../test/fake-logic.js';
import { CatchUps } from './catch-ups.js';

const PAUSE_MS = 250;
const AGAIN_MS = 1_000;
const ASKED_AT_ONCE = 500;
const MOST = 100_000;
const OFF_FOR_MS = 60_000;

let clock: FakeClock;
let logic: FakeLogic;
let catchUps: CatchUps;
let located: [target: string, epoch: number, id: number][];
let unwanted: Set<string>;

beforeEach(() => {
  clock = new FakeClock();
  logic = new FakeLogic();
  catchUps = new CatchUps(logic.history, { current: { maxMessages: 300, concurrency: 32 } }, clock);
  located = [];
  unwanted = new Set();
});

/** Begins to listen to targets, and waits as long as they are gathered. */
async function listen(...targets: string[]): Promise<void> {
  for (const target of targets) {
    catchUps.locate(
      target,
      (epoch, id) => located.push([target, epoch, id]),
      () => !unwanted.has(target),
    );
  }
  await pass(PAUSE_MS);
}

async function pass(ms: number): Promise<void> {
  clock.advance(ms);
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

  it('is asked of so many targets at most, however many there are', async () => {
    historyIs(7);
    await listen(...Array.from({ length: MOST + 1 }, (_, n) => `room:${n}`));
    for (let n = 0; n <= MOST / ASKED_AT_ONCE; n++) await pass(PAUSE_MS);
    expect(located.length).toBe(MOST);
  });

  describe('where logic did not answer', () => {
    beforeEach(() => logic.fail('positions', 'unavailable'));

    async function logicIsBack(): Promise<void> {
      logic.fail('positions', undefined);
      historyIs(7);
      await pass(AGAIN_MS);
      await pass(PAUSE_MS);
    }

    it('is asked again after a pause, together with the next ones', async () => {
      await listen('all', 'room:a');
      await pass(AGAIN_MS);
      await pass(PAUSE_MS);
      await listen('room:b');
      await logicIsBack();
      expect(asked()).toEqual([
        ['all', 'room:a'],
        ['all', 'room:a'],
        ['all', 'room:a', 'room:b'],
      ]);
      expect(located).toEqual([
        ['all', 7, 1],
        ['room:a', 7, 2],
        ['room:b', 7, 3],
      ]);
      await pass(AGAIN_MS);
      expect(clock.waiting).toBe(0);
    });

    it('is not asked again of those that nobody wants to know any more', async () => {
      await listen('room:a', 'room:b');
      unwanted.add('room:a');
      await listen('room:c');
      await logicIsBack();
      expect(asked().at(-1)).toEqual(['room:b', 'room:c']);
    });

    it('is not told late of those that have got pushes meanwhile', async () => {
      await listen('room:a', 'room:b');
      logic.hold('positions');
      await logicIsBack();
      unwanted.add('room:a');
      logic.callsOf('positions').at(-1)!.answer();
      await settled();
      expect(located).toEqual([['room:b', 7, 2]]);
    });

    it('is told the one who asked last', async () => {
      logic.hold('positions');
      await listen('room:a');
      const told: number[] = [];
      catchUps.locate(
        'room:a',
        (_, id) => told.push(id),
        () => true,
      );
      logic.callsOf('positions')[0]!.fail('unavailable');
      await settled();
      await logicIsBack();
      logic.callsOf('positions')[1]!.answer();
      await settled();
      expect([told, located]).toEqual([[1], []]);
    });

    it('is not asked again where it turns out meanwhile that no history is kept', async () => {
      await listen('room:a');
      logic.fail('positions', undefined);
      historyIs(0);
      const asking = catchUps.positions(['all']);
      await pass(PAUSE_MS);
      await asking;
      await pass(AGAIN_MS);
      await pass(PAUSE_MS);
      expect(asked()).toEqual([['room:a'], ['all']]);
    });
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
