import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Bus, BusMessage, NodeDirectory } from '#bus';
import { RoomReport, type CometId } from '#contracts';
import { FakeRegistry } from '../../../test/fake-sessions.js';
import { RoomReports } from './room-reports.js';

const COMET = 'goim-1' as CometId;
const FIVE_MINUTES_MS = 5 * 60_000;

/** A bus that brings what is published to everybody at once, as NATS does to the publisher as well. */
class FakeBus {
  readonly messages: Uint8Array[] = [];
  isConnected = true;
  private readonly handlers: ((message: BusMessage) => void)[] = [];

  subscribe(_: string, handler: (message: BusMessage) => void): void {
    this.handlers.push(handler);
  }

  publish(_: string, data: Uint8Array): void {
    this.messages.push(data);
    for (const handler of this.handlers) handler({ data } as BusMessage);
  }
}

/** One logic of several. */
class Logic {
  readonly sessions = new FakeRegistry();
  readonly directory = new EventEmitter();
  readonly reports: RoomReports;

  constructor(bus: FakeBus) {
    this.reports = new RoomReports(bus as unknown as Bus, this.sessions, this.directory as unknown as NodeDirectory);
  }

  get counts(): Record<string, number> | undefined {
    const counts = this.sessions.reported.get(COMET);
    return counts && Object.fromEntries(counts);
  }
}

let bus: FakeBus;
let one: Logic;
let other: Logic;

beforeEach(() => {
  jest.useFakeTimers();
  bus = new FakeBus();
  one = new Logic(bus);
  other = new Logic(bus);
});

afterEach(() => {
  for (const { reports } of [one, other]) reports.beforeApplicationShutdown();
  jest.useRealTimers();
});

describe("what a comet of goim's own reports of its rooms", () => {
  it('is known to every logic; the next report replaces it', () => {
    one.reports.report(COMET, { 'live://1': 2, 'live://2': 1 });
    for (const { counts } of [one, other]) expect(counts).toEqual({ 'live://1': 2, 'live://2': 1 });
    jest.advanceTimersByTime(10_000);
    other.reports.report(COMET, { 'live://2': 3 });
    for (const { counts } of [one, other]) expect(counts).toEqual({ 'live://2': 3 });
  });

  it('may have more rooms than one message takes, and counts when it is whole', () => {
    const rooms = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`${'x'.repeat(250)}${n}`, 1]));
    one.reports.report(COMET, rooms);
    expect(bus.messages).toHaveLength(3);
    expect(Math.max(...bus.messages.map(({ length }) => length))).toBeLessThan(1_048_576);
    for (const { counts } of [one, other]) expect(Object.keys(counts!)).toHaveLength(5_000);
  });

  it.each([
    ['the first part', [1, 2]],
    ['the last part', [0, 1]],
    ['a part in between', [0, 2]],
  ])('does not count where %s was lost; what was known stays', (_, parts) => {
    one.reports.report(COMET, { 'live://1': 1 });
    for (const part of parts) {
      const report: RoomReport = { server: COMET, round: 7, part, parts: 3, roomCount: { [`live://${part}`]: 9 } };
      bus.publish('', RoomReport.encode(report).finish());
    }
    expect(other.counts).toEqual({ 'live://1': 1 });
  });

  it('has no rooms without members', () => {
    one.reports.report(COMET, { 'live://1': 0, 'live://2': -3, 'live://3': 1 });
    expect(other.counts).toEqual({ 'live://3': 1 });
  });

  it('says nothing any more after 5 minutes', () => {
    one.reports.report(COMET, { 'live://1': 1 });
    jest.advanceTimersByTime(FIVE_MINUTES_MS - 20_000);
    expect(other.counts).toBeDefined();
    jest.advanceTimersByTime(40_000);
    expect([one.counts, other.counts]).toEqual([undefined, undefined]);
  });

  it('ends with its comet', () => {
    one.reports.report(COMET, { 'live://1': 1 });
    one.directory.emit('leave', COMET);
    expect([one.counts, other.counts]).toEqual([undefined, { 'live://1': 1 }]);
  });

  it('counts here while the bus is away', () => {
    bus.isConnected = false;
    one.reports.report(COMET, { 'live://1': 1 });
    expect([one.counts, other.counts]).toEqual([{ 'live://1': 1 }, undefined]);
  });
});
