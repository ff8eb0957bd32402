import { describe, expect, it } from '@jest/globals';
import type { CatchUpReply } from '#contracts';
import { CatchingUpFixture, EPOCH, NEWS_SPACING_MS, ROOM, TARGET } from '../../../test/catching-up-fixture.js';
import { settled } from '../../../test/fake-client.js';
import { sharesOf, type Budget } from './missed-shares.js';

/** What a message to the target `t` has around its body. */
const AROUND = 35;
const BUDGET: Budget = { pending: 0, most: 2_000, messages: 100, isKept: false };

/** Messages that cost so many bytes, the oldest first. */
function missed(...costs: number[]): { target: string; reply: CatchUpReply } {
  const messages = costs.map((cost, n) => ({
    id: n + 1,
    prev: n,
    operation: 1000,
    body: Buffer.alloc(cost - AROUND),
  }));
  const reply = { verdict: 'recovered', epoch: 7, upTo: 9, gaps: [], messages, last: 9, reusableFor: 0 };
  return { target: 't', reply };
}

describe('what a client has missed', () => {
  it('may take half of what may still wait for the client', () => {
    const costs = Array.from({ length: 30 }, () => 100);
    expect(sharesOf([missed(...costs)], BUDGET)).toEqual([10]);
    expect(sharesOf([missed(...costs)], { ...BUDGET, pending: 1_000 })).toEqual([5]);
    expect(sharesOf([missed(...costs)], { ...BUDGET, pending: 3_000 })).toEqual([0]);
  });

  it('costs more where each message is kept until the client fetches it', () => {
    const costs = Array.from({ length: 30 }, () => 100);
    expect(sharesOf([missed(...costs)], { ...BUDGET, isKept: true })).toEqual([4]);
  });

  it('is no more messages than a target may have', () => {
    expect(sharesOf([missed(50, 50, 50), missed()], { ...BUDGET, messages: 2 })).toEqual([2, 0]);
  });

  it('is for the targets that have some, and what one does not need is for the others', () => {
    const nine = Array.from({ length: 9 }, () => 100);
    expect(sharesOf([missed(), missed(...nine), missed(), missed(100)], BUDGET)).toEqual([0, 9, 0, 1]);
    expect(sharesOf([missed(...nine), missed(...nine), missed(100)], BUDGET)).toEqual([4, 5, 1]);
  });

  it('has the newest of each target before more of any', () => {
    const small = Array.from({ length: 20 }, () => 50);
    expect(sharesOf([missed(700), missed(...small)], BUDGET)).toEqual([1, 6]);
    // Where there is no room for all of them the small ones come first.
    expect(sharesOf([missed(600), missed(500), missed(450)], BUDGET)).toEqual([0, 1, 1]);
  });

  it('is one message that is longer than all of that, where nothing waits and it fits', () => {
    expect(sharesOf([missed(50, 1_500)], BUDGET)).toEqual([1]);
    expect(sharesOf([missed(1_300), missed(400, 200)], BUDGET)).toEqual([1, 2]);
    expect(sharesOf([missed(1_500), missed(400, 200)], BUDGET)).toEqual([0, 2]);
    expect(sharesOf([missed(1_500), missed(1_500)], BUDGET)).toEqual([1, 0]);
    expect(sharesOf([missed(1_500)], { ...BUDGET, pending: 1 })).toEqual([0]);
    expect(sharesOf([missed(2_001)], BUDGET)).toEqual([0]);
  });
});

it('a client of many rooms that has missed much in one of them is sent all of it', async () => {
  const comet = new CatchingUpFixture();
  comet.limits.current.maxRooms = 20;
  const joined = Array.from({ length: 15 }, (_, n) => `live://1${n}`);
  await comet.connect({ roomID: ROOM, joined });
  comet.received();
  const messages = Array.from({ length: 20 }, (_, n) => ({
    id: 7 + n,
    prev: 6 + n,
    operation: 1000,
    body: Buffer.alloc(1_000, 'x'),
  }));
  comet.logic.answerWith('news', ({ targets }) => {
    const asked = targets as string[];
    const verdicts = asked.map((target) => (target === TARGET ? 'missed' : 'recovered'));
    return { epoch: EPOCH, verdicts, upTo: asked.map(() => 26) };
  });
  comet.logic.answerWith('catchUp', () => ({
    verdict: 'recovered',
    epoch: EPOCH,
    upTo: 26,
    gaps: [],
    messages,
    last: 26,
    reusableFor: 0,
  }));
  const targets = [TARGET, ...joined.map((room) => `room:${room}`)];
  comet.send(22, { cursors: Object.fromEntries(targets.map((target) => [target, '7:6'])) });
  await settled();
  // The news of the first target are asked for alone, those of the others together.
  comet.clock.advance(NEWS_SPACING_MS);
  await settled();
  const [reply, ...got] = comet.received() as [[number, { targets: Record<string, object> }], ...unknown[][]];
  expect(Object.keys(reply[1].targets)).toEqual(targets);
  expect(reply[1].targets[TARGET]).toEqual({ verdict: 'recovered', cursor: '7:26' });
  expect(got.map(([id]) => id)).toEqual(messages.map(({ id }) => id));
});
