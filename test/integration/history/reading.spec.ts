import { beforeAll, describe, expect, it } from '@jest/globals';
import { memberTarget, messageId, sequenceOf, type Cursor, type Target } from '#contracts';
import type { MessagePage, TargetCursor } from '#history';
import { databases, type TestDatabase } from '#test-support';
import { History, historyOn } from './history.js';
import { append, EPOCH, message, numbers, room, sequences, START_MS } from './messages.js';

const HOUR_MS = 3_600_000;

describe.each(databases)('the history that is read on %s', (_, start) => {
  let database: TestDatabase;
  let history: History;

  historyOn(start, (opened, at) => {
    history = opened;
    database = at;
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
      const { messages, gaps, expiresIn } = await history.store.range({ ...request, ...ends });
      expect(sequences(messages)).toEqual([404, 406, 408, 410]);
      expect([gaps, expiresIn]).toEqual([[], undefined]);
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

    it('that are asked for at the same time are read together, and each is what was asked for', async () => {
      const names = numbers(1, 20).map((n) => `read together ${n}`);
      await append(
        history.writer,
        names.flatMap((name, n) => [
          message(room(name), 600 + n),
          message(room(name), 620 + n),
          message(room(name), 640 + n),
        ]),
        14,
      );
      const gap = { epoch: EPOCH, partition: 15, from: messageId(600), to: messageId(610), reason: 'lost' };
      await history.writer.giveUp(gap);
      const queries: string[] = [];
      const query = history.database.query.bind(history.database);
      history.database.query = async (text, values) => {
        queries.push(text);
        return query(text, values);
      };
      const ranges = await Promise.all(
        names.map((name, n) =>
          history.store.range({
            target: room(name),
            epoch: n === 3 ? EPOCH + 1 : EPOCH,
            partition: n === 5 ? 15 : 14,
            afterId: messageId(600 + (n % 2) * n),
            upTo: messageId(639 + n),
            limit: n === 7 ? 1 : 10,
          }),
        ),
      );
      Reflect.deleteProperty(history.database, 'query');
      expect(queries.length).toBe(4);
      expect(ranges.map(({ messages }) => sequences(messages))).toEqual(
        names.map((name, n) => {
          if (n === 3) return [];
          return n % 2 === 1 || n === 0 ? [620 + n] : [600 + n, 620 + n];
        }),
      );
      expect(ranges.map(({ gaps }) => gaps)).toEqual(
        names.map((name, n) => (n === 5 ? [{ from: messageId(605) + 1n, to: messageId(610) }] : [])),
      );
      const left = {
        target: room(names[0]!),
        epoch: EPOCH,
        partition: 14,
        afterId: 0n,
        upTo: messageId(640),
        limit: 1,
      };
      const [one, all] = await Promise.all([history.store.range(left), history.store.range({ ...left, limit: 3 })]);
      expect([sequences(one.messages), sequences(all.messages)]).toEqual([[640], [600, 620, 640]]);
      expect([one.gaps, all.gaps]).toEqual([[{ from: 1n, to: messageId(620) }], []]);
    });

    it('need not be read where nothing came after a cursor', async () => {
      const { store, writer } = history;
      const cursor = (name: string, sequence: number, partition = 12): TargetCursor => {
        return { target: room(name), partition, afterId: messageId(sequence, 1_023) };
      };
      await append(
        writer,
        [message(room('without news'), 520), message(room('with news'), 521), message(room('with news'), 522)],
        12,
      );
      const [quiet, busy, behind, unknown] = [
        cursor('without news', 520),
        cursor('with news', 521),
        cursor('without news', 519),
        cursor('never pushed to', 1),
      ];
      expect([...(await store.passed(EPOCH, [quiet, busy, behind, unknown]))]).toEqual([busy, behind]);
      expect([...(await store.passed(EPOCH + 1, [quiet, busy]))]).toEqual([]);

      const gap = { epoch: EPOCH, partition: 12, from: messageId(530), to: messageId(540), reason: 'lost' };
      await writer.giveUp(gap);
      const beyond = cursor('without news', 540);
      const elsewhere = cursor('without news', 525, 13);
      expect([...(await store.passed(EPOCH, [quiet, beyond, elsewhere]))]).toEqual([quiet]);
    });

    it('wait for the writer', async () => {
      const { store, writer } = history;
      const [early, never] = [
        store.reached(EPOCH, 11, messageId(500), 30_000),
        store.reached(EPOCH, 11, messageId(501), 100),
      ];
      await append(writer, [message(target, 500)], 11);
      expect(await early).toBe(true);
      expect(await never).toBe(false);
    });
  });

  it('does not list what has expired, and gives the last ids of targets', async () => {
    const target = room('expiry');
    const [soon, past] = [Date.now() + HOUR_MS, Date.now() - 1];
    const odd = room('a\0b');
    const batch = [
      message(odd, 70),
      message(target, 700),
      message(target, 701, { expires: soon }),
      message(target, 702, { expires: past }),
    ];
    await append(history.writer, batch);
    expect(sequences((await history.store.page({ target, limit: 10 })).messages)).toEqual([701, 700]);
    const ends = { afterId: messageId(600), upTo: messageId(702), limit: 10 };
    const range = await history.store.range({ target, epoch: EPOCH, partition: 0, ...ends });
    expect(sequences(range.messages)).toEqual([700, 701]);
    expect(range.expiresIn).toBeGreaterThan(0);
    expect(range.expiresIn).toBeLessThanOrEqual(HOUR_MS);
    expect(await history.store.lastIds(EPOCH, [odd, target, room('nobody'), target])).toEqual(
      new Map([
        [odd, messageId(70)],
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
    expect(await store.setReadPosition(mid, position, { ...next, id: 1n })).toEqual(next);
    expect(await store.setReadPosition(mid, position, next)).toEqual(position);
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
    expect(plans.length).toBe(7);
    expect(
      plans.filter((plan) => plan.includes('goim_messages_order') || plan.includes('Seq Scan on goim_messages')),
    ).toEqual([]);
  });
});
