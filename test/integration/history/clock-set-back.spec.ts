import { beforeAll, describe, expect, it } from '@jest/globals';
import { sequenceOf } from '#contracts';
import type { NewMessage } from '#history';
import { databases } from '#test-support';
import { historyOn, type History } from './history.js';
import { append, message, numbers, room, sequences, START_MS } from './messages.js';

const MINUTE_MS = 60_000;
/** Messages of the two hours before the clock goes back by one, each two minutes after the one before, and of the two after. */
const BEFORE = numbers(1, 61);
const AFTER = numbers(62, 122);

describe.each(databases)('after the clock of the push stream was set back, on %s,', (_, start) => {
  let history: History;

  historyOn(start, (opened) => {
    history = opened;
  });

  describe.each([
    ['written one by one', () => true, 0],
    ['written one by one, but for those about the moment', (n: number) => n <= 60 || n > 80, 200],
    ['written as one', (n: number) => n === 1, 400],
  ])('of messages that were %s:', (name, isFirst, offset) => {
    const target = room(`set back ${name}`);
    /** A time that both times went through. */
    const [from, to] = [START_MS + (offset + 65) * MINUTE_MS, START_MS + (offset + 90) * MINUTE_MS];
    const expected = [...BEFORE, ...AFTER].filter((n) => minuteOf(n) >= 65 && minuteOf(n) < 90);

    beforeAll(async () => {
      const batches: NewMessage[][] = [];
      for (const n of [...BEFORE, ...AFTER]) {
        if (isFirst(n)) batches.push([]);
        batches.at(-1)!.push(message(target, offset + n, { time: START_MS + (offset + minuteOf(n)) * MINUTE_MS }));
      }
      for (const batch of batches) await append(history.writer, batch);
    });

    it('a page of a time has those of both times', async () => {
      const page = await history.store.page({ target, limit: 100, from, to });
      expect(sequences(page.messages).toReversed()).toEqual(expected.map((n) => offset + n));
      expect(page.next).toBeUndefined();
    });

    it('an export of a time has those of both times', async () => {
      const exported: number[] = [];
      for await (const { id } of history.store.export(target, { from, to })) exported.push(sequenceOf(id));
      expect(exported).toEqual(expected.map((n) => offset + n));
    });
  });
});

function minuteOf(n: number): number {
  return n <= BEFORE.length ? 2 * (n - 1) : 60 + 2 * (n - 1 - BEFORE.length);
}
