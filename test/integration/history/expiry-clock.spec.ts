import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memberTarget, messageId, type Mid } from '#contracts';
import { databases, type TestDatabase } from '#test-support';
import { History, historyOn } from './history.js';
import { append, EPOCH, message, numbers, room, sequences } from './messages.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const STARTED_WITHIN_MS = 60_000;
const MID = 5 as Mid;

// The database's clock is the test's: what differs from it is the clock that messages expire by.
describe.each(databases)(
  'messages on %s expire by the clock that is given, whatever the database takes the time for:',
  (_, start) => {
    const target = room('clocks');
    const member = memberTarget(MID);
    let writer: History;
    let ahead: History;
    let behind: History;
    let database: TestDatabase;

    historyOn(start, (opened, at) => {
      writer = opened;
      database = at;
    });

    beforeAll(async () => {
      ahead = await History.open(database.url, {}, () => Date.now() + HOUR_MS);
      behind = await History.open(database.url, {}, () => Date.now() - HOUR_MS);
      const soon = { expires: Date.now() + 10 * MINUTE_MS };
      const past = { expires: Date.now() - 10 * MINUTE_MS };
      await append(writer.writer, [
        message(target, 1),
        message(target, 2, soon),
        message(target, 3, past),
        message(member, 4),
        message(member, 5, soon),
        message(member, 6, past),
      ]);
    }, STARTED_WITHIN_MS);

    afterAll(async () => {
      await Promise.all([ahead.close(), behind.close()]);
    }, STARTED_WITHIN_MS);

    it.each([
      ['ahead of it, they are over for every reader', () => ahead, [1], [4]],
      ['behind it, they are there for every reader', () => behind, [1, 2, 3], [4, 5, 6]],
    ])('%s', async (__, history, ofRoom, ofMember) => {
      const { store } = history();
      const range = { target, epoch: EPOCH, partition: 0, afterId: 0n, upTo: messageId(3), limit: 10 };
      const found = await Promise.all(numbers(1, 6).map((n) => store.byId(EPOCH, messageId(n))));
      expect({
        range: sequences((await store.range(range)).messages),
        page: sequences((await store.page({ target, limit: 10 })).messages).toReversed(),
        unread: (await store.unread(MID, 10)).count,
        byId: sequences(found.filter((one) => one !== undefined)),
      }).toEqual({ range: ofRoom, page: ofRoom, unread: ofMember.length, byId: [...ofRoom, ...ofMember] });
    });

    it('how long a message may still be used is by that clock', async () => {
      const range = { target, epoch: EPOCH, partition: 0, afterId: 1n, upTo: messageId(2), limit: 10 };
      const { expiresIn } = await behind.store.range(range);
      expect(expiresIn).toBeGreaterThan(HOUR_MS);
      expect(expiresIn).toBeLessThanOrEqual(HOUR_MS + 10 * MINUTE_MS);
    });

    it('they are removed once it says so, and not before', async () => {
      const limits = { keepFor: 100 * 365 * 24 * HOUR_MS, keepCount: 1_000, batch: 100 };
      expect(await behind.writer.prune('expired', limits)).toMatchObject({ removed: 0 });
      expect(await ahead.writer.prune('expired', limits)).toMatchObject({ removed: 4 });
      expect(sequences((await behind.store.page({ target, limit: 10 })).messages)).toEqual([1]);
    });
  },
);
