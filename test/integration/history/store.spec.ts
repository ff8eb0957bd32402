import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BROADCAST_TARGET, memberTarget, messageId, sequenceOf, type Cursor, type Target } from '#contracts';
import { HISTORY_DATA_SOURCE, type MessagePage, type StoredMessage } from '#history';
import { databases, eventually, type TestDatabase } from '#test-support';
import { History } from './history.js';
import { append, EPOCH, message, room, START_MS } from './messages.js';

const HOUR_MS = 3_600_000;

function sequences(messages: readonly StoredMessage[]): number[] {
  return messages.map(({ id }) => sequenceOf(id));
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}

describe.each(databases)('the history on %s', (_, start) => {
  let database: TestDatabase;
  let history: History;

  beforeAll(async () => {
    database = await start();
    history = await History.open(database.url);
  }, 60_000);

  afterAll(async () => {
    await history.close();
    await database.stop();
  }, 60_000);

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

  describe('writing', () => {
    it('keeps everything of a message', async () => {
      const target = memberTarget(7);
      const body = Buffer.from([0, 255, 39, 92, 10]);
      const more = { body, operation: -5, sender: 2 ** 53 - 1, idempotencyKey: 'k"\\' };
      await append(history.writer, [message(target, 1, more)]);
      expect(await history.store.byId(EPOCH, messageId(1))).toEqual({
        target,
        epoch: EPOCH,
        id: messageId(1),
        operation: -5,
        body,
        time: START_MS + 1_000,
        sender: 2 ** 53 - 1,
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

  describe('pages', () => {
    const target = room('pages');

    beforeAll(async () => {
      const odd = (n: number): object => ({ operation: n % 2 === 1 ? 1_001 : 1_000 });
      await append(
        history.writer,
        numbers(101, 130).map((n) => message(target, n, odd(n))),
      );
      await append(
        history.writer,
        numbers(131, 132).map((n) => message(room('pages2'), n)),
      );
      const epoch = EPOCH + 1;
      const later = [message(target, 1), message(target, 2)];
      await history.writer.append({ epoch, partition: 0, messages: later, watermark: messageId(2) });
    });

    it('go from the newest back, over epochs', async () => {
      const pages = await walk({ target, limit: 12 }, 'before');
      expect(pages.map(({ messages }) => sequences(messages))).toEqual([
        [2, 1, ...numbers(121, 130).toReversed()],
        numbers(109, 120).toReversed(),
        numbers(101, 108).toReversed(),
      ]);
    });

    it('go from a cursor on', async () => {
      const after = { epoch: EPOCH, id: messageId(128) };
      const pages = await walk({ target, limit: 3, after }, 'after');
      expect(pages.map(({ messages }) => sequences(messages))).toEqual([[129, 130, 1], [2]]);
    });

    it('end without a cursor where nothing is left, also when they are full', async () => {
      const page = await history.store.page({ target: room('pages2'), limit: 2 });
      expect(page.messages).toHaveLength(2);
      expect(page.next).toBeUndefined();
      expect(await history.store.page({ target: room('nobody'), limit: 2 })).toEqual({ messages: [] });
    });

    it('hold one operation alone, and the time asked for', async () => {
      const odd = await walk({ target, limit: 4, operation: 1_001 }, 'before');
      expect(odd.flatMap(({ messages }) => sequences(messages))).toEqual(
        numbers(101, 130)
          .toReversed()
          .filter((n) => n % 2 === 1),
      );
      const [from, to] = [START_MS + 110_000, START_MS + 115_000];
      const { messages } = await history.store.page({ target, limit: 100, from, to });
      expect(sequences(messages)).toEqual([114, 113, 112, 111, 110]);
    });

    it('hold so many bytes, and at least one message', async () => {
      const large = await History.open(database.url, { maxPageBytes: 25 });
      const pages = await walk({ target, limit: 100 }, 'before', large);
      expect(pages.flatMap(({ messages }) => sequences(messages))).toEqual([2, 1, ...numbers(101, 130).toReversed()]);
      // "message 101" has 11 bytes, "message 1" 9.
      expect(pages.every(({ messages }) => messages.length === 2)).toBe(true);
      const tiny = await History.open(database.url, { maxPageBytes: 1 });
      expect((await tiny.store.page({ target, limit: 100 })).messages).toHaveLength(1);
      await Promise.all([large.close(), tiny.close()]);
    });

    it('come to an end where a filter leaves nothing of many, by empty pages with a cursor', async () => {
      const busy = room('busy');
      for (let first = 20_000; first < 32_500; first += 2_500) {
        await append(
          history.writer,
          numbers(first, first + 2_499).map((n) => message(busy, n)),
        );
      }
      await append(history.writer, [message(busy, 19_999, { operation: 9 })]);
      const pages = await walk({ target: busy, limit: 10, operation: 9 }, 'before');
      expect(pages.map(({ messages }) => sequences(messages))).toEqual([[], [19_999]]);
    });

    async function walk(
      request: { target: Target; limit: number; operation?: number; after?: Cursor },
      direction: 'before' | 'after',
      of = history,
    ): Promise<MessagePage[]> {
      const pages: MessagePage[] = [];
      let page = await of.store.page(request);
      pages.push(page);
      while (page.next) {
        page = await of.store.page({ ...request, [direction]: page.next });
        pages.push(page);
      }
      return pages;
    }
  });

  describe('ranges', () => {
    const target = room('ranges');
    const request = { target, epoch: EPOCH, partition: 9 };

    beforeAll(() =>
      append(
        history.writer,
        numbers(201, 230).map((n) => message(target, n * 2)),
        9,
      ),
    );

    it('are what is after one id, up to another', async () => {
      const ends = { afterId: messageId(402), upTo: messageId(410), limit: 100 };
      const { messages, gaps } = await history.store.range({ ...request, ...ends });
      expect(sequences(messages)).toEqual([404, 406, 408, 410]);
      expect(gaps).toEqual([]);
    });

    it('are the newest, and a gap, where there are more than asked for', async () => {
      const ends = { afterId: messageId(402), upTo: messageId(500), limit: 3 };
      const { messages, gaps } = await history.store.range({ ...request, ...ends });
      expect(sequences(messages)).toEqual([456, 458, 460]);
      expect(gaps).toEqual([{ from: messageId(402) + 1n, to: messageId(454) }]);
    });

    it('tell what the writer gave up', async () => {
      const gap = { epoch: EPOCH, partition: 9, from: messageId(461), to: messageId(480), reason: 'the queue is full' };
      await history.writer.giveUp(gap);
      await history.writer.giveUp(gap);
      expect(await history.writer.watermark(EPOCH, 9)).toBe(messageId(480));
      await append(history.writer, [message(target, 481)], 9);
      const ends = { afterId: messageId(458), upTo: messageId(481), limit: 10 };
      const { messages, gaps } = await history.store.range({ ...request, ...ends });
      expect(sequences(messages)).toEqual([460, 481]);
      expect(gaps).toEqual([{ from: messageId(461), to: messageId(480) }]);
      const behind = { afterId: messageId(470), upTo: messageId(475), limit: 10 };
      expect(await history.store.range({ ...request, ...behind })).toEqual({
        messages: [],
        gaps: [{ from: messageId(470) + 1n, to: messageId(475) }],
      });
      expect((await history.store.range({ ...request, ...ends, partition: 10 })).gaps).toEqual([]);
    });

    it('wait for the writer', async () => {
      const { store, writer } = history;
      const [early, never] = [
        store.reached(EPOCH, 11, messageId(500), 5_000),
        store.reached(EPOCH, 11, messageId(501), 100),
      ];
      await append(writer, [message(target, 500)], 11);
      expect(await early).toBe(true);
      expect(await never).toBe(false);
    });
  });

  describe('withdrawing', () => {
    it('takes a message from all its targets, for good', async () => {
      const targets = [memberTarget(1), memberTarget(2)];
      const batch = targets.flatMap((target) => [message(target, 600), message(target, 601)]);
      await append(history.writer, batch);
      expect((await history.store.withdraw(EPOCH, messageId(600))).toSorted()).toEqual(targets);
      expect(await history.store.withdraw(EPOCH, messageId(600))).toEqual([]);
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

  it('does not list what has expired, and gives the last ids of targets', async () => {
    const target = room('expiry');
    const [soon, past] = [Date.now() + HOUR_MS, Date.now() - 1];
    const batch = [
      message(target, 700),
      message(target, 701, { expires: soon }),
      message(target, 702, { expires: past }),
    ];
    await append(history.writer, batch);
    expect(sequences((await history.store.page({ target, limit: 10 })).messages)).toEqual([701, 700]);
    const ends = { afterId: messageId(600), upTo: messageId(702), limit: 10 };
    const range = await history.store.range({ target, epoch: EPOCH, partition: 0, ...ends });
    expect(sequences(range.messages)).toEqual([700, 701]);
    expect(await history.store.lastIds(EPOCH, [room('a\0b'), target, room('nobody'), target])).toEqual(
      new Map([
        [room('a\0b'), messageId(70)],
        [target, messageId(702)],
      ]),
    );
  });

  it('counts what a member has not read', async () => {
    const { store } = history;
    const mid = 800;
    await append(
      history.writer,
      numbers(801, 820).map((n) => message(memberTarget(mid), n)),
    );
    expect(await store.readPosition(mid)).toBeUndefined();
    expect(await store.unread(mid, 100)).toEqual({ count: 20, more: false });
    const position = { epoch: EPOCH, id: messageId(815) };
    expect(await store.setReadPosition(mid, position)).toEqual(position);
    expect(await store.setReadPosition(mid, { epoch: EPOCH, id: messageId(803) })).toEqual(position);
    expect(await store.readPosition(mid)).toEqual(position);
    await store.withdraw(EPOCH, messageId(817));
    expect(await store.unread(mid, 100)).toEqual({ count: 4, more: false });
    expect(await store.unread(mid, 3)).toEqual({ count: 3, more: true });
    expect(await store.unread(12_345, 3)).toEqual({ count: 0, more: false });
    const next = { epoch: EPOCH + 1, id: 0n };
    expect(await store.setReadPosition(mid, next)).toEqual(next);
  });

  it('exports every message in order', async () => {
    const exported: number[] = [];
    for await (const { id } of history.store.export(room('busy'))) exported.push(sequenceOf(id));
    expect(exported).toEqual(numbers(19_999, 32_499));
    const some: number[] = [];
    const filter = { from: START_MS + 25_000_000, to: START_MS + 25_003_000 };
    for await (const { id } of history.store.export(room('busy'), filter)) some.push(sequenceOf(id));
    expect(some).toEqual([25_000, 25_001, 25_002]);
  });

  it('finds a place in a target without a look at the rows of others', async () => {
    const epoch = EPOCH + 1;
    const ids = numbers(1_000, 10_999);
    const messages = ids.map((n) => message(memberTarget(n % 100), n));
    await history.writer.append({ epoch, partition: 0, messages, watermark: messageId(11_000) });
    await history.database.query('ANALYZE goim_messages');
    await history.store.setReadPosition(50, { epoch, id: messageId(5_000) });
    const plans: string[] = [];
    const query = history.database.query.bind(history.database);
    history.database.query = async (text, values) => {
      plans.push(JSON.stringify(await query(`EXPLAIN ${text}`, values)));
      return query(text, values);
    };
    const [target, place] = [memberTarget(50), { epoch, id: messageId(5_000) }];
    await history.store.page({ target, limit: 50 });
    await history.store.page({ target, limit: 50, before: place });
    await history.store.page({ target, limit: 50, after: place });
    const ends = { afterId: messageId(9_000), upTo: messageId(11_000), limit: 300 };
    await history.store.range({ target, epoch, partition: 0, ...ends });
    await history.store.lastIds(epoch, [target]);
    await history.store.unread(50, 100);
    Reflect.deleteProperty(history.database, 'query');
    expect(plans.length).toBeGreaterThan(7);
    expect(
      plans.filter((plan) => plan.includes('goim_messages_order') || plan.includes('Seq Scan on goim_messages')),
    ).toEqual([]);
  });

  // Last: what is here is older than it may be.
  describe('pruning', () => {
    it('removes what has expired, in batches', async () => {
      const target = room('prune expired');
      await append(
        history.writer,
        numbers(901, 930).map((n) => message(target, n, { expires: Date.now() - 1 })),
      );
      const limits = { keepFor: 100 * 365 * 24 * HOUR_MS, keepCount: 1_000_000, batch: 20 };
      const first = await history.writer.prune(limits);
      expect(first).toMatchObject({ expired: 20, aged: 0, surplus: 0, more: true });
      expect(await history.writer.prune(limits)).toMatchObject({ expired: 11 });
    });

    it('removes what a target has too many of, and tells that there is a gap', async () => {
      const epoch = EPOCH + 2;
      const target = room('prune count');
      const write = (from: number, to: number): Promise<number> => {
        const messages = numbers(from, to).flatMap((n) => [message(target, n), message(room(`quiet ${n}`), n)]);
        return history.writer.append({ epoch, partition: 0, messages, watermark: messageId(to) });
      };
      await write(1, 40);
      const limits = { keepFor: 100 * 365 * 24 * HOUR_MS, keepCount: 10, batch: 20 };
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

    it('of a target without new messages too, where fewer are to be kept and that is asked for', async () => {
      const epoch = EPOCH + 2;
      const target = room('prune recount');
      const messages = numbers(46, 48).map((n) => message(target, n));
      await history.writer.append({ epoch, partition: 0, messages, watermark: messageId(48) });
      const limits = { keepFor: 100 * 365 * 24 * HOUR_MS, keepCount: 10, batch: 20 };
      const left = async (): Promise<number[]> => sequences((await history.store.page({ target, limit: 10 })).messages);
      await pruneAll(limits);
      await pruneAll({ ...limits, keepCount: 1 });
      expect(await left()).toEqual([48, 47, 46]);
      await history.writer.prune({ ...limits, keepCount: 1, recount: true });
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
      await pruneAll({ keepFor: HOUR_MS, keepCount: 1_000_000, batch: 5_000 });
      const [left] = await history.database.query<{ count: number }>(
        'SELECT count(*)::integer AS count FROM goim_messages',
      );
      expect(left).toEqual({ count: 1 });
      const request = { target, epoch, partition: 0, afterId: messageId(10), upTo: messageId(60), limit: 100 };
      const { messages, gaps } = await history.store.range(request);
      expect(sequences(messages)).toEqual([50]);
      expect(gaps).toEqual([{ from: messageId(10) + 1n, to: messageId(49) }]);
    });

    async function pruneAll(limits: { keepFor: number; keepCount: number; batch: number }): Promise<void> {
      await eventually('nothing is left to prune', 20_000, async () => !(await history.writer.prune(limits)).more);
    }
  });
});
