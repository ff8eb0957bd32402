import { describe, expect, it } from '@jest/globals';
import { isPageForm, isRoomForm } from './own-forms.js';

describe('the forms of what our operations ask for', () => {
  it.each(['live://1000', 'live://a/b', 'room://', 'täglich://é'])('a room may be %j', (body) => {
    expect(isRoomForm(Buffer.from(body))).toBe(true);
  });

  it('a room may be of an encoding that is refused later, with the reason', () => {
    expect(isRoomForm(Buffer.from('6c6976653a2f2fb7bfbce4', 'hex'))).toBe(true);
  });

  it.each(['', 'hello', '://x', '{"room_id":"live://1000"}', '["live://1"]', '"live://1"', ' live://1', 'a b://c'])(
    'a room is not %j',
    (body) => {
      expect(isRoomForm(Buffer.from(body))).toBe(false);
    },
  );

  it.each(['', '{}', '{"limit":"x"}', '{"target":"all","before":"1:2"}'])('a page may be asked for by %j', (body) => {
    expect(isPageForm(Buffer.from(body))).toBe(true);
  });

  it.each(['hello', '[]', '{"page":1}', '{"target":"all","op":1000}'])('a page is not asked for by %j', (body) => {
    expect(isPageForm(Buffer.from(body))).toBe(false);
  });
});
