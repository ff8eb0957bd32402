import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { messageId } from '#contracts';
import { HistoryUnavailable } from '#history';
import { databases, eventually, type TestDatabase } from '#test-support';
import { History, IMPATIENT } from './history.js';
import { append, EPOCH, message, room } from './messages.js';

/** What a call may take that waits for a connection and for its answer, 5 s, on a machine however busy. */
const BOUND_MS = 30_000;
const BACK_WITHIN_MS = 60_000;
const TEST_TIMEOUT_MS = 240_000;

const BATCH = 200;
const BATCHES = 60;

describe.each(databases)('while the database goes away, on %s', (_, start) => {
  let database: TestDatabase;
  let histories: History[];

  beforeEach(async () => {
    database = await start();
    histories = [];
  }, TEST_TIMEOUT_MS);

  afterEach(async () => {
    await database.thaw().catch(() => {});
    await Promise.all(histories.map((history) => history.close()));
    await database.stop();
  }, TEST_TIMEOUT_MS);

  async function open(): Promise<History> {
    const history = await History.open(database.url, IMPATIENT);
    histories.push(history);
    return history;
  }

  it(
    'an app starts, says that it is unavailable, and has it when it comes',
    async () => {
      await database.freeze();
      const history = await History.create(database.url, IMPATIENT);
      histories.push(history);
      await bounded(history.store.newestEpoch());
      await eventually('it says so', BOUND_MS, () => expect(history.database.whyUnavailable).toBeTruthy());
      // What nobody needs the answer of is not counted.
      await history.database.look();
      expect(await history.unanswered()).toBe(1);
      await database.thaw();
      await history.database.opened();
      expect(await history.store.newestEpoch()).toBeUndefined();
      expect(await history.unanswered()).toBe(1);
      expect(history.database.whyUnavailable).toBeUndefined();
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'nothing is stored twice or lost, and the watermark is true, however often it is killed meanwhile',
    async () => {
      const [history, reader] = [await open(), await open()];
      const target = room('crash');
      let written = 0;
      let failures = 0;
      const writing = (async () => {
        while (written < BATCHES) {
          const first = written * BATCH + 1;
          const messages = Array.from({ length: BATCH }, (_unused, n) => message(target, first + n));
          try {
            await append(history.writer, messages);
            written++;
          } catch (error) {
            if (!(error instanceof HistoryUnavailable)) throw error;
            failures++;
            await delay(50);
          }
        }
      })();
      for (const at of [0.2, 0.5, 0.8]) {
        await eventually(`${at} of it is written`, BACK_WITHIN_MS, () => written >= BATCHES * at);
        await database.kill();
        await database.revive();
        await back(reader);
        const mark = (await reader.writer.watermark(EPOCH, 0)) ?? 0n;
        const [{ count } = { count: -1 }] = await reader.database.query<{ count: number }>(
          'SELECT count(*)::integer AS count FROM goim_messages WHERE id <= $1',
          [String(mark)],
        );
        expect(messageId(count)).toBe(mark);
      }
      await writing;
      expect(failures).toBeGreaterThan(0);
      let expected = 1;
      for await (const { id } of reader.store.export(target)) expect(id).toBe(messageId(expected++));
      expect(expected).toBe(BATCH * BATCHES + 1);
      expect(await reader.writer.watermark(EPOCH, 0)).toBe(messageId(BATCH * BATCHES));
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'every call ends in bounded time where it hangs, and works again when it does',
    async () => {
      const history = await open();
      await append(history.writer, [message(room('hang'), 1)]);
      await database.freeze();
      const calls = Array.from({ length: 30 }, (_unused, n) =>
        n % 2
          ? history.store.page({ target: room('hang'), limit: 10 })
          : append(history.writer, [message(room('hang'), 2)]),
      );
      await Promise.all([...calls, history.store.reached(EPOCH, 0, messageId(5), 100)].map(bounded));
      // A call that waits for a connection in turn is no different.
      await bounded(history.store.newestEpoch());
      expect(history.database.whyUnavailable).toBeTruthy();
      await database.thaw();
      await back(history);
      await append(history.writer, [message(room('hang'), 2)]);
      expect((await history.store.page({ target: room('hang'), limit: 10 })).messages).toHaveLength(2);
      expect(history.database.whyUnavailable).toBeUndefined();
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'an app shuts down in bounded time where it hangs',
    async () => {
      const history = await open();
      await append(history.writer, [message(room('close'), 1)]);
      await database.freeze();
      const from = performance.now();
      await history.close();
      histories.pop();
      expect(performance.now() - from).toBeLessThan(BOUND_MS);
    },
    TEST_TIMEOUT_MS,
  );

  async function bounded(call: Promise<unknown>): Promise<void> {
    const from = performance.now();
    await expect(call).rejects.toMatchObject({ code: 'history-unavailable', retryable: true });
    expect(performance.now() - from).toBeLessThan(BOUND_MS);
  }

  async function back(history: History): Promise<void> {
    await eventually('the database is back', BACK_WITHIN_MS, () => history.store.newestEpoch());
  }
});
