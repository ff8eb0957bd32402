import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { search } from '#test-support/fuzz';
import { LONGEST_TIMER_MS, duration, formatDuration, parseDuration } from './duration.js';

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['5s', 5_000],
    ['8m', 480_000],
    ['1h', 3_600_000],
    ['2d', 172_800_000],
    ['1m30s', 90_000],
    ['1h0m0.5s', 3_600_500],
    ['0', 0],
    ['0s', 0],
  ])('reads %s as %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '5', 's', '-5s', '5 s', '5sec', '5S', '1e3s', '.5s', '5.s', '5s,', '٥s', 'NaNs', 'Infinitys'])(
    'does not take %j for a duration',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('answers hostile lengths at once', () => {
    const started = performance.now();
    expect(parseDuration(`${'1s'.repeat(100_000)}x`)).toBeUndefined();
    expect(parseDuration(`${'9'.repeat(100_000)}s`)).toBe(Infinity);
    // Step by step through all that is left, as a careless expression goes, it would take minutes.
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('formatDuration', () => {
  it('writes what parseDuration reads back', () => {
    expect(formatDuration(90_000)).toBe('1m30s');
    search(
      fc.property(fc.nat({ max: LONGEST_TIMER_MS }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });
});

describe('duration', () => {
  it('includes both bounds and refuses what lies beyond', () => {
    const schema = duration({ min: 1_000, max: 2_000 });
    expect([schema.safeParse('1s'), schema.safeParse('2s')].map(({ data }) => data)).toEqual([1_000, 2_000]);
    expect([schema.safeParse('999ms'), schema.safeParse('2001ms')].map(({ success }) => success)).toEqual([
      false,
      false,
    ]);
  });

  it('refuses by default what a timer of Node cannot wait for', () => {
    expect(duration().safeParse('25d').success).toBe(false);
    expect(duration().safeParse(`${'9'.repeat(400)}d`).success).toBe(false);
  });

  it('takes its default in milliseconds', () => {
    expect(duration().default(5_000).parse(undefined)).toBe(5_000);
  });
});
