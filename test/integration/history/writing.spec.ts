import { describe, expect, it } from '@jest/globals';
import { BROADCAST_TARGET, memberTarget, messageId, type Target } from '#contracts';
import { HISTORY_DATA_SOURCE, WatermarkBehind, type NewMessage, type PruneLimits } from '#history';
import { databases, eventually, type TestDatabase } from '#test-support';
import { History, historyOn } from './history.js';
import { append, EPOCH, message, numbers, room, sequences, START_MS } from './messages.js';

const HOUR_MS = 3_600_000;
/** Keeps all. */
const BOUNDS: PruneLimits = { keepFor: 100 * 365 * 24 * HOUR_MS, keepCount: 1_000_000, batch: 5_000 };

describe.each(databases)('the history that is written on %s', (_, start) => {
  let database: TestDatabase;
  let history: History;

  historyOn(start, (opened, at) => {
    history = opened;
    database = at;
  });

  it('has the tables that its entities describe', async () => {
    const { dataSource } = history.database;
    expect(HISTORY_DATA_SOURCE).toBe('history');
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('is set up once by apps that start at the same time', async () => {
    const others = await Promise.all([1, 2, 3].map(() => History.open(database.url)));
    expect(others.map((other) => other.database.whyUnavailable)).toEqual([undefined, undefined, undefined]);
    await Promise.all(others.map((other) => other.close()));
  });

  it('knows an epoch from the first that is written, or given up, in it', async () => {
    const { writer, store } = history;
    expect(await store.newestEpoch()).toBeUndefined();
    await writer.append({ epoch: EPOCH - 2, partition: 0, messages: [], watermark: 0n });
    expect(await store.newestEpoch()).toBe(EPOCH - 2);
    await writer.giveUp({ epoch: EPOCH - 1, partition: 0, from: 1n, to: 2n, reason: 'a test' });
    expect(await store.newestEpoch()).toBe(EPOCH - 1);
    await append(writer, []);
    expect(await store.newestEpoch()).toBe(EPOCH);
  });

  it('notes how far the writer is, and nothing where there is no table for it, as in a backup of an earlier version', async () => {
    const { writer, database: db } = history;
    await append(writer, [message(room('noted'), 1)]);
    expect(await writer.written(START_MS)).toBeUndefined();
    expect(await writer.noteWritten({ stream: START_MS, sequence: 5 }, 0)).toBe(true);
    expect(await writer.noteWritten({ stream: START_MS, sequence: 7 }, 6)).toBe(false);
    expect(await writer.written(START_MS)).toBe(5);
    await db.query('ALTER TABLE goim_writer_places RENAME TO put_aside');
    expect(await writer.written(START_MS)).toBeUndefined();
    expect(await writer.noteWritten({ stream: START_MS, sequence: 9 }, 5)).toBe(true);
    await db.query('ALTER TABLE put_aside RENAME TO goim_writer_places');
    expect(await writer.written(START_MS)).toBe(5);
  });

  it('keeps gaps that follow one another as one: there may be one each second', async () => {
    const { writer, database: db } = history;
    const give = (from: bigint, to: bigint, reason = 'not kept'): Promise<void> =>
      writer.giveUp({ epoch: EPOCH, partition: 20, from, to, reason });
    for (const from of [1n, 11n, 21n, 11n]) await give(from, from + 9n);
    await give(31n, 40n, 'lost');
    await give(42n, 50n, 'lost');
    await give(51n, 60n, 'lost');
    const gaps = await db.query('SELECT from_id, to_id FROM goim_gaps WHERE partition = 20 ORDER BY from_id');
    expect(gaps.map(({ from_id, to_id }) => `${from_id}-${to_id}`)).toEqual(['1-30', '31-40', '42-60']);
    expect(await writer.watermark(EPOCH, 20)).toBe(60n);
  });

  describe('writing', () => {
    it('keeps a message once that was stored again, under the id that it had, where it is there', async () => {
      const { writer, store } = history;
      const [target, other] = [room('again'), room('other')];
      const former = (sequence: number): Partial<NewMessage> => ({ former: { epoch: EPOCH, id: messageId(sequence) } });
      await append(writer, [message(target, 1)]);
      const again = [message(target, 11, former(1)), message(other, 11, former(1)), message(target, 12, former(2))];
      expect(await append(writer, [...again, message(target, 13), message(target, 14, former(13))])).toBe(3);
      expect(await store.newestId(EPOCH)).toBe(messageId(14));
      const found = async (of: Target): Promise<number[]> => {
        const { messages } = await store.page({ target: of, limit: 10, after: { epoch: EPOCH, id: 0n } });
        return sequences(messages);
      };
      expect([await found(target), await found(other)]).toEqual([[1, 12, 13], [11]]);
    });

    it('keeps everything of a message', async () => {
      const target = memberTarget(7);
      const body = Buffer.from([0, 255, 39, 92, 10]);
      const sender = 663_291_537_152_950_273n;
      const more = { body, operation: -5, sender, idempotencyKey: 'k"\\' };
      await append(history.writer, [message(target, 1, more)]);
      expect(await history.store.byId(EPOCH, messageId(1))).toEqual({
        target,
        epoch: EPOCH,
        id: messageId(1),
        operation: -5,
        body,
        time: START_MS + 1_000,
        sender,
      });
    });

    it('stores a message once, whoever writes it how often', async () => {
      const target = room('once');
      const batch = numbers(10, 59).map((n) => message(target, n));
      expect(await append(history.writer, batch)).toBe(50);
      expect(await append(history.writer, [...batch, message(target, 60)])).toBe(1);
      expect(await append(history.writer, [message(target, 60, { body: Buffer.from('other') })])).toBe(0);
      const both = await Promise.all(
        [1, 2].map(() => append(history.writer, [message(target, 61), message(target, 62)])),
      );
      expect(both.toSorted((a, b) => a - b)).toEqual([0, 2]);
      const { messages } = await history.store.page({ target, limit: 100 });
      expect(sequences(messages)).toEqual(numbers(10, 62).toReversed());
      expect(messages[2]!.body.toString()).toBe('message 60');
    });

    it('keeps messages without a body, of a megabyte, and of targets with any name', async () => {
      const names = ['a\0b', 'a\\0b', 'a\\\\b', '"{},\\', 'ü\n\u{1F600}', "'; DROP TABLE goim_messages; --"];
      const targets = [...names.map(room), BROADCAST_TARGET];
      const long = Buffer.alloc(1024 * 1024, 'x');
      await append(history.writer, [
        ...targets.map((target) => message(target, 70)),
        message(room('sizes'), 71, { body: Buffer.alloc(0) }),
        message(room('sizes'), 72, { body: long }),
      ]);
      for (const target of targets) {
        const { messages } = await history.store.page({ target, limit: 10 });
        expect(messages.map((one) => one.target)).toEqual([target]);
      }
      const { messages } = await history.store.page({ target: room('sizes'), limit: 10 });
      expect(messages.map(({ body }) => body.length)).toEqual([long.length, 0]);
      expect(messages[0]!.body.equals(long)).toBe(true);
    });

    it('moves the watermark with the messages, over what is not kept, and never back', async () => {
      const { writer } = history;
      expect(await writer.watermark(EPOCH, 5)).toBeUndefined();
      await writer.append({ epoch: EPOCH, partition: 5, messages: [message(room('w'), 80)], watermark: messageId(85) });
      expect(await writer.watermark(EPOCH, 5)).toBe(messageId(85));
      await writer.append({ epoch: EPOCH, partition: 5, messages: [], watermark: messageId(90) });
      await writer.append({ epoch: EPOCH, partition: 5, messages: [], watermark: messageId(70) });
      expect(await writer.watermark(EPOCH, 5)).toBe(messageId(90));
      expect(await writer.watermark(EPOCH + 1, 5)).toBeUndefined();
    });

    it('moves no watermark that is not as far as is expected, or gone, and says so', async () => {
      const { writer } = history;
      const at = { epoch: EPOCH, partition: 6, messages: [] };
      await expect(writer.append({ ...at, watermark: 9n, expected: 8n })).rejects.toBeInstanceOf(WatermarkBehind);
      expect(await writer.watermark(EPOCH, 6)).toBeUndefined();
      await writer.append({ ...at, watermark: 7n, expected: 0n });
      await expect(writer.append({ ...at, watermark: 9n, expected: 8n })).rejects.toBeInstanceOf(WatermarkBehind);
      expect(await writer.watermark(EPOCH, 6)).toBe(7n);
      await writer.append({ ...at, watermark: 9n, expected: 7n });
      // A writer that is behind another one does no harm.
      await writer.append({ ...at, watermark: 8n, expected: 7n });
      expect(await writer.watermark(EPOCH, 6)).toBe(9n);
    });

    it.each([
      ['operation', { operation: 2 ** 31 }],
      ['sender', { sender: 0.5 }],
      ['time', { time: Number.NaN }],
      ['expires', { expires: -1 }],
    ])('names the message whose %s no column can hold, and stores none', async (what, more) => {
      const target = room(`refused ${what}`);
      await expect(append(history.writer, [message(target, 1), message(target, 2, more)])).rejects.toThrow(
        new RangeError(`message 1 can't be stored: its ${what} is out of range`),
      );
      expect(await history.store.page({ target, limit: 1 })).toEqual({ messages: [] });
    });
  });

  describe('withdrawing', () => {
    it('takes a message from all its targets, for good', async () => {
      const targets = [memberTarget(1), memberTarget(2)];
      const batch = targets.flatMap((target) => [message(target, 600), message(target, 601)]);
      await append(history.writer, batch);
      expect((await history.store.withdraw(EPOCH, messageId(600))).toSorted()).toEqual(targets);
      // Whoever asked may have died before it told anybody.
      expect((await history.store.withdraw(EPOCH, messageId(600))).toSorted()).toEqual(targets);
      expect(await history.store.withdraw(EPOCH, messageId(599))).toEqual([]);
      // A task that comes again must not bring it back.
      expect(await append(history.writer, batch)).toBe(0);
      expect(await history.store.byId(EPOCH, messageId(600))).toBeUndefined();
      for (const target of targets) {
        expect(sequences((await history.store.page({ target, limit: 1 })).messages)).toEqual([601]);
        const ends = { afterId: messageId(599), upTo: messageId(601), limit: 10 };
        const range = await history.store.range({ target, epoch: EPOCH, partition: 0, ...ends });
        expect(sequences(range.messages)).toEqual([601]);
      }
      const rows = await history.database.query('SELECT FROM goim_messages WHERE id = $1 AND length(body) > 0', [
        String(messageId(600)),
      ]);
      expect(rows).toHaveLength(0);
    });
  });

  // Last: what is here is older than it may be.
  describe('pruning', () => {
    it('removes what has expired, in batches', async () => {
      const target = room('prune expired');
      await append(
        history.writer,
        numbers(901, 930).map((n) => message(target, n, { expires: Date.now() - 1 })),
      );
      const limits = { ...BOUNDS, batch: 20 };
      expect(await history.writer.prune('expired', limits)).toEqual({ removed: 20, more: true });
      expect(await history.writer.prune('aged', limits)).toEqual({ removed: 0, more: false });
      expect(await history.writer.prune('expired', limits)).toEqual({ removed: 10, more: false });
    });

    it('removes what a target has too many of, and tells that there is a gap', async () => {
      const epoch = EPOCH + 2;
      const target = room('prune count');
      const write = (from: number, to: number): Promise<number> => {
        const messages = numbers(from, to).flatMap((n) => [message(target, n), message(room(`quiet ${n}`), n)]);
        return history.writer.append({ epoch, partition: 0, messages, watermark: messageId(to) });
      };
      await write(1, 40);
      const limits = { ...BOUNDS, keepCount: 10, batch: 20 };
      await pruneAll(limits);
      expect(sequences((await history.store.page({ target, limit: 100 })).messages)).toEqual(
        numbers(31, 40).toReversed(),
      );
      await write(41, 45);
      await pruneAll(limits);
      const request = { target, epoch, partition: 0, afterId: messageId(20), upTo: messageId(45), limit: 100 };
      const { messages, gaps } = await history.store.range(request);
      expect(sequences(messages)).toEqual(numbers(36, 45));
      expect(gaps).toEqual([{ from: messageId(20) + 1n, to: messageId(35) }]);
      expect((await history.store.range({ ...request, afterId: messageId(35) })).gaps).toEqual([]);
      expect((await history.store.range({ ...request, target: room('quiet 1') })).gaps).toEqual([]);
    });

    it('of a target without new messages too, where fewer are to be kept than before', async () => {
      const epoch = EPOCH + 2;
      const target = room('prune recount');
      const messages = numbers(46, 48).map((n) => message(target, n));
      await history.writer.append({ epoch, partition: 0, messages, watermark: messageId(48) });
      const limits = { ...BOUNDS, keepCount: 10, batch: 20 };
      const left = async (): Promise<number[]> => sequences((await history.store.page({ target, limit: 10 })).messages);
      await pruneAll(limits);
      expect(await left()).toEqual([48, 47, 46]);
      await pruneAll({ ...limits, keepCount: 1 });
      expect(await left()).toEqual([48]);
    });

    it('of a target as well that has messages of an earlier epoch alone', async () => {
      const epoch = EPOCH + 20;
      const target = room('prune earlier epoch');
      const messages = numbers(46, 48).map((n) => message(target, n));
      await history.writer.append({ epoch, partition: 0, messages, watermark: messageId(48) });
      await history.writer.append({
        epoch: epoch + 1,
        partition: 0,
        messages: [message(room('prune new epoch'), 1)],
        watermark: messageId(1),
      });
      const limits = { ...BOUNDS, keepCount: 10, batch: 20 };
      const left = async (): Promise<number[]> => sequences((await history.store.page({ target, limit: 10 })).messages);
      await pruneAll(limits);
      expect(await left()).toEqual([48, 47, 46]);
      await pruneAll({ ...limits, keepCount: 1 });
      expect(await left()).toEqual([48]);
    });

    it('removes what is too old, and tells that there may be a gap', async () => {
      const epoch = EPOCH + 2;
      const target = room('prune age');
      const fresh = [message(target, 50, { time: Date.now() })];
      await history.writer.append({
        epoch,
        partition: 0,
        messages: [message(target, 49), ...fresh],
        watermark: messageId(50),
      });
      await pruneAll({ ...BOUNDS, keepFor: HOUR_MS });
      const [left] = await history.database.query<{ count: number }>(
        'SELECT count(*)::integer AS count FROM goim_messages',
      );
      expect(left).toEqual({ count: 1 });
      const request = { target, epoch, partition: 0, afterId: messageId(10), upTo: messageId(60), limit: 100 };
      const { messages, gaps } = await history.store.range(request);
      expect(sequences(messages)).toEqual([50]);
      expect(gaps).toEqual([{ from: messageId(10) + 1n, to: messageId(49) }]);
    });

    async function pruneAll(limits: PruneLimits): Promise<void> {
      for (const kind of ['expired', 'aged', 'surplus'] as const)
        await eventually(
          'nothing is left to prune',
          20_000,
          async () => !(await history.writer.prune(kind, limits)).more,
        );
    }
  });
});
