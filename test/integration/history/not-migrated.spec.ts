import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { HistoryReadiness } from '#history';
import { eventually, startDatabase, type TestDatabase } from '#test-support';
import { History } from './history.js';

const WITHIN_MS = 30_000;
const TEST_TIMEOUT_MS = 120_000;

let database: TestDatabase;
let histories: History[];

beforeEach(async () => {
  database = await startDatabase();
  histories = [];
}, TEST_TIMEOUT_MS);

afterEach(async () => {
  await Promise.all(histories.map((history) => history.close()));
  await database.stop();
}, TEST_TIMEOUT_MS);

async function open(migrate: boolean): Promise<History> {
  const history = await History.open(database.url, { migrate });
  histories.push(history);
  return history;
}

// It said "ready", and what the missing column is for failed once a minute for ever.
it(
  'an app that does not migrate says that the tables are of an older version, until they are up to date, and works meanwhile',
  async () => {
    const first = await open(true);
    await first.database.query('ALTER TABLE goim_retention DROP COLUMN counted_by');
    await first.database.query("DELETE FROM goim_migrations WHERE name LIKE 'NoteTheCount%'");

    const outdated = await open(false);
    const ready = (): void => new HistoryReadiness(outdated.database).check();
    expect(await outdated.store.newestEpoch()).toBeUndefined();
    expect(ready).toThrow('the tables are not up to date: NoteTheCount1796040000000 is missing, see npm run migrate');

    await open(true);
    await eventually('it is ready', WITHIN_MS, ready);
  },
  TEST_TIMEOUT_MS,
);

it(
  'an app that cannot see what was migrated is ready',
  async () => {
    const first = await open(true);
    await first.database.query('DROP TABLE goim_migrations');
    const history = await open(false);
    expect(history.database.whyUnavailable).toBeUndefined();
  },
  TEST_TIMEOUT_MS,
);
