import { describe, expect, it } from '@jest/globals';
import { textOf } from './text.js';

describe('textOf', () => {
  it.each(['', 'live://1000', 'live://房间', '\u{feff}x', '\u{fffd}'])('reads %j', (text) => {
    expect(textOf(Buffer.from(text))).toBe(text);
  });

  it.each([
    ['GBK', 'b7bfbce4'],
    ['a character that is cut', 'e688'],
    ['half of a pair', 'eda080'],
    ['a lone byte of Latin-1', '66fc72'],
  ])('reads nothing of %s', (_, hex) => {
    expect(textOf(Buffer.from(hex, 'hex'))).toBeUndefined();
  });
});
