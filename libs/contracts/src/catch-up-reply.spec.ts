import { describe, expect, it } from '@jest/globals';
import { newestOf } from './catch-up-reply.js';
import type { CatchUpReply } from './messages.js';

const AFTER = 100;

/** Messages of 36 bytes, that is 100 with what is around them. */
function found(ids: readonly number[], gaps: CatchUpReply['gaps'] = []): CatchUpReply {
  const messages = ids.map((id, n) => ({ id, prev: ids[n - 1] ?? 0, operation: 1000, body: Buffer.alloc(36) }));
  return {
    verdict: gaps.length > 0 ? 'gap' : 'recovered',
    epoch: 7,
    upTo: 900,
    gaps,
    messages,
    last: 800,
    reusableFor: 0,
  };
}

describe('what a client has missed', () => {
  it('is left as it is where all of it fits', () => {
    const reply = found([200, 300, 400]);
    expect(newestOf(reply, AFTER, { messages: 3, bytes: 300 })).toBe(reply);
    const none = found([]);
    expect(newestOf(none, AFTER, { messages: 0, bytes: 0 })).toBe(none);
  });

  it.each([
    ['messages', { messages: 2, bytes: 1_000 }],
    ['bytes', { messages: 1_000, bytes: 299 }],
  ])('is cut to the newest where there are too many %s, and the rest is a gap', (_, most) => {
    const { verdict, epoch, upTo, last, gaps, messages } = newestOf(found([200, 300, 400]), AFTER, most);
    expect({ verdict, epoch, upTo, last }).toEqual({ verdict: 'gap', epoch: 7, upTo: 900, last: 800 });
    expect(gaps).toEqual([{ from: 101, to: 200 }]);
    expect(messages.map(({ id, prev }) => [id, prev])).toEqual([
      [300, 200],
      [400, 300],
    ]);
  });

  it('has one gap for what was cut and what was missing before that, and keeps the later ones', () => {
    const reply = found(
      [200, 300, 400],
      [
        { from: 150, to: 160 },
        { from: 310, to: 320 },
      ],
    );
    expect(newestOf(reply, AFTER, { messages: 1, bytes: 1_000 }).gaps).toEqual([
      { from: 101, to: 300 },
      { from: 310, to: 320 },
    ]);
  });

  it('may be nothing but a gap', () => {
    expect(newestOf(found([200, 300]), AFTER, { messages: 10, bytes: 99 })).toMatchObject({
      verdict: 'gap',
      gaps: [{ from: 101, to: 300 }],
      messages: [],
    });
  });
});
