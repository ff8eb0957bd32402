import { beforeEach, expect, it } from '@jest/globals';
import type { AcceptedPush, DeliveredMessage, DispatchedTask } from '#contracts';
import { ReceiptStore } from './receipt-store.js';

const MEBIBYTE = 1024 * 1024;
const LONG = 'x'.repeat(MEBIBYTE);

let store: ReceiptStore;

beforeEach(() => {
  store = new ReceiptStore(() => 0);
});

function accept(more: Partial<AcceptedPush> = {}): void {
  const counts = { sessions: 0, offline: 0, unfiltered: false, expires: 0 };
  const push = { messages: ['7:1'], time: 5, operation: 1000, targets: [], comets: [], ...counts, ...more };
  store.take({ accepted: [push], dispatched: [], delivered: [] });
}

function dispatch(more: Partial<DispatchedTask> = {}): void {
  const task = { message: '7:1', time: 6, outcome: 'dispatched', reason: '', shares: [], ...more };
  store.take({ accepted: [], dispatched: [task], delivered: [] });
}

function deliver(comet: string, message = '7:1'): void {
  const counts = { targeted: 0, written: 0, waiting: 0, notAccepted: 0, slow: 0, gone: 0, repeated: 0 };
  const news: DeliveredMessage = { message, comet, time: 7, ...counts, done: true };
  store.take({ accepted: [], dispatched: [], delivered: [news] });
}

it('leaves out a comet whose id is longer than one can be, and news of what is no message', () => {
  accept();
  deliver('c'.repeat(300));
  for (const comet of ['c'.repeat(301), LONG]) deliver(comet);
  expect([...store.get('7:1')!.delivered.keys()]).toEqual(['c'.repeat(300)]);
  for (const message of ['', 'x', '7:', '7:01', `7:${'1'.repeat(29)}`, LONG]) {
    accept({ messages: [message] });
    dispatch({ message });
    deliver('c1', message);
  }
  accept({ messages: ['7:2', 'x'] });
  expect(store.size).toBe(1);
  deliver('c1', '2147483647:9223372036854775807');
  expect(store.size).toBe(2);
});

it('counts what job says of a task by its length', () => {
  for (let n = 0; n < 40; n++) dispatch({ message: `7:${n}`, reason: LONG });
  expect(store.size).toBe(31);
  for (let n = 40; n < 80; n++) dispatch({ message: `7:${n}`, shares: [{ comet: LONG, sessions: 1 }] });
  expect(store.size).toBe(31);
  const shares = Array.from({ length: MEBIBYTE / 100 }, () => ({ comet: '', sessions: 0 }));
  for (let n = 80; n < 120; n++) dispatch({ message: `7:${n}`, shares });
  expect([store.size, store.dropped]).toEqual([31, 89]);
});

it('counts the last word alone, of whatever length the others were', () => {
  for (let n = 0; n < 40; n++) {
    accept();
    dispatch();
    accept({ targets: [`key:${LONG}`], time: 4 - n });
    dispatch({ reason: LONG });
  }
  expect([store.size, store.dropped]).toEqual([1, 0]);
  for (let n = 0; n < 40; n++) {
    accept({ messages: [`7:${n}`] });
    accept({ messages: [`7:${n}`], targets: [`key:${LONG}`], time: 4 });
  }
  expect(store.size).toBe(31);
});

it('counts a try that came in time beside the expiry of the next', () => {
  for (let n = 0; n < 40; n++) {
    dispatch({ message: `7:${n}`, outcome: 'failed', reason: LONG });
    dispatch({ message: `7:${n}`, outcome: 'expired' });
  }
  expect(store.size).toBe(31);
});

it('counts a push until the last of its tasks is forgotten', () => {
  for (let n = 0; n < 100; n++) accept({ messages: [`7:${n}`] });
  for (let n = 0; n < 100; n++) accept({ messages: [`7:${n}`, `8:${n}`], targets: [`key:${LONG}`] });
  expect(store.size).toBe(62);
});

it('counts the name of each comet', () => {
  for (let n = 0; n < 200; n++) {
    for (let m = 0; m < 1_000; m++) deliver(`${m}`.padStart(256, 'c'), `7:${n}`);
  }
  expect(store.size).toBe(41);
});
