import { describe, expect, it } from '@jest/globals';
import { messageId, sequenceOf, type Cursor, type Target } from '#contracts';
import type { MessagePage } from '#history';
import { databases } from '#test-support';
import { historyOn, type History } from './history.js';
import { append, message, numbers, room, sequences, START_MS } from './messages.js';

const HOUR_MS = 3_600_000;
/** As many as a page looks at, which it finds nothing in. */
const OTHERS = 10_000;
const OPERATION = 9;

/** What a page finds and where it broke off its search are of one moment: as two statements they were not. */
describe.each(databases)('a history that is pruned while it is read on %s', (_, start) => {
  let history: History;

  historyOn(start, (opened) => {
    history = opened;
  });

  it('has the message behind those that a page looks at, page by page', async () => {
    const target = room('paged');
    const last = await fill(target);
    const found = await whilePruning(target, async () => {
      const sought: number[] = [];
      let after: Cursor | undefined = { epoch: 0, id: 0n };
      while (after) {
        const page: MessagePage = await history.store.page({ target, limit: 10, operation: OPERATION, after });
        sought.push(...sequences(page.messages));
        after = page.next;
      }
      return sought;
    });
    expect(found).toEqual([last]);
  });

  it('has it among those of a time, which are exported', async () => {
    const target = room('exported');
    const last = await fill(target);
    const from = timeOf(last);
    const found = await whilePruning(target, async () => {
      const sought: number[] = [];
      for await (const { id } of history.store.export(target, { from, to: from + HOUR_MS }))
        sought.push(sequenceOf(id));
      return sought;
    });
    expect(found).toEqual([last]);
  });

  /** @returns the sequence of the one message that is sought */
  async function fill(target: Target): Promise<number> {
    for (let first = 1; first <= OTHERS; first += 2_500) {
      await append(
        history.writer,
        numbers(first, first + 2_499).map((n) => message(target, n, { time: timeOf(n) })),
      );
    }
    const last = OTHERS + 1;
    await append(history.writer, [message(target, last, { operation: OPERATION, time: timeOf(last) })]);
    return last;
  }

  /** After each statement that reads messages the oldest ones are gone. */
  async function whilePruning<Found>(target: Target, read: () => Promise<Found>): Promise<Found> {
    const { database: tables } = history;
    const query = tables.query.bind(tables);
    let oldest = 1;
    tables.query = async (text, values) => {
      const rows = await query(text, values);
      if (!text.includes('FROM goim_messages')) return rows as never;
      oldest += 10;
      await query('DELETE FROM goim_messages WHERE target = $1 AND id < $2', [target, String(messageId(oldest))]);
      return rows as never;
    };
    try {
      return await read();
    } finally {
      Reflect.deleteProperty(tables, 'query');
    }
  }
});

/** A millisecond each: too close for marks of the time to tell one from another. */
function timeOf(sequence: number): number {
  return START_MS + sequence;
}
