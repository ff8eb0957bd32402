import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeLogic } from '../../../test/fake-logic.js';
import { EndReporter } from './end-reporter.js';
import type { EndedSession } from './logic-client.js';
import { SessionCounts } from '../session/session-counts.js';

const RETRY_MS = 2_000;

let logic: FakeLogic;
let counts: SessionCounts;
let ends: EndReporter;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  logic = new FakeLogic();
  counts = new SessionCounts();
  ends = new EndReporter(logic.client, counts);
});

afterEach(() => {
  ends.stop();
  jest.useRealTimers();
});

function ended(connection: number): EndedSession {
  return { mid: 1, key: 'k', connection };
}

function reported(): unknown[] {
  return logic.callsOf('disconnect').map(({ request }) => request['connection']);
}

describe('EndReporter', () => {
  it('reports at once, and once', async () => {
    ends.report(ended(1));
    expect(reported()).toEqual([1]);
    await jest.advanceTimersByTimeAsync(10 * RETRY_MS);
    expect(reported()).toEqual([1]);
  });

  it('tries again, until logic has it, what logic could not take', async () => {
    logic.fail('disconnect', 'unavailable');
    ends.report(ended(1));
    ends.report(ended(2));
    await jest.advanceTimersByTimeAsync(2 * RETRY_MS);
    expect(logic.failed).toEqual({ disconnect: 6 });
    logic.fail('disconnect', undefined);
    await jest.advanceTimersByTimeAsync(RETRY_MS);
    expect(new Set(reported().slice(-2))).toEqual(new Set([1, 2]));
    await jest.advanceTimersByTimeAsync(10 * RETRY_MS);
    expect(reported()).toHaveLength(8);
    expect(counts.unreportedEnds).toBe(0);
  });

  it('has logic answer a few at a time, all in the end, where thousands end at once', async () => {
    logic.hold('disconnect');
    for (let connection = 0; connection < 1_000; connection++) ends.report(ended(connection));
    expect(reported()).toHaveLength(64);
    for (let answered = 0; answered < 1_000; answered++) {
      expect(reported().length - answered).toBeLessThanOrEqual(64);
      logic.callsOf('disconnect')[answered]!.answer({ has: true });
      await jest.advanceTimersByTimeAsync(0);
    }
    expect(reported()).toEqual(Array.from({ length: 1_000 }, (_, connection) => connection));
  });

  it('leaves logic alone between two rounds while it takes none, and loses none', async () => {
    logic.fail('disconnect', 'unavailable');
    for (let connection = 0; connection < 1_000; connection++) ends.report(ended(connection));
    await jest.advanceTimersByTimeAsync(RETRY_MS - 1);
    const tries = reported().length;
    expect(tries).toBeLessThanOrEqual(2 * 64);
    logic.fail('disconnect', undefined);
    await jest.advanceTimersByTimeAsync(RETRY_MS);
    expect(new Set(reported().slice(tries)).size).toBe(1_000);
    expect(reported()).toHaveLength(tries + 1_000);
  });

  it('does not report again what is under way, however many rounds that takes', async () => {
    logic.fail('disconnect', 'unavailable');
    ends.report(ended(1));
    await jest.advanceTimersByTimeAsync(1);
    logic.hold('disconnect');
    await jest.advanceTimersByTimeAsync(5 * RETRY_MS);
    expect(reported()).toEqual([1, 1]);
  });

  it('goes on with the others where some are not answered', async () => {
    const disconnect = jest.fn(({ connection }: EndedSession) =>
      connection % 2 ? Promise.resolve(true) : Promise.reject(new Error('one of two logics hangs')),
    );
    const half = new EndReporter({ disconnect }, counts);
    for (let connection = 0; connection < 1_000; connection++) half.report(ended(connection));
    await jest.advanceTimersByTimeAsync(1);
    half.stop();
    expect(disconnect).toHaveBeenCalledTimes(1_000);
  });

  it('counts what it has no room for: it stays registered until it expires', async () => {
    const away = new Error('logic is away');
    const unreachable = new EndReporter({ disconnect: () => Promise.reject(away) }, counts);
    for (let connection = 0; connection < 100_002; connection++) unreachable.report(ended(connection));
    await jest.advanceTimersByTimeAsync(1);
    unreachable.stop();
    expect(counts.unreportedEnds).toBe(2);
  });

  it('gives up, and counts, what logic refuses for a minute; it is no sign that logic is away', async () => {
    logic.fail('disconnect', 'internal');
    for (let connection = 0; connection < 100; connection++) ends.report(ended(connection));
    await jest.advanceTimersByTimeAsync(1);
    expect(reported()).toHaveLength(100);
    await jest.advanceTimersByTimeAsync(100 * RETRY_MS);
    expect(reported()).toHaveLength(400);
    expect(counts.unreportedEnds).toBe(100);
    await jest.advanceTimersByTimeAsync(100 * RETRY_MS);
    expect(reported()).toHaveLength(400);
  });

  it('reports again what logic refuses at first', async () => {
    logic.fail('disconnect', 'internal');
    ends.report(ended(1));
    await jest.advanceTimersByTimeAsync(RETRY_MS + 1);
    logic.fail('disconnect', undefined);
    await jest.advanceTimersByTimeAsync(100 * RETRY_MS);
    expect(reported()).toEqual([1, 1, 1]);
    expect(counts.unreportedEnds).toBe(0);
  });

  it('reports nothing any more once it is stopped', async () => {
    logic.fail('disconnect', 'unavailable');
    ends.report(ended(1));
    await jest.advanceTimersByTimeAsync(1);
    ends.stop();
    ends.report(ended(2));
    await jest.advanceTimersByTimeAsync(10 * RETRY_MS);
    expect(reported()).toEqual([1]);
  });

  describe('of an end whose session nobody may know', () => {
    const UNKNOWN = { mid: 0, key: '', connection: 9 };

    it('reports it a few times over a minute while logic does not know it: it may be stored late', async () => {
      logic.hold('disconnect');
      ends.reportUnknown(UNKNOWN);
      const at: number[] = [];
      for (let second = 1; second <= 600; second++) {
        await jest.advanceTimersByTimeAsync(1_000);
        const calls = logic.callsOf('disconnect');
        if (calls.length > at.length) {
          at.push(second);
          calls.at(-1)!.answer({ has: false });
        }
      }
      expect(at).toEqual([2, 12, 62]);
      expect(logic.callsOf('disconnect')[0]!.request).toMatchObject(UNKNOWN);
    });

    it('is content when logic knew it', async () => {
      ends.reportUnknown(UNKNOWN);
      await jest.advanceTimersByTimeAsync(600_000);
      expect(reported()).toEqual([9]);
    });

    it('tries again where logic cannot be reached', async () => {
      logic.fail('disconnect', 'unavailable');
      ends.reportUnknown(UNKNOWN);
      await jest.advanceTimersByTimeAsync(600_000);
      expect(reported().length).toBeGreaterThan(100);
      logic.fail('disconnect', undefined);
      await jest.advanceTimersByTimeAsync(RETRY_MS);
      const tries = reported().length;
      await jest.advanceTimersByTimeAsync(600_000);
      expect(reported()).toHaveLength(tries);
    });

    it('has logic answer a few at a time where thousands come at once, and leaves it alone while it takes none', async () => {
      logic.fail('disconnect', 'unavailable');
      for (let connection = 0; connection < 1_000; connection++) ends.reportUnknown(ended(connection));
      await jest.advanceTimersByTimeAsync(2 * RETRY_MS - 1);
      expect(reported().length).toBeLessThanOrEqual(2 * 64);
      logic.fail('disconnect', undefined);
      logic.hold('disconnect');
      const tries = reported().length;
      await jest.advanceTimersByTimeAsync(RETRY_MS);
      for (let answered = 0; answered < 1_000; answered++) {
        expect(reported().length - tries - answered).toBeLessThanOrEqual(64);
        logic.callsOf('disconnect')[tries + answered]!.answer({ has: true });
        await jest.advanceTimersByTimeAsync(0);
      }
      expect(new Set(reported().slice(tries)).size).toBe(1_000);
    });

    it('counts what it has no room for, however often the others were tried', async () => {
      logic.fail('disconnect', 'unavailable');
      for (let connection = 0; connection < 60_000; connection++) ends.reportUnknown(ended(connection));
      await jest.advanceTimersByTimeAsync(2 * RETRY_MS);
      for (let connection = 0; connection < 60_000; connection++) ends.reportUnknown(ended(connection));
      expect(counts.unreportedEnds).toBe(70_000);
      // There is room left for those that logic has.
      ends.report(ended(1));
      expect(counts.unreportedEnds).toBe(70_000);
    });

    it('forgets it when it is stopped', async () => {
      ends.reportUnknown(UNKNOWN);
      ends.stop();
      await jest.advanceTimersByTimeAsync(600_000);
      expect(reported()).toEqual([]);
    });
  });
});
