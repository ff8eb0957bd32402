import { beforeEach, describe, expect, it } from '@jest/globals';
import { settled } from '../../test/fake-client.js';
import { FakeClock } from '../../test/fake-clock.js';
import { FakeLogic } from '../../test/fake-logic.js';
import { News } from './news.js';

const SPACING_MS = 200;
/** That one call of `verdictsOf` may need, one after another. */
const MOST_REQUESTS = 5;

let clock: FakeClock;
let logic: FakeLogic;
let news: News;

beforeEach(() => {
  clock = new FakeClock();
  logic = new FakeLogic();
  news = new News(logic.history, clock);
});

/** Answers as logic does whose push stream has this epoch. */
function currentIs(current: number): void {
  logic.answerWith('news', ({ epoch, targets, after }) => {
    const ids = after as number[];
    const verdict = epoch === current ? 'recovered' : 'reset';
    return { epoch: current, verdicts: ids.map(() => verdict), upTo: (targets as string[]).map((_, n) => 100 + n) };
  });
}

const asked = (): unknown[] => logic.callsOf('news').map(({ request: { epoch, targets } }) => [epoch, targets]);

async function verdictsOf(...cursors: [target: string, epoch: number][]): Promise<unknown[]> {
  clock.advance(SPACING_MS);
  const asking = Promise.all(cursors.map(([target, epoch]) => news.since(target, epoch, 1)));
  for (const _ of [...cursors.keys()].slice(0, MOST_REQUESTS)) {
    await settled();
    clock.advance(SPACING_MS);
  }
  const found = await asking;
  return found.map(({ verdict, epoch }) => `${verdict} ${epoch}`);
}

describe('cursors of many epochs', () => {
  it('cost one request for all that are not of the current one', async () => {
    currentIs(7);
    await verdictsOf(['a', 7]);
    const made = Array.from({ length: 50 }, (_, n): [string, number] => [`made-up-${n}`, 100 + n]);
    const verdicts = await verdictsOf(...made, ['b', 7]);
    expect(verdicts).toEqual([...made.map(() => 'reset 7'), 'recovered 7']);
    expect(asked()).toEqual([
      [7, ['a']],
      [7, ['b']],
      [100, made.map(([target]) => target)],
    ]);
  });

  it('do not keep one of the current epoch waiting behind each of them', async () => {
    currentIs(7);
    await verdictsOf(['a', 7]);
    logic.hold('news');
    const made = Array.from({ length: 50 }, (_, n): [string, number] => [`made-up-${n}`, 100 + n]);
    void verdictsOf(...made);
    void verdictsOf(['b', 7]);
    await settled();
    expect(asked()[1]).toEqual([7, ['b']]);
  });

  it.each([
    ['a past one', [6, 7, 5]],
    ['the current one', [7, 6, 5]],
  ])('are each told what holds for them, where nobody knows the current one and %s comes first', async (_, epochs) => {
    currentIs(7);
    const verdicts = await verdictsOf(...epochs.map((epoch): [string, number] => [`of-${epoch}`, epoch]));
    expect(verdicts).toEqual(epochs.map((epoch) => (epoch === 7 ? 'recovered 7' : 'reset 7')));
  });

  it('are told apart after the push stream began anew', async () => {
    currentIs(7);
    await verdictsOf(['a', 7]);
    currentIs(8);
    expect(await verdictsOf(['a', 6], ['a', 7], ['b', 8])).toEqual(['reset 8', 'reset 8', 'recovered 8']);
  });

  it('cost one request in a while, however fast their clients come one after another', async () => {
    currentIs(7);
    await verdictsOf(['a', 7]);
    const told: unknown[] = [];
    for (let n = 0; n < 20; n++) {
      void news.since(`b-${n}`, 7, 1).then(({ verdict }) => told.push(verdict));
      await settled();
      clock.advance(SPACING_MS / 20);
    }
    clock.advance(SPACING_MS);
    await settled();
    expect(told).toEqual(Array.from({ length: 20 }, () => 'recovered'));
    expect(asked().length).toBeLessThanOrEqual(4);
  });

  it('are asked about at once where they fill a request', async () => {
    currentIs(7);
    await verdictsOf(['a', 7]);
    void news.since('b', 7, 1);
    await settled();
    for (let n = 0; n < 500; n++) void news.since(`c-${n}`, 7, 1);
    await settled();
    expect(logic.callsOf('news').map(({ request }) => (request['targets'] as string[]).length)).toEqual([1, 1, 500]);
  });

  it('are unavailable where logic does not answer', async () => {
    logic.fail('news', 'unavailable');
    expect(await verdictsOf(['a', 6], ['a', 7])).toEqual(['unavailable 0', 'unavailable 0']);
  });
});
