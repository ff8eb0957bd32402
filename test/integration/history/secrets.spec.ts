import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { loadConfig, HistorySection, section } from '#config';
import { databaseAddress } from '#history';
import { eventually } from '#test-support';
import { z } from 'zod';
import { PostgresServer } from '../../databases/postgres-server.mjs';
import { History } from './history.js';

const SECRET = 'hunter2&secret';

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
}, 60_000);

afterAll(() => server.stop());

it('a refused password is an unavailable history, and stands in no error', async () => {
  const url = `postgres://goim:${encodeURIComponent(SECRET)}@127.0.0.1:${server.port}/postgres`;
  const history = await History.create(url);
  await eventually('the database refuses the password', 30_000, () =>
    Boolean(history.database.whyUnavailable?.includes('authentication')),
  );
  expect(history.database.whyUnavailable).toContain('password authentication failed for user "goim"');
  const error = await history.store.newestEpoch().catch((thrown: unknown) => thrown);
  for (const text of [history.database.whyUnavailable, inspect(error, { depth: 10 })]) {
    expect(text).not.toContain('hunter2');
  }
  await history.close();
});

it('the address in logs has neither user nor password', () => {
  expect(databaseAddress('postgres://me:pass@db.example:5433/goim?sslmode=require&password=x')).toBe(
    'db.example:5433/goim',
  );
  expect(databaseAddress('postgres:///goim?host=%2Frun%2Fpg&user=me')).toBe('/run/pg/goim');
});

it('an address that is none is refused without being repeated', () => {
  const schema = z.strictObject({ history: section(HistorySection) });
  const env = { LOGIC__HISTORY__URL: `mysql://me:${SECRET}@host/db` };
  expect(() => loadConfig({ app: 'logic', schema, env })).toThrow(
    'LOGIC__HISTORY__URL: history.url: expected an address such as "postgres://user:password@host:5432/database" (in a password "/" is %2F, "@" is %40 and "#" is %23), got a value that is not shown',
  );
});
