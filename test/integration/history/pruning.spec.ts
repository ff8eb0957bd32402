import { describe, expect, it, jest } from '@jest/globals';
import { messageId, type Target } from '#contracts';
import { HistoryUnavailable, type Pruned, type PruneKind, type PruneLimits } from '#history';
import { databases, eventually } from '#test-support';
import { historyOn, type History } from './history.js';
import { message, numbers, room, START_MS } from './messages.js';

const HOUR_MS = 3_600_000;
/** Keeps all. */
const BOUNDS: PruneLimits = { keepFor: 100 * 365 * 24 * HOUR_MS, keepCount: 1_000_000, batch: 1_000 };

/** Each test has epochs of its own, later than those of the tests before it. */
describe.each(databases)('a call that removes old messages on %s', (_, start) => {
  let history: History;

  historyOn(start, (opened) => {
    history = opened;
  });

  describe('for their count', () => {
    const limits = { ...BOUNDS, keepCount: 5 };

    it('leaves as many of each target as are kept, in batches', async () => {
      const rooms = ['a', 'b', 'c'].map((name) => room(`counted ${name}`));
      await write(
        1,
        rooms.flatMap((target, nth) => numbers(10 * nth + 1, 10 * nth + 10).map((n) => message(target, n))),
      );
      const inBatches = { ...limits, batch: 4 };
      expect(await pruneSurplus(inBatches)).toEqual({ removed: 4, more: true });
      await pruneAll('surplus', inBatches);
      expect(await left(rooms)).toEqual([5, 5, 5]);
    });

    it('goes on behind all that it has looked at, however many targets are full', async () => {
      const rooms = numbers(1, 20).map((n) => room(`full ${n}`));
      const ids = numbers(1, 10);
      await write(
        2,
        ids.flatMap((n) => rooms.map((target, nth) => message(target, 20 * n + nth))),
      );
      expect(await pruneSurplus(limits)).toEqual({ removed: 100, more: false });
      expect(await left(rooms)).toEqual(rooms.map(() => 5));
    });

    it('counts on where the last statement ended, in targets that have more than one may walk over', async () => {
      const rooms = ['one', 'two'].map((name) => room(`long ${name}`));
      await write(
        3,
        numbers(1, 3_000).flatMap((n) => rooms.map((target) => message(target, n, { body: Buffer.of() }))),
      );
      await write(4, [message(rooms[0]!, 1), message(room('short'), 2)]);
      const query = history.database.query.bind(history.database);
      const longest = jest.spyOn(history.database, 'query').mockImplementation(async (text, values = []) => {
        if (rowsWalked(text, values) > 1_000)
          throw new HistoryUnavailable('canceling statement due to statement timeout');
        return query(text, values);
      });
      const long = { ...limits, keepCount: 2_500 };
      const prune = async (): Promise<void> =>
        expect(await history.writer.prune('surplus', long)).toMatchObject({ more: false });
      await eventually('nothing is left to prune', 20_000, prune);
      longest.mockRestore();
      expect(await left([...rooms, room('short')])).toEqual([2_500, 2_500, 1]);
    });

    it('begins anew where another number is kept meanwhile', async () => {
      const target = room('changed');
      await history.database.query('DELETE FROM goim_messages');
      await write(
        5,
        numbers(1, 40).map((n) => message(target, n)),
      );
      expect(await pruneSurplus({ ...limits, keepCount: 30, batch: 2 })).toMatchObject({ removed: 2 });
      await pruneAll('surplus', { ...limits, keepCount: 20, batch: 2 });
      expect(await left([target])).toEqual([20]);
    });
  });

  it.each(['expired', 'aged', 'notes'] as const)(
    'removes the %s ones in smaller batches where the database is slow, until a statement manages it in its time',
    async (kind) => {
      await history.database.query('DELETE FROM goim_messages');
      const target = room(`slow ${kind}`);
      await write(
        9,
        numbers(1, 3_000).map((n) => message(target, n, { body: Buffer.of(), expires: START_MS })),
      );
      await history.database.query(
        'INSERT INTO goim_retention (epoch, pruned_id) VALUES (8, 1) ON CONFLICT DO NOTHING',
      );
      await history.database.query(
        "INSERT INTO goim_pruned (target, epoch, id) SELECT 'room:test://' || n, 8, 1 FROM generate_series(1, 3000) n",
      );
      const query = history.database.query.bind(history.database);
      const slow = jest.spyOn(history.database, 'query').mockImplementation(async (text, values = []) => {
        if (Number(values[0]) > 500) throw new HistoryUnavailable('canceling statement due to statement timeout');
        return query(text, values);
      });
      const limits = { ...BOUNDS, keepFor: HOUR_MS, batch: 5_000 };
      const prune = (): Promise<Pruned> =>
        kind === 'notes' ? history.writer.pruneNotes(limits.batch) : history.writer.prune(kind, limits);
      let removed = 0;
      await eventually('nothing is left to remove', 20_000, async () => {
        const pruned = await prune();
        removed += pruned.removed;
        return !pruned.more;
      });
      slow.mockRestore();
      expect(removed).toBe(3_000);
      await history.database.query('DELETE FROM goim_pruned');
    },
  );

  describe('what told of those removed for their age', () => {
    it('is removed in batches, and nothing else', async () => {
      const { database: db, writer } = history;
      await db.query('INSERT INTO goim_retention (epoch, pruned_id) VALUES (20, 1000)');
      for (const id of [1_000, 1_001]) {
        await db.query("INSERT INTO goim_gaps (epoch, partition, from_id, to_id, reason) VALUES (20, 0, $1, $1, '')", [
          id,
        ]);
        await db.query(
          "INSERT INTO goim_pruned (target, epoch, id) SELECT n || ' of ' || $1::bigint, 20, $1 FROM generate_series(1, 5) n",
          [id],
        );
        await db.query('INSERT INTO goim_time_marks (epoch, id, time) VALUES (20, $1 - 1, now())', [id]);
      }
      expect(await writer.pruneNotes(3)).toEqual({ removed: 5, more: true });
      expect(await writer.pruneNotes(3)).toEqual({ removed: 2, more: false });
      const [kept] = await db.query(
        `SELECT (SELECT array_agg(id::integer) FROM goim_time_marks WHERE epoch = 20) AS marks,
           (SELECT array_agg(to_id::integer) FROM goim_gaps WHERE epoch = 20) AS gaps,
           (SELECT array_agg(id::integer) FROM goim_pruned WHERE epoch = 20) AS pruned`,
      );
      expect(kept).toEqual({ marks: [1_000], gaps: [1_001], pruned: Array.from({ length: 5 }, () => 1_001) });
    });
  });

  describe('for their age', () => {
    it('goes on behind newer ones that are among the oldest', async () => {
      const target = room('clock ahead');
      await write(10, [
        message(target, 1, { time: Date.now() + HOUR_MS }),
        ...numbers(2, 30).map((n) => message(target, n)),
      ]);
      await history.database.query(
        "UPDATE goim_messages SET time = now() + interval '1 day' WHERE epoch = 10 AND id = $1",
        [String(messageId(1))],
      );
      const limits = { ...BOUNDS, keepFor: HOUR_MS, batch: 10 };
      await history.database.query('DELETE FROM goim_messages WHERE epoch < 10');
      expect(await history.writer.prune('aged', limits)).toEqual({ removed: 9, more: true });
      await pruneAll('aged', limits);
      expect(await left([target])).toEqual([1]);
    });

    // Nothing was removed any more until the clock had come to where it had been.
    it('goes on behind newer ones, however many are among the oldest, time after time', async () => {
      const target = room('clock ahead for long');
      await history.database.query('DELETE FROM goim_messages');
      const limits = { ...BOUNDS, keepFor: HOUR_MS, batch: 10 };
      const append = (from: number, to: number): Promise<number> =>
        write(
          13,
          numbers(from, to).map((n) => message(target, n)),
        );
      for (const first of [1, 101]) {
        await append(first, first + 24);
        for (const table of ['goim_messages', 'goim_time_marks']) {
          const ahead = `UPDATE ${table} SET time = now() + interval '1 year' WHERE epoch = 13 AND id >= $1`;
          await history.database.query(ahead, [String(messageId(first))]);
        }
        await append(first + 25, first + 25);
        await append(first + 26, first + 60);
      }
      // Each time that the clock was ahead ends a round.
      for (let round = 0; round < 2; round++) await pruneAll('aged', limits);
      expect(await left([target])).toEqual([50]);
      await history.writer.pruneNotes(100);
      // Without a mark of their own.
      await append(200, 230);
      await history.database.query('DELETE FROM goim_time_marks');
      await pruneAll('aged', limits);
      expect(await left([target])).toEqual([50]);
    });

    it('is not followed by another at once where the oldest that stay are newer', async () => {
      const target = room('steady');
      await history.database.query('DELETE FROM goim_messages');
      await write(11, [
        ...numbers(1, 3).map((n) => message(target, n)),
        ...numbers(4, 20).map((n) => message(target, n, { time: Date.now() })),
      ]);
      const limits = { ...BOUNDS, keepFor: HOUR_MS, batch: 10 };
      expect(await history.writer.prune('aged', limits)).toEqual({ removed: 3, more: false });
    });

    it('finds no message that is kept as later than a minute from now', async () => {
      const target = room('next month');
      await write(12, [message(target, 1, { time: Date.now() + 30 * 24 * HOUR_MS }), message(target, 2)]);
      const [{ ahead } = { ahead: Number.NaN }] = await history.database.query<{ ahead: number }>(
        'SELECT extract(epoch FROM max(time) - now())::float8 AS ahead FROM goim_messages WHERE target = $1',
        [target],
      );
      expect(ahead).toBeLessThanOrEqual(60);
      expect((await history.store.byId(12, messageId(2)))!.time).toBe(START_MS + 2_000);
    });
  });

  function write(epoch: number, messages: readonly ReturnType<typeof message>[]): Promise<number> {
    const watermark = messages.reduce((highest, { id }) => (id > highest ? id : highest), 0n);
    return history.writer.append({ epoch, partition: 0, messages, watermark });
  }

  /** @returns of each target how many messages there are */
  async function left(targets: readonly Target[]): Promise<number[]> {
    const rows = await history.database.query<{ target: string; count: number }>(
      'SELECT target, count(*)::integer AS count FROM goim_messages GROUP BY target',
    );
    return targets.map((target) => rows.find((row) => row.target === target)?.count ?? 0);
  }

  /** A call ends after its slice of time, which on a busy machine may be over before it has removed anything. */
  function pruneSurplus(limits: PruneLimits): Promise<Pruned> {
    return eventually('something is removed, or nothing is left to prune', 20_000, async () => {
      const pruned = await history.writer.prune('surplus', limits);
      if (pruned.removed === 0 && pruned.more) throw new Error('nothing is removed yet');
      return pruned;
    });
  }

  async function pruneAll(kind: PruneKind, limits: PruneLimits): Promise<void> {
    await eventually('nothing is left to prune', 20_000, async () => !(await history.writer.prune(kind, limits)).more);
  }
});

/** By how far a statement counts in each target. */
function rowsWalked(text: string, values: readonly unknown[]): number {
  if (!text.includes('OFFSET')) return 0;
  const steps = String(values.at(-1)).slice(1, -1).split(',');
  return steps.reduce((rows, step) => rows + Number(step), 0);
}
