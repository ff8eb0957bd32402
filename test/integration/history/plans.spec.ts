import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { memberTarget, messageId, type Target } from '#contracts';
import { databases } from '#test-support';
import { historyOn, type History } from './history.js';
import { append, EPOCH, message, numbers, room, START_MS } from './messages.js';

const MESSAGES = 40_000;
const BATCH = 5_000;
const BUSY = room('busy');
const LONG_AGO = room('long ago');
const IN_A_YEAR_MS = Date.now() + 365 * 24 * 3_600_000;
const FILLED_WITHIN_MS = 120_000;

/** What is not the primary key's: the order of all targets' messages, or all of them. */
const OTHERS_TOO = /Seq Scan on goim_messages\b|goim_messages_order/;

/**
 * The planner takes a target without messages for one that has as many as others: where there are few targets it expected to come
 * across one soon, and looked through millions of messages of the others for each cursor of a comet that was cut off.
 */
describe.each(databases)('a read of one target looks at no message of others, on %s:', (_, start) => {
  let history: History;

  historyOn(start, (opened) => {
    history = opened;
  });

  beforeAll(async () => {
    for (let first = 1; first <= MESSAGES; first += BATCH) {
      const target = first < MESSAGES / 2 ? LONG_AGO : BUSY;
      await append(
        history.writer,
        numbers(first, first + BATCH - 1).map((n) => message(target, n, n % 10 === 0 ? { expires: IN_A_YEAR_MS } : {})),
      );
    }
  }, FILLED_WITHIN_MS);

  /** Where fewer are kept than before all are counted again. */
  let keepCount = MESSAGES;
  const end = { epoch: EPOCH, partition: 0, upTo: messageId(MESSAGES), limit: 300 };
  const targets = [room('none'), memberTarget(7), LONG_AGO, BUSY];
  const reads: [string, (target: Target) => Promise<unknown>][] = [
    [
      'whether there is more',
      (target) => history.store.passed(EPOCH, [{ target, partition: 0, afterId: messageId(MESSAGES / 2) }]),
    ],
    ['the newest id', (target) => history.store.lastIds(EPOCH, [target])],
    ['a range', (target) => history.store.range({ ...end, target, afterId: 0n })],
    ['the newest page', (target) => history.store.page({ target, limit: 50 })],
    ['a page that goes on', (target) => history.store.page({ target, limit: 50, after: { epoch: EPOCH, id: 5n } })],
    [
      'a page of some time',
      (target) => history.store.page({ target, limit: 50, from: START_MS + 900_000, to: START_MS + 9e6 }),
    ],
    ['what is unread', () => history.store.unread(7, 1_000)],
    ['what has expired', () => history.writer.prune('expired', { keepFor: 1e12, keepCount, batch: 100 })],
    ['what is too many', () => history.writer.prune('surplus', { keepFor: 1e12, keepCount: --keepCount, batch: 100 })],
  ];

  describe.each([
    ['without statistics', 'SELECT'],
    ['with statistics', 'VACUUM ANALYZE goim_messages'],
  ])('%s', (_name, before) => {
    beforeAll(async () => {
      await history.database.query(before);
    });

    it.each(reads)('%s', async (_what, read) => {
      const plans = await plansOf(read);
      expect(plans).not.toEqual([]);
      for (const plan of plans) expect(plan).not.toMatch(OTHERS_TOO);
    });
  });

  /** Of the statements that it makes. */
  async function plansOf(read: (target: Target) => Promise<unknown>): Promise<string[]> {
    const query = history.database.query.bind(history.database);
    const plans: string[] = [];
    const asked = jest.spyOn(history.database, 'query').mockImplementation(async (text, values) => {
      if (text.includes('FROM goim_messages') && !text.includes('FROM goim_epochs')) {
        const rows = await query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
      }
      return query(text, values);
    });
    for (const target of targets) await read(target);
    asked.mockRestore();
    return plans;
  }
});
