import { describe, expect, it } from '@jest/globals';
import { isUsableKey, MAX_KEY_BYTES, roomKey, splitRoomKey, type RoomKey } from './ids.js';

describe('room keys', () => {
  it('join type and room', () => {
    expect(roomKey('live', '1000')).toBe('live://1000');
  });

  // goim's fault 12: there the room of live://a/b is cut at the slash.
  it.each([
    ['live://1000', 'live', '1000'],
    ['live://a/b//c', 'live', 'a/b//c'],
    ['live://a://b', 'live', 'a://b'],
    ['://', '', ''],
  ])('%s splits at the first separator', (key, type, room) => {
    expect(splitRoomKey(key as RoomKey)).toEqual({ type, room });
    expect(roomKey(type, room)).toBe(key);
  });

  it.each(['', 'live', 'live:/1000'])('%j has no type', (key) => {
    expect(splitRoomKey(key as RoomKey)).toBeNull();
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
