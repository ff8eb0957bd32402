import { describe, expect, it } from '@jest/globals';
import { isUsableKey, MAX_KEY_BYTES, roomKey } from './ids.js';

describe('roomKey', () => {
  it('joins type and room', () => {
    expect(roomKey('live', '1000')).toBe('live://1000');
  });
});

describe('isUsableKey', () => {
  it('refuses half a character: it would come out of the bus as another key, or not at all', () => {
    expect(['\ud83d\ude00', '\ud83d', 'a\ude00', '\ude00\ud83d'].map(isUsableKey)).toEqual([true, false, false, false]);
  });

  it('counts bytes, not characters', () => {
    expect(isUsableKey('')).toBe(false);
    expect(isUsableKey('x')).toBe(true);
    expect(isUsableKey('x'.repeat(MAX_KEY_BYTES))).toBe(true);
    expect(isUsableKey('x'.repeat(MAX_KEY_BYTES + 1))).toBe(false);
    expect(isUsableKey('é'.repeat(MAX_KEY_BYTES / 2))).toBe(true);
    expect(isUsableKey(`${'é'.repeat(MAX_KEY_BYTES / 2)}x`)).toBe(false);
  });
});
