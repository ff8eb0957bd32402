import { beforeEach, describe, expect, it } from '@jest/globals';
import type { NewsRequest } from '#contracts';
import { settled } from '../../test/fake-client.js';
import { FakeClock } from '../../test/fake-clock.js';
import { FakeLogic } from '../../test/fake-logic.js';
import type { Missed } from '../hub/continuity.js';
import { CatchUps } from './catch-ups.js';

const LIMITS = { current: { maxMessages: 300, concurrency: 32 } };
const RETRY_MS = 500;
const GIVEN_UP_AFTER_MS = 15_000;
const STEP_MS = 100;

let clock: FakeClock;
let logic: FakeLogic;
let catchUps: CatchUps;

beforeEach(() => {
  clock = new FakeClock();
  logic = new FakeLogic();
  catchUps = new CatchUps(logic.history, LIMITS, clock);
});

/** Lets time pass in steps, so that what follows from each is done when the next begins. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += STEP_MS) {
    clock.advance(STEP_MS);
    await settled();
  }
}

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

  it('of an epoch that has ended is told with the one that there is', async () => {
    logic.answerWith('catchUp', () => ({ ...found, verdict: 'reset', epoch: 9, upTo: 3 }));
    expect(await catchUps.read('room:a', 7, 5, 900)).toEqual({ verdict: 'reset', epoch: 9, upTo: 3, pushes: [] });
  });
});

describe('holes of many targets', () => {
  const TARGETS = 2_000;
  const TAKES_MS = 2_000;
  const unavailable = { verdict: 'unavailable', epoch: 7, upTo: 9, gaps: [], messages: [], last: 0, reusableFor: 0 };

  /** Of each reading, when it was answered. */
  let answered: number[];
  let begun: number;
  let requests: number;
  let newsVerdict: string;

  function slowly<Reply>(reply: Reply): Promise<Reply> {
    requests++;
    return new Promise((resolve) => clock.after(TAKES_MS, () => resolve(reply)));
  }

  beforeEach(() => {
    answered = [];
    requests = 0;
    newsVerdict = 'unavailable';
    begun = clock.now();
    const history = {
      positions: () => Promise.reject(new Error('nobody asks')),
      catchUp: () => slowly(unavailable),
      news: ({ targets }: NewsRequest) =>
        slowly({ epoch: 7, verdicts: targets.map(() => newsVerdict), upTo: targets.map(() => 9), beyond: [] }),
    };
    catchUps = new CatchUps(history, LIMITS, clock);
  });

  function readAll(upTo: number): void {
    for (let n = 0; n < TARGETS; n++) {
      void catchUps.read(`room:${n}`, 7, 5, upTo).then(({ verdict }) => {
        if (verdict === 'unavailable') answered.push(clock.now() - begun);
      });
    }
  }

  it.each([
    ['with a known end', 9],
    ['of all that was pushed by now', 0],
  ])('%s are all given up in time, though each request takes long and few are made at a time', async (_, upTo) => {
    readAll(upTo);
    await pass(GIVEN_UP_AFTER_MS + TAKES_MS + RETRY_MS);
    expect(answered.length).toBe(TARGETS);
    const made = requests;
    await pass(2 * TAKES_MS);
    expect(requests).toBe(made);
  });

  it('that may be none are looked at, however long their line is', async () => {
    newsVerdict = 'recovered';
    const verdicts: string[] = [];
    for (let n = 0; n < 5 * TARGETS; n++) {
      void catchUps.read(`room:${n}`, 7, 5, 0).then(({ verdict }) => verdicts.push(verdict));
    }
    await pass(2 * GIVEN_UP_AFTER_MS);
    expect([verdicts.length, new Set(verdicts)]).toEqual([5 * TARGETS, new Set(['recovered'])]);
  });

  it('do not keep a client that comes back waiting for all of them', async () => {
    newsVerdict = 'missed';
    readAll(9);
    const missed = catchUps.missed('room:client', 7, 5, 9);
    let clientWaited = 0;
    void missed.then(() => (clientWaited = clock.now() - begun));
    await pass(4 * TAKES_MS);
    expect(clientWaited).toBeGreaterThan(0);
  });
});

describe('what was pushed to many targets since this comet was cut off', () => {
  const TARGETS = 1_000;

  /** Answers alike for every target. */
  function newsIs(verdict: string, epoch = 7, upTo = 9): void {
    logic.answerWith('news', ({ targets }) => ({
      epoch,
      verdicts: (targets as string[]).map(() => verdict),
      upTo: (targets as string[]).map(() => upTo),
    }));
  }

  async function checked(count = 1): Promise<Missed[]> {
    const reading = Promise.all(Array.from({ length: count }, (_, n) => catchUps.read(`room:${n}`, 7, 5, 0)));
    await settled();
    await pass(RETRY_MS);
    return reading;
  }

  it('costs a handful of requests where it is nothing', async () => {
    newsIs('recovered');
    const found = await checked(TARGETS);
    expect(found).toEqual(Array.from({ length: TARGETS }, () => ({ verdict: 'recovered', upTo: 9, pushes: [] })));
    expect(logic.calls.length).toBeLessThanOrEqual(5);
  });

  it('is read where something was, up to where it was then', async () => {
    newsIs('missed');
    logic.answerWith('catchUp', ({ upTo }) => ({
      verdict: 'recovered',
      epoch: 7,
      upTo,
      gaps: [],
      messages: [{ id: 8, prev: 5, operation: 1, body: Buffer.alloc(1) }],
      last: 8,
    }));
    const [found] = await checked();
    expect(found).toMatchObject({
      verdict: 'recovered',
      upTo: 9,
      pushes: [{ origin: { epoch: 7, ids: [8], prev: 5 } }],
    });
    expect(logic.callsOf('catchUp').map(({ request: { after, upTo } }) => [after, upTo])).toEqual([[5, 9]]);
  });

  it('is nothing to this comet where what it has had is beyond what the push stream has: a client begins anew, unless it has no more than this comet', async () => {
    logic.answerWith('news', () => ({ epoch: 7, verdicts: ['recovered'], upTo: [3], beyond: [true] }));
    logic.answerWith('positions', () => ({ epoch: 7, ids: [2] }));
    expect(await checked()).toEqual([{ verdict: 'recovered', upTo: 3, pushes: [] }]);
    const missed = async (delivered: number): Promise<unknown> => {
      const asking = catchUps.missed('room:0', 7, 5, delivered);
      await pass(RETRY_MS);
      return asking;
    };
    expect(await missed(4)).toMatchObject({ verdict: 'reset', epoch: 7, upTo: 2, messages: [] });
    expect(await missed(5)).toMatchObject({ verdict: 'recovered', epoch: 7 });
    logic.fail('positions', 'unavailable');
    expect(await missed(4)).toMatchObject({ verdict: 'unavailable' });
  });

  it('is told with the new epoch where the push stream began anew', async () => {
    newsIs('reset', 9, 3);
    expect(await checked()).toEqual([{ verdict: 'reset', epoch: 9, upTo: 3, pushes: [] }]);
  });

  it('is asked about again while that is not known, until it is', async () => {
    logic.fail('news', 'unavailable');
    const reading = catchUps.read('room:a', 7, 5, 0);
    await settled();
    logic.fail('news', undefined);
    newsIs('unavailable');
    await pass(RETRY_MS);
    newsIs('recovered');
    await pass(RETRY_MS);
    expect(await reading).toEqual({ verdict: 'recovered', upTo: 9, pushes: [] });
    expect(logic.callsOf('news').length).toBe(3);
  });

  it('is given up at once where no history is kept', async () => {
    newsIs('unavailable', 0, 0);
    expect(await catchUps.read('room:a', 7, 5, 0)).toEqual({ verdict: 'unavailable', upTo: 0, pushes: [] });
  });
});
