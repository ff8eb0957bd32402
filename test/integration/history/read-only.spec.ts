import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { HistoryReadiness } from '#history';
import { eventually } from '#test-support';
import { PostgresServer } from '../../databases/postgres-server.mjs';
import { History } from './history.js';
import { append, message, room } from './messages.js';

const WITHIN_MS = 30_000;
const TEST_TIMEOUT_MS = 120_000;
const READ_ONLY = 'the database is read-only: nothing is written or removed';

let server: PostgresServer;
let histories: History[];

beforeEach(async () => {
  server = await PostgresServer.start();
  histories = [];
}, TEST_TIMEOUT_MS);

afterEach(async () => {
  await Promise.all(histories.map((history) => history.close()));
  await server.stop();
}, TEST_TIMEOUT_MS);

async function open(): Promise<History> {
  const history = await History.open(server.url);
  histories.push(history);
  return history;
}

/** As a failover to a replica leaves it, or a database whose disk is full. */
async function setReadOnly(history: History, value: 'on' | 'off'): Promise<void> {
  await history.database.query(`ALTER SYSTEM SET default_transaction_read_only = ${value}`);
  await history.database.query('SELECT pg_reload_conf()');
  await eventually(`it is ${value}`, WITHIN_MS, async () => {
    const [row] = await history.database.query<{ is: string }>(
      "SELECT current_setting('default_transaction_read_only') AS is",
    );
    return row!.is === value;
  });
}

// Each read that went well said that all was well: it was "ready" between any two writes, and nothing was kept.
it(
  'a database that takes no writes is no ready one, however well it is read, until it takes them again',
  async () => {
    const history = await open();
    const ready = (): void => new HistoryReadiness(history.database).check();
    const write = (): Promise<number> => append(history.writer, [message(room('replica'), 1)]);
    await setReadOnly(history, 'on');
    await expect(write()).rejects.toMatchObject({ code: 'history-unavailable' });
    for (let probe = 0; probe < 3; probe++) {
      expect((await history.store.page({ target: room('replica'), limit: 10 })).messages).toEqual([]);
      expect(ready).toThrow(READ_ONLY);
      await history.database.look();
    }
    // Who begins there, and does not write, says so as well.
    const reader = await open();
    expect(reader.database.whyUnavailable).toBe(READ_ONLY);

    await setReadOnly(history, 'off');
    await eventually('it is ready', WITHIN_MS, ready);
    expect(await write()).toBe(1);
    expect(history.database.whyUnavailable).toBeUndefined();
  },
  TEST_TIMEOUT_MS,
);
