import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { search } from '#test-support/fuzz';
import { byteSize, formatByteSize, parseByteSize } from './byte-size.js';

describe('byteSize', () => {
  it.each([
    [4_096, 4_096],
    ['4096', 4_096],
    ['512B', 512],
    ['64KiB', 65_536],
    ['1MiB', 1_048_576],
    ['10GiB', 10_737_418_240],
  ])('reads %j as %i bytes', (given, bytes) => {
    expect(byteSize().parse(given)).toBe(bytes);
  });

  it.each([
    '',
    '64K',
    '64kb',
    '-1',
    '1.5MiB',
    'KiB',
    '1 KiB',
    1.5,
    -1,
    NaN,
    Infinity,
    true,
    null,
    `${'9'.repeat(400)}B`,
  ])('refuses %j', (given) => {
    expect(byteSize().safeParse(given).success).toBe(false);
  });

  it('includes both bounds and refuses what lies beyond', () => {
    const schema = byteSize({ min: 1_024, max: 2_048 });
    expect([1_023, '1KiB', '2KiB', 2_049].map((given) => schema.safeParse(given).success)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('formatByteSize', () => {
  it('writes what parseByteSize reads back, in the largest unit that fits', () => {
    expect([0, 512, 65_536, 1_048_576, 1_025].map(formatByteSize)).toEqual(['0B', '512B', '64KiB', '1MiB', '1025B']);
    search(
      fc.property(fc.nat(), (bytes) => {
        expect(parseByteSize(formatByteSize(bytes))).toBe(bytes);
      }),
    );
  });
});
