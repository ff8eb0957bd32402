import { describe, expect, it } from '@jest/globals';
import { formatCursor, messageId, parseCursor, parseMessageId, sequenceOf } from './message-id.js';

describe('messageId', () => {
  it('orders by sequence, and by position within one', () => {
    const ids = [messageId(1), messageId(1, 1), messageId(1, 1023), messageId(2), messageId(2n ** 53n - 1n, 1023)];
    expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(messageId(1024)).toBe(1_048_576n);
  });

  it('gives the sequence back', () => {
    expect(sequenceOf(messageId(Number.MAX_SAFE_INTEGER, 1023))).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('parseMessageId', () => {
  it.each([
    ['0', 0n],
    ['9223372036854775807', 2n ** 63n - 1n],
  ])('reads %s', (text, id) => expect(parseMessageId(text)).toBe(id));

  it.each(['', '-1', '01', '1.0', '1e3', ' 1', '0x1', '9223372036854775808', '99999999999999999999'])(
    'refuses "%s"',
    (text) => expect(parseMessageId(text)).toBeUndefined(),
  );
});

describe('a cursor', () => {
  it('is read back as it was written', () => {
    const cursor = { epoch: 1_764_360_000, id: messageId(7, 3) };
    expect(parseCursor(formatCursor(cursor))).toEqual(cursor);
  });

  it.each(['', ':', '1', '1:', ':1', '1:2:3', 'a:1', '1:-1', '2147483648:1'])('is refused as "%s"', (text) =>
    expect(parseCursor(text)).toBeUndefined(),
  );
});
