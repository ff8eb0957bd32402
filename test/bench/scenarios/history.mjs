// The history's database alone: what a writer takes to it, how long a room's newest messages take to come from many rows,
// and what removing old ones costs. Once on PostgreSQL and once on the embedded database.
import { NestFactory } from '@nestjs/core';
import { HistorySection } from '#config';
import { epochOf, messageId, roomTarget } from '#contracts';
import { HistoryDatabase, historyModule, HistoryStore, HistoryWriter } from '#history';
import { startEmbeddedDatabase } from '../../../launcher/embedded-database.mjs';
import { PostgresServer } from '../../databases/postgres-server.mjs';
import { Histogram, percentiles } from '../measure/histogram.mjs';

/** Written by the writer. What `--rows` asks for beyond them only has to be there: the database makes these itself. */
const ROWS = 1_000_000;
const FILLED_AT_ONCE = 500_000;
const ROOMS = 1_000;
const BATCH = 500;
/** Writers at the same time, a partition each. */
const WRITERS = 4;
const BODY_BYTES = 200;
const BODY = Buffer.alloc(BODY_BYTES, 'x');
const ROOM_PREFIX = /** @type {RoomKey} */ ('bench://');
const READS = 1_000;
const PAGE = 50;
const WRITE_GOAL = 20_000;
const READ_GOAL_MS = 10;
const PRUNE_BATCH = 5_000;
const PRUNE_CALLS = 20;
const STREAM = '2025-11-28T20:00:00Z';

/** @typedef {import('#contracts').RoomKey} RoomKey */
/** @typedef {{ store: HistoryStore, writer: HistoryWriter, database: HistoryDatabase, epoch: number }} Opened */

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function history(context, report) {
  const total = context.options.rows ?? ROWS;
  const written = Math.min(total, ROWS);
  const postgres = await context.hold(PostgresServer.start(), (server) => server.stop());
  /** @type {[string, number, () => Promise<string>][]} */
  const databases = [
    ['PostgreSQL', total, async () => postgres.url],
    ['PGlite', written, async () => (await embedded(context)).url],
  ];
  for (const [name, rows, start] of databases) {
    const opened = await open(context, await start());
    const writing = await write(opened, written);
    report.table(
      `${name}: ${count(written)} rows of ${BODY_BYTES} bytes in ${count(ROOMS)} rooms, ${BATCH} a batch, ${WRITERS} writers`,
      [writing],
    );
    await fill(opened, written + 1, rows);
    await opened.database.query('ANALYZE goim_messages');
    const reading = [];
    for (const [what, page] of Object.entries(pagesOf(opened, rows)))
      reading.push({ page: what, ...(await read(page)) });
    report.table(`${name}: a page of ${PAGE} of a room out of ${count(rows)} rows, one after another`, reading);
    const [newest] = reading;
    report.note(
      `${count(Math.round(writing['rows/s']))} rows a second, goal: over ${count(WRITE_GOAL)}; p99 of the newest ${PAGE}: ${newest?.['p99 ms'].toFixed(1)} ms, goal: below ${READ_GOAL_MS} ms`,
    );
    // Rows are looked through for targets that have too many: ten millions of them take minutes.
    if (rows > written) continue;
    const before = Date.now() - opened.epoch * 1_000 - (PRUNE_BATCH * PRUNE_CALLS) / 2;
    report.table(
      `${name}: removing old ones, ${count(PRUNE_BATCH)} a time, while a writer writes ${BATCH} rows a time`,
      [await prune(opened, rows, before)],
    );
  }
}

/** @param {import('../context.mjs').Context} context */
function embedded(context) {
  return context.hold(startEmbeddedDatabase({ dataDir: context.folder }), (database) => database.stop());
}

/** @param {import('../context.mjs').Context} context @param {string} url @returns {Promise<Opened>} */
async function open(context, url) {
  const section = HistorySection.parse({ url, statementTimeout: '10m', connectTimeout: '1m' });
  const module = await historyModule({ app: 'bench', config: () => section, now: Date.now });
  const app = await context.hold(NestFactory.createApplicationContext(module, { logger: false }), (opened) =>
    opened.close(),
  );
  await app.init();
  const database = app.get(HistoryDatabase);
  await database.opened();
  const writer = app.get(HistoryWriter);
  return { database, writer, store: app.get(HistoryStore), epoch: epochOf(STREAM) };
}

/** @param {Opened} opened @param {number} rows */
async function write({ writer, epoch }, rows) {
  const answers = new Histogram();
  let next = 1;
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const writers = Array.from({ length: WRITERS }, async (_, partition) => {
    while (next <= rows) {
      const first = next;
      next += BATCH;
      await timed(answers, () => writer.append(batch(epoch, partition, first)));
    }
  });
  await Promise.all(writers);
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const { p50, p99 } = percentiles(answers);
  return { 'rows/s': rows / seconds, 'us/row here': (user + system) / rows, 'batch p50 ms': p50, 'p99 ms': p99 };
}

/** The rows that the writer would have written. @param {Opened} opened @param {number} from @param {number} to */
async function fill({ database, epoch }, from, to) {
  for (let first = from; first <= to; first += FILLED_AT_ONCE) {
    await database.query(
      `INSERT INTO goim_messages (target, epoch, id, time, operation, body)
       SELECT $1 || (n * 7919 % ${ROOMS}), $2::integer, n * 1024, to_timestamp(($2::bigint * 1000 + n) / 1000::float8), 1000, $3::bytea
       FROM generate_series($4::bigint, $5::bigint) n`,
      [roomTarget(ROOM_PREFIX), epoch, BODY, first, Math.min(first + FILLED_AT_ONCE - 1, to)],
    );
  }
}

/** A message each millisecond. @param {number} epoch @param {number} partition @param {number} first */
function batch(epoch, partition, first) {
  const messages = Array.from({ length: BATCH }, (_, n) => ({
    target: room((first + n) * 7_919),
    id: messageId(first + n),
    operation: 1_000,
    body: BODY,
    time: epoch * 1_000 + first + n,
  }));
  return { epoch, partition, messages, watermark: messageId(first + BATCH - 1) };
}

/** @param {number} number */
function room(number) {
  return roomTarget(/** @type {RoomKey} */ (`${ROOM_PREFIX}${number % ROOMS}`));
}

/** @param {Opened} opened @param {number} rows @returns {Record<string, () => Promise<unknown>>} */
function pagesOf({ store, epoch }, rows) {
  const any = (/** @type {number} */ below) => Math.trunc(Math.random() * below);
  return {
    newest: () => store.page({ target: room(any(ROOMS)), limit: PAGE }),
    'from anywhere': () =>
      store.page({ target: room(any(ROOMS)), limit: PAGE, before: { epoch, id: messageId(any(rows)) } }),
    'to catch up': () => {
      const afterId = messageId(Math.max(rows - ROOMS * PAGE, 0));
      return store.range({ target: room(any(ROOMS)), epoch, partition: 0, afterId, upTo: messageId(rows), limit: 300 });
    },
  };
}

/** @param {() => Promise<unknown>} page */
async function read(page) {
  const answers = new Histogram();
  for (let warmUp = 0; warmUp < READS / 10; warmUp++) await page();
  for (let nth = 0; nth < READS; nth++) await timed(answers, page);
  const { p50, p99, max } = percentiles(answers);
  return { 'p50 ms': p50, 'p99 ms': p99, 'max ms': max };
}

/** @param {Opened} opened @param {number} rows @param {number} keepFor so many ms that half of the calls find something */
async function prune({ writer, epoch }, rows, keepFor) {
  const answers = new Histogram();
  let removed = 0;
  let isOver = false;
  const startedAt = performance.now();
  const pruned = (async () => {
    for (let call = 0; call < PRUNE_CALLS; call++) {
      const limits = { keepFor: keepFor - call, keepCount: 10_000_000, batch: PRUNE_BATCH, looked: 0 };
      const { removed: aged } = await writer.prune('aged', limits);
      removed += aged;
      if (aged === 0) break;
    }
    isOver = true;
  })();
  const seconds = pruned.then(() => (performance.now() - startedAt) / 1_000);
  for (let first = rows + 1; !isOver; first += BATCH) await timed(answers, () => writer.append(batch(epoch, 0, first)));
  const { p50, p99 } = percentiles(answers);
  return { removed, 'rows/s': removed / (await seconds), 'batch p50 ms': p50, 'p99 ms': p99 };
}

/** @param {Histogram} histogram @param {() => Promise<unknown>} call */
async function timed(histogram, call) {
  const from = performance.now();
  await call();
  histogram.record((performance.now() - from) * 1_000);
}

/** @param {number} number */
function count(number) {
  return number.toLocaleString('en-US');
}
