import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { Bus } from '#bus';
import { REPORT_INTERVAL_MS, Report, reportOf } from '#contracts';
import { InstanceTable } from '../instances/instance-table.js';
import { Gathering } from './gathering.js';
import { SLOT_MS, slotOf } from './slot-ring.js';
import { StatsHistory } from './stats-history.js';

const START = 1_764_360_000_000;
const MINUTE_MS = 60_000;
/** By when a killed process is known to be gone. */
const GONE_MS = MINUTE_MS + 2 * REPORT_INTERVAL_MS;
const STEP = { first: slotOf(START), slots: (2 * MINUTE_MS) / SLOT_MS };

/** A bus that nobody else is on. */
class LonelyBus extends EventEmitter {
  readonly isConnected = false;
  hear: (message: { data: Uint8Array }) => void = () => {};

  subscribe(_subject: string, hear: LonelyBus['hear']): void {
    this.hear = hear;
  }
}

let bus: LonelyBus;
let instances: InstanceTable;
let history: StatsHistory;
let gathering: Gathering;
const sessions = { count: 0, roomTotal: 0 };

beforeEach(async () => {
  jest.useFakeTimers({ now: START });
  bus = new LonelyBus();
  instances = new InstanceTable(9);
  history = new StatsHistory();
  const clock = { now: () => Date.now() };
  gathering = new Gathering(bus as unknown as Bus, clock, { instances, history }, sessions);
  await gathering.start();
});

afterEach(() => {
  gathering.beforeApplicationShutdown();
  jest.useRealTimers();
});

function report(fields: Partial<Report>): void {
  bus.hear({ data: Report.encode(reportOf(fields)).finish() });
}

/** Lets time pass in which these report, as often as processes do. */
function pass(ms: number, ...reporting: Partial<Report>[]): void {
  for (let passed = 0; passed < ms; passed += REPORT_INTERVAL_MS) {
    jest.advanceTimersByTime(REPORT_INTERVAL_MS);
    for (const one of reporting) report(one);
  }
}

/** How many sessions have begun or ended, slot by slot. */
const bySlot = (field: 'sessionsBegun' | 'sessionsEnded'): number[] =>
  Array.from({ length: STEP.slots }, (_, n) => {
    const rate = history.rate({ first: STEP.first + n, slots: 1 }, field);
    return Math.round((rate * SLOT_MS) / 1_000);
  });
const endedBySlot = (): number[] => bySlot('sessionsEnded');
const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
const ended = (): number => sum(endedBySlot());

// A comet that was killed counted for a minute on, beside those its clients had come back to; goim's own never counted.
it('the connections are those that sessions are known of, whatever comets report', () => {
  sessions.count = 6;
  report({ app: 'comet', id: 'killed', connections: 49 });
  pass(SLOT_MS, { app: 'comet', id: 'other', connections: 1 });
  expect(history.level(STEP, 'connections')).toBe(6);
});

// They were in no count: the chart showed sessions that began, and none that went.
it('the sessions of a comet that was killed have ended, once, when it was heard last', () => {
  const other = { app: 'comet', id: 'other', connections: 1 };
  report({ app: 'comet', id: 'killed', connections: 49, sessionsBegun: 50 });
  pass(GONE_MS, other);
  expect(instances.get('killed')).toBeUndefined();
  expect(ended()).toBe(49);
  expect(endedBySlot()[0]).toBe(49);
  pass(SLOT_MS, other);
  expect(ended()).toBe(49);
});

// Such as one that was cut off from NATS: its clients stay, and would be counted as ended a second time.
it('the sessions of a comet that comes back after it was taken for killed have begun again', () => {
  const other = { app: 'comet', id: 'other', connections: 1 };
  const away = { app: 'comet', id: 'away', connections: 49, sessionsBegun: 50 };
  const begun = (): number => sum(bySlot('sessionsBegun'));
  report(away);
  pass(GONE_MS, other);
  pass(2 * REPORT_INTERVAL_MS, other, away);
  expect([ended(), begun()]).toEqual([49, 49]);
  report({ ...away, connections: 9 });
  expect([ended(), begun()]).toEqual([49 + 40, 49]);
});

it('the sessions of a comet that was stopped have ended once', () => {
  const comet = { app: 'comet', id: 'stopped' };
  report({ ...comet, connections: 49 });
  pass(REPORT_INTERVAL_MS);
  report({ ...comet, connections: 0, ending: true });
  pass(GONE_MS, { app: 'logic', id: 'own' });
  expect(ended()).toBe(49);
});

it('whoever was cut off from the bus takes nobody for gone when it hears of them again', () => {
  const comet = { app: 'comet', id: 'far', connections: 49 };
  const own = { app: 'logic', id: 'own' };
  report(comet);
  report(own);
  pass(2 * MINUTE_MS);
  report(own);
  jest.advanceTimersByTime(REPORT_INTERVAL_MS);
  report(comet);
  pass(GONE_MS, comet, own);
  expect([instances.get('far')?.report.connections, ended()]).toEqual([49, 0]);
});
