import { describe, expect, it } from '@jest/globals';
import { packet } from '../../../test/fake-outlet.js';
import { Outbox } from './outbox.js';

const ALL = 1_000_000;
const HEADER = 16;
/** What it costs to keep a packet, besides its bytes. */
const KEPT = 128;

/** An outbox to which these were written, the packets of one write joined by a plus. */
function outboxOf(...writes: string[]): Outbox {
  const outbox = new Outbox();
  for (const write of writes) outbox.write(Buffer.concat(write.split('+').map(packet)));
  return outbox;
}

function read(outbox: Outbox, after: number, { keep = 0, maxBytes = ALL } = {}): [cursor: number, bodies: string] {
  outbox.acknowledge(after, keep);
  const { cursor, packets } = outbox.take(maxBytes);
  return [cursor, packets.map((one) => Buffer.from(one).subarray(HEADER).toString()).join('')];
}

describe('an outbox', () => {
  it('hands out what was written, numbered by packet, whatever was written together', () => {
    const outbox = outboxOf('a', 'b+c', 'd');
    expect(read(outbox, 0)).toEqual([4, 'abcd']);
    outbox.write(packet('e'));
    expect(read(outbox, 4)).toEqual([5, 'e']);
    expect(read(outbox, 5)).toEqual([5, '']);
  });

  it('hands out the same again until it is acknowledged, and what came since behind it', () => {
    const outbox = outboxOf('a+b');
    expect(read(outbox, 0)).toEqual([2, 'ab']);
    outbox.write(packet('c'));
    expect(read(outbox, 0)).toEqual([3, 'abc']);
    expect(read(outbox, 1)).toEqual([3, 'bc']);
    expect(read(outbox, 3)).toEqual([3, '']);
  });

  it('hands out at least one packet, and else no more than is asked for', () => {
    const outbox = outboxOf('a+b+c', 'd');
    expect(read(outbox, 0, { maxBytes: 1 })).toEqual([1, 'a']);
    expect(read(outbox, 1, { maxBytes: 2 * (HEADER + 1) })).toEqual([3, 'bc']);
    expect(read(outbox, 1, { maxBytes: 3 * (HEADER + 1) - 1 })).toEqual([3, 'bc']);
    expect(read(outbox, 3, { maxBytes: 1 })).toEqual([4, 'd']);
  });

  it('counts as pending what is not acknowledged, handed out or not', () => {
    const outbox = outboxOf('a+b', 'c');
    expect(outbox.pendingBytes).toBe(3 * (HEADER + 1) + 2 * KEPT);
    read(outbox, 0, { maxBytes: 1 });
    expect(outbox.pendingBytes).toBe(3 * (HEADER + 1 + KEPT));
    read(outbox, 1);
    expect(outbox.pendingBytes).toBe(2 * (HEADER + 1 + KEPT));
    read(outbox, 3);
    expect(outbox.pendingBytes).toBe(0);
  });

  it('keeps of what was acknowledged as much as it is told to, and goes back to there', () => {
    const outbox = outboxOf('a', 'b', 'c');
    const two = 2 * (HEADER + 1 + KEPT);
    read(outbox, 0);
    expect(read(outbox, 3, { keep: two })).toEqual([3, '']);
    expect(outbox.pendingBytes).toBe(0);
    expect(() => read(outbox, 0, { keep: two })).toThrow('what came after 0 is gone; the first is 1');
    expect(read(outbox, 1, { keep: two })).toEqual([3, 'bc']);
    expect(outbox.pendingBytes).toBe(two);
    expect(read(outbox, 3, { keep: 0 })).toEqual([3, '']);
    expect(() => read(outbox, 2)).toThrow('what came after 2 is gone; the first is 3');
  });

  it('refuses the number of a packet that it has not handed out', () => {
    const outbox = outboxOf('a+b');
    expect(() => read(outbox, 1)).toThrow('1 was not given yet; the last is 0');
    read(outbox, 0, { maxBytes: 1 });
    expect(() => read(outbox, 3)).toThrow('3 was not given yet; the last is 2');
  });

  it('shares the memory of what was written', () => {
    const bytes = packet('shared');
    const outbox = new Outbox();
    outbox.write(bytes);
    expect(outbox.take(ALL).packets[0]!.buffer).toBe(bytes.buffer);
  });
});
