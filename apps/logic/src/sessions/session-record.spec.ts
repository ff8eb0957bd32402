import { describe, expect, it } from '@jest/globals';
import type { SessionKey } from '#contracts';
import { fakeSession } from '../../test/fake-sessions.js';
import { decodeSession, encodeSession } from './session-record.js';

describe('stored sessions', () => {
  it('come back as they were; the key is the entry, not its value', () => {
    const session = fakeSession('a"b', {
      mid: 2 ** 53 - 1,
      room: 'live://房',
      joined: ['live://1', 'live://2'],
      platform: 'web',
      region: 'sh',
    });
    const stored = encodeSession(session);
    expect(decodeSession(session.key, stored)).toEqual(session);
    expect(JSON.parse(Buffer.from(stored).toString())).not.toHaveProperty('key');
  });

  it('keep a member whose id a number would round', () => {
    const session = fakeSession('a', { mid: 663_291_537_152_950_273n });
    expect(decodeSession(session.key, encodeSession(session))).toEqual(session);
  });

  it('are short where there is nothing to say, and read like those of an older version', () => {
    const session = fakeSession('a', { mid: 1 });
    const stored = encodeSession(session);
    expect(Object.keys(JSON.parse(Buffer.from(stored).toString()) as object)).toEqual([
      'mid',
      'comet',
      'connection',
      'room',
      'ip',
      'since',
    ]);
    expect(decodeSession(session.key, stored)).toEqual(session);
  });

  it.each(['', 'null', '[]', '{}', '{"comet":"c"}', '{"comet":1,"mid":1}', '{"comet":"c","mid":"x"}'])(
    'are not read from %j',
    (text) => {
      expect(() => decodeSession('a' as SessionKey, Buffer.from(text))).toThrow();
    },
  );
});
