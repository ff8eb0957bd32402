import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AcceptedPush, DeliveredMessage, DispatchedTask } from '#contracts';
import { KEPT_MS, ReceiptStore } from './receipt-store.js';
import { receiptOf } from './receipt-view.js';
import type { Receipt } from './receipts.schema.js';

const [ONE, TWO] = ['7:1024', '7:2048'];

let now: number;
let store: ReceiptStore;

beforeEach(() => {
  now = 0;
  store = new ReceiptStore(() => now);
});

function accept(more: Partial<AcceptedPush> = {}): void {
  const push = {
    messages: [ONE],
    time: 5,
    operation: 1000,
    targets: ['room:live://1'],
    sessions: 3,
    offline: 0,
    comets: ['c1', 'c2'],
    unfiltered: false,
    expires: 0,
    ...more,
  };
  store.take({ accepted: [push], dispatched: [], delivered: [] });
}

function dispatch(more: Partial<DispatchedTask> = {}): void {
  const task = { message: ONE, time: 6, outcome: 'dispatched', reason: '', shares: [], ...more };
  store.take({ accepted: [], dispatched: [task], delivered: [] });
}

function deliver(comet: string, more: Partial<DeliveredMessage> = {}): void {
  const counts = { targeted: 0, written: 0, waiting: 0, notAccepted: 0, slow: 0, gone: 0, repeated: 0 };
  const news = { message: ONE, comet, time: 7, ...counts, done: true, ...more };
  store.take({ accepted: [], dispatched: [], delivered: [news] });
}

function receipt(message = ONE): Receipt {
  const push = store.get(message)!.accepted!;
  return receiptOf(
    message,
    push,
    push.messages.map((each) => store.get(each)!),
    (comet) => !comet.startsWith('goim'),
  );
}

describe('a receipt', () => {
  it('of a push that is repeated, under the same ids, stays as it was', () => {
    accept();
    dispatch();
    deliver('c1', { targeted: 2, written: 2 });
    deliver('c2', { targeted: 1, written: 1 });
    const before = receipt();
    expect(before).toMatchObject({ state: 'done', complete: true });
    accept({ time: 9, sessions: 4, comets: ['c1', 'c2', 'c3'] });
    expect(receipt()).toEqual(before);
  });

  it('to a room: queued, dispatched, and done when each comet that holds members has told the end', () => {
    accept();
    expect(receipt()).toMatchObject({ state: 'queued', targeted: 3, written: 0, complete: false });
    dispatch();
    expect(receipt()).toMatchObject({ state: 'dispatched', complete: false });
    deliver('c1', { targeted: 2, written: 1, slow: 1 });
    deliver('c2', { targeted: 1, done: false });
    expect(receipt()).toMatchObject({ written: 1, complete: false, comets: [{ state: 'done' }, { state: 'writing' }] });
    deliver('c2', { targeted: 1, written: 1 });
    expect(receipt()).toMatchObject({
      state: 'done',
      to: { room: 'live://1' },
      written: 2,
      dropped: { slow: 1, gone: 0, expired: 0 },
      complete: true,
    });
  });

  it('whose news come in another order, and twice', () => {
    deliver('c1', { targeted: 3, written: 3 });
    dispatch();
    accept({ comets: ['c1'] });
    deliver('c1', { targeted: 3, written: 3 });
    accept({ comets: ['c1'] });
    expect(receipt()).toMatchObject({ state: 'done', written: 3 });
  });

  it('to keys of several partitions adds its tasks up, whichever id is asked for, and waits for all sessions', () => {
    accept({ messages: [ONE, TWO], targets: ['key:a', 'key:b', 'key:c'], comets: [], offline: 1 });
    dispatch({ shares: [{ comet: 'c1', sessions: 2 }] });
    dispatch({ message: TWO, shares: [{ comet: 'c1', sessions: 1 }] });
    deliver('c1', { targeted: 1, written: 1 });
    deliver('c1', { message: TWO, targeted: 1, notAccepted: 1 });
    expect(receipt(TWO)).toMatchObject({ complete: false, comets: [{ id: 'c1', state: 'writing', targeted: 2 }] });
    deliver('c1', { targeted: 2, written: 2 });
    expect(receipt(TWO)).toMatchObject({
      id: '2048',
      ids: ['1024', '2048'],
      to: { keys: ['a', 'b', 'c'] },
      written: 2,
      notAccepted: 1,
      offline: 1,
      complete: true,
    });
  });

  it("is never complete where comets of goim's own have a part", () => {
    accept({ comets: ['goim-1'], targets: ['all'] });
    dispatch();
    expect(receipt()).toMatchObject({ to: { all: true }, complete: false, comets: [{ state: 'untold' }] });
  });

  it('of a push that expired, and of one that failed', () => {
    accept();
    dispatch({ outcome: 'expired' });
    expect(receipt()).toMatchObject({ state: 'done', dropped: { expired: 3 }, complete: true });
    dispatch({ outcome: 'failed', reason: 'c1 did not confirm' });
    expect(receipt()).toMatchObject({ state: 'dispatched', problems: ['c1 did not confirm'], complete: false });
  });

  it('keeps what comets have told where a try that came again expired, and waits for a comet that hung', () => {
    accept({ targets: ['key:a', 'key:b'], comets: [], sessions: 2 });
    const shares = ['c1', 'c2'].map((comet) => ({ comet, sessions: 1 }));
    dispatch({ outcome: 'failed', reason: 'c2 did not confirm', shares });
    deliver('c1', { targeted: 1, written: 1 });
    dispatch({ outcome: 'expired' });
    expect(receipt()).toMatchObject({
      state: 'dispatched',
      written: 1,
      dropped: { expired: 1 },
      comets: [
        { id: 'c1', state: 'done' },
        { id: 'c2', state: 'unheard' },
      ],
      problems: ['c2 did not confirm'],
      complete: false,
    });
    // It wakes, and delivers what it was handed.
    deliver('c2', { targeted: 1, written: 1 });
    expect(receipt()).toMatchObject({ state: 'done', written: 2, dropped: { expired: 0 }, complete: true });
  });

  it('is not complete where comets told of a try that no job told of, and the next expired', () => {
    accept({ targets: ['mid:7'], comets: [], sessions: 2 });
    deliver('c1', { targeted: 1, written: 1 });
    dispatch({ outcome: 'expired' });
    expect(receipt()).toMatchObject({ written: 1, dropped: { expired: 1 }, complete: false });
  });

  it('counts as expired the sessions of the tasks that were, and not all of the push', () => {
    accept({ messages: [ONE, TWO], targets: ['key:a', 'key:b', 'key:c', 'key:d'], comets: [], sessions: 4 });
    dispatch({ message: TWO, outcome: 'expired' });
    // How many of them are of the one that waits nobody knows.
    expect(receipt()).toMatchObject({ state: 'queued', dropped: { expired: 0 }, complete: false });
    dispatch({ shares: [{ comet: 'c1', sessions: 3 }] });
    expect(receipt()).toMatchObject({ targeted: 4, written: 0, dropped: { expired: 1 }, complete: false });
    deliver('c1', { targeted: 3, written: 3 });
    expect(receipt()).toMatchObject({ targeted: 4, written: 3, dropped: { expired: 1 }, complete: true });
  });

  it('counts as expired what a task was handed over for, while another task of its push waits', () => {
    accept({ messages: [ONE, TWO], targets: ['key:a', 'key:b', 'key:c'], comets: [], sessions: 4 });
    const shares = ['c1', 'c2'].map((comet) => ({ comet, sessions: 1 }));
    dispatch({ outcome: 'failed', reason: 'c2 did not confirm', shares });
    deliver('c1', { targeted: 1, written: 1 });
    dispatch({ outcome: 'expired' });
    expect(receipt()).toMatchObject({ written: 1, dropped: { expired: 1 }, complete: false });
  });

  it('is forgotten after 10 minutes, and counted where it is sooner', () => {
    accept();
    now = KEPT_MS + 1;
    expect([store.get(ONE), store.size, store.dropped]).toEqual([undefined, 0, 0]);
    const long = 'x'.repeat(1024 * 1024);
    for (let n = 0; n < 40; n++) accept({ messages: [`7:${n}`], targets: [`key:${long}`] });
    expect(store.size).toBeLessThan(33);
    expect(store.dropped).toBe(40 - store.size);
  });
});
