import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ReceiptNews, subjects, type CometId } from '#contracts';
import { ReceiptReports } from './receipt-reports.js';

const EPOCH = 1_764_360_000;

const told: ReceiptNews[] = [];
const bus = {
  isConnected: true,
  publish: (subject: string, data: Uint8Array) => {
    expect(subject).toBe(subjects.receipts);
    told.push(ReceiptNews.decode(data));
  },
};
let reports: ReceiptReports;

beforeEach(() => {
  jest.useFakeTimers();
  told.length = 0;
  bus.isConnected = true;
  reports = new ReceiptReports(bus, 'comet-1' as CometId, { now: () => 5 });
});
afterEach(() => {
  reports.onModuleDestroy();
  jest.useRealTimers();
});

describe('what a comet tells of followed pushes', () => {
  it('is told in one message for all that end in some milliseconds, and once more later', () => {
    for (const id of [1024, 2048]) {
      const tally = reports.follow(EPOCH, id);
      tally.counts.written = id;
      tally.end();
    }
    jest.advanceTimersByTime(1_000);
    const delivered = [
      { message: `${EPOCH}:1024`, comet: 'comet-1', time: 5, written: 1024, done: true },
      { message: `${EPOCH}:2048`, comet: 'comet-1', time: 5, written: 2048, done: true },
    ];
    expect(told).toMatchObject([{ delivered }]);
    jest.advanceTimersByTime(60_000);
    expect(told).toMatchObject([{ delivered }, { delivered }]);
  });

  it('goes on with the same counts where a message comes in parts, and is not done in between', () => {
    const tally = reports.follow(EPOCH, 1024);
    expect(reports.follow(EPOCH, 1024)).toBe(tally);
    tally.end();
    jest.advanceTimersByTime(1_000);
    tally.end();
    jest.advanceTimersByTime(1_000);
    expect(told.map(({ delivered }) => delivered[0]!.done)).toEqual([false, true]);
  });

  it('is told at the end of the comet, and not while the bus is away', () => {
    reports.follow(EPOCH, 1024).end();
    reports.onModuleDestroy();
    expect(told).toHaveLength(1);
    bus.isConnected = false;
    reports.follow(EPOCH, 2048).end();
    jest.advanceTimersByTime(60_000);
    expect(told).toHaveLength(1);
  });
});
