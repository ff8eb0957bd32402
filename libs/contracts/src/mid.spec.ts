import { describe, expect, it } from '@jest/globals';
import { jsonMid, midOf } from './mid.js';

const SNOWFLAKE = 663_291_537_152_950_273n;

describe('midOf', () => {
  it.each([
    [0, 0],
    [-0, 0],
    ['0', 0],
    ['-0', 0],
    [7, 7],
    ['7', 7],
    [7n, 7],
    [-7, -7],
    [2 ** 53 - 1, 2 ** 53 - 1],
    ['9007199254740991', 2 ** 53 - 1],
    ['9007199254740992', 9_007_199_254_740_992n],
    ['663291537152950273', SNOWFLAKE],
    [SNOWFLAKE, SNOWFLAKE],
    ['9223372036854775807', 2n ** 63n - 1n],
    ['-9223372036854775808', -(2n ** 63n)],
  ])('has one form of %p', (value, expected) => {
    expect(Object.is(midOf(value), expected)).toBe(true);
  });

  it.each([
    2 ** 53,
    1.5,
    Number.NaN,
    '',
    '01',
    '+1',
    '1.0',
    '1e3',
    ' 1',
    '9223372036854775808',
    2n ** 63n,
    null,
    undefined,
    {},
  ])('reads none from %p', (value) => {
    expect(midOf(value)).toBeUndefined();
  });
});

it('jsonMid is a number where that is exact, and text beyond', () => {
  expect(JSON.stringify([1, SNOWFLAKE].map(jsonMid))).toBe('[1,"663291537152950273"]');
});
