// PGlite behind a Unix socket, as a process of its own: its WASM keeps a core busy while a statement runs.
// Arguments: the data folder (a PostgreSQL cluster), and the path of the socket.
import { rm } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

const MAX_CONNECTIONS = 100;
const UPKEEP_MS = 10_000;
/** Nothing writes checkpoints by itself here, and a restart after a crash works through everything since the last one. */
const CHECKPOINT_AFTER_BYTES = 64 * 1024 * 1024;
/** Nothing vacuums by itself either. */
const VACUUM_AFTER_ROWS = 50_000;
/** Nor does anything gather the statistics by which statements are planned: as PostgreSQL does, after a tenth more rows. */
const ANALYZE_AFTER_ROWS = 20_000;
/** A client that leaves a transaction open keeps everybody else out: there is one session. */
const LONGEST_PAUSE_MS = 10_000;

/** The WASM's own number for ENOSPC, which is all that it says of it. */
const NO_SPACE = 51;

const [dataDir = '', socketPath = ''] = process.argv.slice(2);

const db = await PGlite.create(dataDir).catch(refuse);
let pauseTimer = setTimeout(() => {}, 0);
let isBetweenMessages = false;

/**
 * Says why it does not start. PGlite keeps that to itself, unless it is told to print all that the database says.
 *
 * @param {Error & { errno?: number }} error
 * @returns {Promise<never>}
 */
async function refuse(error) {
  console.error(error);
  if (error.errno === NO_SPACE) console.error('FATAL:  no space is left on the disk');
  else await PGlite.create(dataDir, { debug: 1 }).catch(() => {});
  process.exit(1);
}

/**
 * The server gives the session to one connection after another by message, and keeps it for one only while a transaction
 * block is open. But a statement with parameters is several messages, which share the session's unnamed statement: they
 * must not be parted either. So this says "in a transaction" until the Sync that ends them.
 */
const session = new Proxy(db, {
  get(target, name) {
    if (name === 'isInTransaction') return () => isBetweenMessages || target.isInTransaction();
    if (name === 'execProtocolRawStream') return execute;
    if (name === 'exec') return exec;
    const value = Reflect.get(target, name, target);
    return typeof value === 'function' ? value.bind(target) : value;
  },
});

const SYNC = 'S'.charCodeAt(0);
const QUERY = 'Q'.charCodeAt(0);
const TERMINATE = 'X'.charCodeAt(0);
/** A startup message has no type: it begins with its length. */
const STARTUP = 0;

/** @type {PGlite['execProtocolRawStream']} */
async function execute(message, options) {
  clearTimeout(pauseTimer);
  const type = message[0] ?? STARTUP;
  isBetweenMessages = type !== SYNC && type !== QUERY && type !== TERMINATE && type !== STARTUP;
  try {
    await db.execProtocolRawStream(message, options);
  } catch (error) {
    // What the database has against a statement it answers. This is the end of the WASM itself.
    console.error(error);
    process.exit(1);
  }
  if (session.isInTransaction()) {
    pauseTimer = setTimeout(() => {
      console.error('a client left its transaction open, which keeps the others out: starting again without it');
      process.exit(1);
    }, LONGEST_PAUSE_MS);
  }
}

/**
 * The server's ROLLBACK for a client that went away in the middle.
 *
 * @type {PGlite['exec']}
 */
async function exec(query, options) {
  clearTimeout(pauseTimer);
  if (isBetweenMessages) await db.execProtocolRaw(Uint8Array.of(SYNC, 0, 0, 0, 4), { throwOnError: false });
  isBetweenMessages = false;
  return db.isInTransaction() ? db.exec(query, options) : [];
}

await rm(socketPath, { force: true });
process.umask(0o077);
const server = new PGLiteSocketServer({ db: session, path: socketPath, maxConnections: MAX_CONNECTIONS });
await server.start();
console.log('ready');

let checkpointAt = 0;
let vacuumedRows = 0;
const upkeep = setInterval(() => void keepUp().catch((error) => console.error(error.message)), UPKEEP_MS);

/** Between the statements of the clients: `db` lets one in at a time. */
async function keepUp() {
  if (session.isInTransaction()) return;
  const { rows } = await db.query(
    `SELECT pg_current_wal_lsn() - '0/0' AS wal, (SELECT coalesce(sum(n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables)::float8 AS dead`,
  );
  const [{ wal, dead }] = /** @type {[{ wal: string, dead: number }]} */ (rows);
  if (Number(wal) - checkpointAt > CHECKPOINT_AFTER_BYTES && !session.isInTransaction()) {
    await db.exec('CHECKPOINT');
    checkpointAt = Number(wal);
  }
  if (dead - vacuumedRows > VACUUM_AFTER_ROWS && !session.isInTransaction()) {
    await db.exec('VACUUM');
    vacuumedRows = dead;
  }
  for (const table of await outgrown()) if (!session.isInTransaction()) await db.exec(`ANALYZE ${table}`);
}

/** Tables whose statistics are of much fewer rows, or of others. */
async function outgrown() {
  if (session.isInTransaction()) return [];
  const { rows } = await db.query(
    `SELECT relid::regclass::text AS name FROM pg_stat_user_tables WHERE n_mod_since_analyze > $1 + n_live_tup / 10`,
    [ANALYZE_AFTER_ROWS],
  );
  return /** @type {{ name: string }[]} */ (rows).map(({ name }) => name);
}

let isStopping = false;
for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) {
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    clearInterval(upkeep);
    clearTimeout(pauseTimer);
    void stop();
  });
}

async function stop() {
  await server.stop();
  await db.close();
  process.exit(0);
}
