import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { eventually } from '#test-support';
import { startEmbeddedDatabase, type EmbeddedDatabase } from '../../../launcher/embedded-database.mjs';

/** The database is WebAssembly on one thread, which takes its time beside others. */
const TEST_TIMEOUT_MS = 180_000;

/** Starts one in a folder, asks it, ends it, and tells what it answered, who may enter the folder of its socket, what is there, and whether it is left. */
const STARTED = `
  import { existsSync, readdirSync, statSync } from 'node:fs';
  import pg from 'pg';
  import { startEmbeddedDatabase } from './launcher/embedded-database.mjs';
  const database = await startEmbeddedDatabase({ dataDir: process.argv[1] });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query('SELECT 1 AS it');
  const folder = new URL(database.url).searchParams.get('host');
  const seen = [rows[0].it, statSync(folder).mode, readdirSync(folder)];
  await client.end();
  await database.stop();
  console.log(JSON.stringify([...seen, existsSync(folder)]));
`;

let dir: string;
let database: EmbeddedDatabase;
let clients: Client[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'goim-db-'));
  clients = [];
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.end().catch(() => {})));
  await database?.stop();
  await rm(dir, { recursive: true, force: true });
});

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: database.url, query_timeout: 60_000 });
  // The database is killed under it.
  client.on('error', () => {});
  await client.connect();
  clients.push(client);
  return client;
}

async function clustersIn(dataDir: string): Promise<string[]> {
  return (await readdir(dataDir)).filter((name) => name.startsWith('cluster'));
}

describe('startEmbeddedDatabase', () => {
  it(
    'has statistics of tables that grow, by which statements are planned',
    async () => {
      database = await startEmbeddedDatabase({ dataDir: dir });
      const client = await connect();
      await client.query('CREATE TABLE grown AS SELECT n FROM generate_series(1, 30000) n');
      await eventually('there are statistics', 60_000, async () => {
        const { rows } = await client.query("SELECT FROM pg_stats WHERE tablename = 'grown'");
        expect(rows).toHaveLength(1);
      });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'keeps its data, lets in nobody but its user, and has one server a folder',
    async () => {
      const dataDir = join(dir, 'data');
      database = await startEmbeddedDatabase({ dataDir });
      expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
      const client = await connect();
      await client.query('CREATE TABLE kept AS SELECT 1 AS it');
      await expect(startEmbeddedDatabase({ dataDir })).rejects.toThrow(
        /^The database in .+ is in use by another process\.$/,
      );
      await client.end();
      await database.stop();
      database = await startEmbeddedDatabase({ dataDir });
      expect((await (await connect()).query('SELECT it FROM kept')).rows).toEqual([{ it: 1 }]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'makes a new start after one that broke off half way',
    async () => {
      const dataDir = join(dir, 'data');
      await mkdir(join(dataDir, 'cluster', 'base'), { recursive: true });
      await mkdir(join(dataDir, 'cluster-abcdef'));
      database = await startEmbeddedDatabase({ dataDir });
      expect((await (await connect()).query('SELECT 1 AS it')).rows).toEqual([{ it: 1 }]);
      expect(await clustersIn(dataDir)).toEqual(['cluster']);
    },
    TEST_TIMEOUT_MS,
  );

  // Each unpacked a cluster, and the second removed that of the first, which had begun to use it.
  it(
    'makes one cluster where several start at once in a new folder, and the others are refused',
    async () => {
      const dataDir = join(dir, 'data');
      const starts = await Promise.allSettled(Array.from({ length: 4 }, () => startEmbeddedDatabase({ dataDir })));
      const started = starts.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      database = started[0]!;
      const refusals = starts.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
      expect(started).toHaveLength(1);
      for (const refusal of refusals)
        expect(refusal).toMatch(/^Error: The database in .+ is in use by another process\.$/);
      await (await connect()).query('CREATE TABLE kept AS SELECT 1 AS it');
      await database.stop();
      database = await startEmbeddedDatabase({ dataDir });
      expect((await (await connect()).query('SELECT it FROM kept')).rows).toEqual([{ it: 1 }]);
      expect(await clustersIn(dataDir)).toEqual(['cluster']);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'works in a folder whose path is longer than that of a socket may be',
    async () => {
      const dataDir = join(dir, 'd'.repeat(100));
      database = await startEmbeddedDatabase({ dataDir });
      expect((await (await connect()).query('SELECT 1 AS it')).rows).toEqual([{ it: 1 }]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'works as well where the temporary folder has such a path, and may be entered by its user alone',
    async () => {
      const long = join(dir, 't'.repeat(100));
      await mkdir(long);
      // Node's own tmpdir() asks the environment of the process, which is not the one that a test has.
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', STARTED, long], {
        cwd: process.cwd(),
        env: { PATH: process.env['PATH'], TMPDIR: long },
      });
      const [answer, mode, names, isLeft] = JSON.parse(stdout) as [number, number, string[], boolean];
      expect([answer, mode & 0o777, isLeft]).toEqual([1, 0o700, false]);
      // A path that is too long is cut off without a word: the socket would be in a folder above, open to anybody.
      expect(names.some((name) => name.startsWith('.s.PGSQL'))).toBe(true);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'is started again when it dies, with what it had',
    async () => {
      const lines: string[] = [];
      database = await startEmbeddedDatabase({ dataDir: dir, print: (line) => lines.push(line) });
      const client = await connect();
      await client.query('CREATE TABLE kept AS SELECT generate_series(1, 1000) AS it');
      const pid = database.pid();
      const gone = new Promise((resolve) => client.once('end', resolve));
      database.kill('SIGKILL');
      await gone;
      await eventually('the database runs again', 60_000, () => database.pid() !== pid);
      expect(lines).toEqual(['The embedded database was ended by SIGKILL, and is started again.']);
      expect((await (await connect()).query('SELECT count(*)::integer AS it FROM kept')).rows).toEqual([{ it: 1000 }]);
    },
    TEST_TIMEOUT_MS,
  );
});

describe('a database that is there', () => {
  const cluster = (): string => join(dir, 'cluster');

  beforeEach(async () => {
    database = await startEmbeddedDatabase({ dataDir: dir });
    await (await connect()).query('CREATE TABLE kept AS SELECT 1 AS it');
    await Promise.all(clients.splice(0).map((client) => client.end()));
    await database.stop();
  }, TEST_TIMEOUT_MS);

  // The reason was the version of Node.js, the last line of what it says of an error that nobody caught.
  it.each([
    ['PG_VERSION', '16\n', 'database files are incompatible with server'],
    ['global/pg_control', '', 'could not read file "global/pg_control": read 0 of 296'],
  ])(
    'is refused in its own words where it cannot be opened, because of %s',
    async (name, text, reason) => {
      await writeFile(join(cluster(), name), text);
      await expect(startEmbeddedDatabase({ dataDir: dir })).rejects.toThrow(
        `The embedded database did not start: ${reason} (${cluster()}).`,
      );
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'is opened where a loss of power has left the file with its process empty',
    async () => {
      await writeFile(join(cluster(), 'postmaster.pid'), '');
      database = await startEmbeddedDatabase({ dataDir: dir });
      expect((await (await connect()).query('SELECT it FROM kept')).rows).toEqual([{ it: 1 }]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'is not made anew where the file with its version is missing',
    async () => {
      const version = join(cluster(), 'PG_VERSION');
      await rm(version);
      await expect(startEmbeddedDatabase({ dataDir: dir })).rejects.toThrow(/did not start: .* PG_VERSION is missing/);
      await writeFile(version, '18\n');
      database = await startEmbeddedDatabase({ dataDir: dir });
      expect((await (await connect()).query('SELECT it FROM kept')).rows).toEqual([{ it: 1 }]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'is not made anew where it cannot be seen',
    async () => {
      const version = join(cluster(), 'PG_VERSION');
      await rm(version);
      await symlink(version, version);
      await expect(startEmbeddedDatabase({ dataDir: dir })).rejects.toThrow(/did not start: ELOOP/);
      await rm(version);
      await writeFile(version, '18\n');
      database = await startEmbeddedDatabase({ dataDir: dir });
      expect((await (await connect()).query('SELECT it FROM kept')).rows).toEqual([{ it: 1 }]);
    },
    TEST_TIMEOUT_MS,
  );
});

describe('clients at the same time', () => {
  beforeEach(async () => {
    database = await startEmbeddedDatabase({ dataDir: dir });
  }, TEST_TIMEOUT_MS);

  it(
    'get their own answers, also where a statement is longer than what a socket takes at once',
    async () => {
      const long = 'x'.repeat(300_000);
      const wrong: unknown[] = [];
      const ask = async (client: Client, mark: string): Promise<void> => {
        for (let n = 0; n < 60; n++) {
          const { rows } = await client.query(`SELECT $1::integer AS n, length($2::text) AS size, '${mark}' AS mark`, [
            n,
            long,
          ]);
          if (rows[0].n !== n || rows[0].size !== long.length || rows[0].mark !== mark) wrong.push(rows);
          await expect(client.query('SELECT 1 / $1::integer AS it', [0])).rejects.toThrow('division by zero');
        }
      };
      await Promise.all([ask(await connect(), 'a'), ask(await connect(), 'b'), ask(await connect(), 'c')]);
      expect(wrong).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'wait for a transaction of one, which counts for nothing when its client goes away',
    async () => {
      const [one, other] = [await connect(), await connect()];
      await one.query('CREATE TABLE counted (n integer)');
      await one.query('BEGIN');
      await one.query('INSERT INTO counted VALUES (1)');
      const answer = other.query('SELECT count(*)::integer AS it FROM counted');
      (one as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
      expect((await answer).rows).toEqual([{ it: 0 }]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'are not kept out by one that went away in the middle of a statement',
    async () => {
      const [one, other] = [await connect(), await connect()];
      const { stream } = (one as unknown as { connection: { stream: { write(bytes: Buffer): void; destroy(): void } } })
        .connection;
      // Parse, without the Bind, Execute and Sync that belong to it.
      const text = Buffer.from('\0SELECT 1\0\0\0');
      const head = Buffer.alloc(5);
      head.write('P');
      head.writeInt32BE(text.length + 4, 1);
      stream.write(Buffer.concat([head, text]));
      const answer = other.query('SELECT $1::integer AS it', [2]);
      await delay(100);
      stream.destroy();
      expect((await answer).rows).toEqual([{ it: 2 }]);
    },
    TEST_TIMEOUT_MS,
  );
});
