import { describe, expect, it } from '@jest/globals';
import { parseOperations } from './operation-list.js';

describe('parseOperations', () => {
  it.each([
    ['', []],
    ['1000', [1000]],
    ['1000,1001', [1000, 1001]],
    ['-1,+2,0', [-1, 2, 0]],
    ['1000,1000', [1000, 1000]],
    ['2147483647', [2147483647]],
  ])('reads %j', (text, operations) => {
    expect(parseOperations(Buffer.from(text))).toEqual(operations);
  });

  it.each([
    ',',
    '1000,',
    ',1000',
    '1000,,1001',
    ' 1000',
    '1000 ',
    '1e3',
    '0x10',
    '1.5',
    'x',
    '1000;1001',
    '12345678901',
    '１',
    '\0',
  ])('refuses %j', (text) => {
    expect(parseOperations(Buffer.from(text))).toBeUndefined();
  });
});
