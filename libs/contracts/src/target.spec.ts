import { describe, expect, it } from '@jest/globals';
import type { SessionKey } from './ids.js';
import { roomKey } from './ids.js';
import { BROADCAST_TARGET, memberTarget, parseTarget, roomTarget, sessionTarget } from './target.js';

describe('a target', () => {
  it('is read back as what it was made of', () => {
    const room = roomKey('live', 'a:b/c');
    expect(parseTarget(roomTarget(room))).toEqual({ kind: 'room', room });
    expect(parseTarget(memberTarget(-42))).toEqual({ kind: 'member', mid: -42 });
    expect(memberTarget(663_291_537_152_950_273n)).toBe('mid:663291537152950273');
    expect(parseTarget('mid:663291537152950273')).toEqual({ kind: 'member', mid: 663_291_537_152_950_273n });
    expect(parseTarget(sessionTarget('mid:1' as SessionKey))).toEqual({ kind: 'session', key: 'mid:1' });
    expect(parseTarget(BROADCAST_TARGET)).toEqual({ kind: 'all' });
  });

  it.each([
    '',
    'all ',
    'room:',
    'key:',
    'mid:',
    'mid:x',
    'mid:01',
    'mid:1.5',
    'mid:-0',
    'mid:9223372036854775808',
    'group:1',
  ])('is not "%s"', (text) => expect(parseTarget(text)).toBeUndefined());
});
