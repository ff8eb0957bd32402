import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { chmod, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { lockFile } from './file-lock.mjs';
import { makeFolder } from './folders.mjs';
import { spawnBound } from './lifeline.mjs';
import { IN_USE_EXIT_CODE, lockedCommand } from './locked-exec.mjs';
import { runQuietly } from './run-quietly.mjs';

const PROCESS = fileURLToPath(new URL('embedded-database-process.mjs', import.meta.url));
const LOCK_NAME = 'database.lock';
const SOCKET_NAME = '.s.PGSQL.5432';
/** A kernel's limit on the path of a socket, less its final zero. */
const LONGEST_SOCKET_PATH = 107;
const STOP_BOUND_MS = 10_000;
const FIRST_RESTART_MS = 200;
const LONGEST_RESTART_MS = 5_000;
const PRIVATE = 0o700;
/** The line by which PostgreSQL says why it ends. */
const FATAL = /(?:FATAL|PANIC): +(.+)/;
/** The one by which Node does. */
const ERROR = /^\w*Error\b.*/;

/**
 * @typedef {object} EmbeddedDatabase
 * @property {string} url for `history.url`
 * @property {() => number} pid of the process that runs now
 * @property {(signal: NodeJS.Signals) => void} kill signals that process, which is then started again
 * @property {() => Promise<void>} stop SIGTERM, after 10 s SIGKILL; resolves when the process has ended
 */

/**
 * Starts PGlite, a PostgreSQL in WebAssembly, in a process of its own, and resolves when it answers. Who may enter the
 * folder of its socket may connect: nobody but this user. A process that dies is started again; it ends with this process,
 * in whatever way that ends.
 *
 * @param {object} options
 * @param {string} options.dataDir made where it is missing
 * @param {(line: string) => void} [options.log] gets what the process prints
 * @param {(line: string) => void} [options.print] hears when the process died
 * @param {number} [options.startTimeoutMs]
 * @returns {Promise<EmbeddedDatabase>}
 * @throws {Error} with one line
 */
export async function startEmbeddedDatabase({ dataDir, log = () => {}, print = () => {}, startTimeoutMs = 60_000 }) {
  const folder = resolve(dataDir);
  const cluster = join(folder, 'cluster');
  await makeFolder(folder, { mode: PRIVATE });
  const socketDir = await privateSocketFolder(folder);
  const socket = join(socketDir, SOCKET_NAME);
  const letGo = await lockFile(join(folder, LOCK_NAME));
  if (!letGo) throw inUse(folder);
  try {
    await removeAbandoned(cluster);
    if (!(await isThere(join(cluster, 'PG_VERSION')))) await prepareCluster(cluster, log);
    // Of a process that is gone, since this one has the lock. After a loss of power it may be empty, and is refused then.
    await rm(join(cluster, 'postmaster.pid'), { force: true });
  } finally {
    letGo();
  }

  const run = () => startOnce({ folder, cluster, socket, log, startTimeoutMs });
  let current = await run();
  let isStopping = false;

  const keepRunning = async () => {
    let pause = FIRST_RESTART_MS;
    for (;;) {
      const { code, signal } = await current.closed;
      if (isStopping) return;
      print(`The embedded database was ended by ${signal ?? `exit code ${code}`}, and is started again.`);
      for (;;) {
        await delay(pause);
        pause = Math.min(pause * 2, LONGEST_RESTART_MS);
        if (isStopping) return;
        const next = await run().catch((error) => print(error.message));
        if (!next) continue;
        current = next;
        // A stop may have been asked for while it started.
        if (isStopping) current.kill('SIGTERM');
        pause = FIRST_RESTART_MS;
        break;
      }
    }
  };
  const kept = keepRunning();

  return {
    url: `postgres:///postgres?host=${encodeURIComponent(socketDir)}&user=postgres`,
    pid: () => current.pid,
    kill: (signal) => current.kill(signal),
    stop: async () => {
      isStopping = true;
      current.kill('SIGTERM');
      const killTimer = setTimeout(() => current.kill('SIGKILL'), STOP_BOUND_MS);
      await kept;
      clearTimeout(killTimer);
      if (socketDir !== folder) await rm(socketDir, { recursive: true, force: true });
    },
  };
}

/**
 * @param {{ folder: string, cluster: string, socket: string, log: (line: string) => void, startTimeoutMs: number }} options
 */
async function startOnce({ folder, cluster, socket, log, startTimeoutMs }) {
  const child = await spawnBound(
    ...lockedCommand(join(folder, LOCK_NAME), process.execPath, [PROCESS, cluster, socket]),
  );
  let reason = '';
  const ready = new Promise((/** @type {(ready: true) => void} */ found) => {
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        log(line);
        reason = FATAL.exec(line)?.[1] ?? (reason || (ERROR.exec(line)?.[0] ?? ''));
        if (line === 'ready') found(true);
      });
    }
  });
  const timeout = AbortSignal.timeout(startTimeoutMs);
  const result = await Promise.race([ready, child.closed, once(timeout, 'abort').then(() => undefined)]);
  if (result === true) return child;
  child.kill('SIGKILL');
  await child.closed;
  if (!result) throw new Error(`The embedded database did not start within ${startTimeoutMs / 1000} s.`);
  if (result.code === IN_USE_EXIT_CODE) throw inUse(folder);
  throw new Error(`The embedded database did not start: ${reason || `exit code ${result.code}`} (${cluster}).`);
}

/** @param {string} folder */
function inUse(folder) {
  return new Error(`The database in ${folder} is in use by another process.`);
}

/**
 * Copies that were being unpacked when their process was killed. Only for who has the lock: they would be those of another start.
 *
 * @param {string} cluster
 */
async function removeAbandoned(cluster) {
  const folder = dirname(cluster);
  const names = await readdir(folder);
  const abandoned = names.filter((name) => name.startsWith(`${basename(cluster)}-`));
  await Promise.all(abandoned.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

/**
 * A new cluster is an unpacked copy of one that was made before, which takes a tenth of making it. It appears under its
 * name when it is complete. Without tar(1) PGlite makes it itself.
 *
 * @param {string} cluster
 * @param {(line: string) => void} log
 * @throws {Error} where one is there that has data
 */
async function prepareCluster(cluster, log) {
  // PostgreSQL writes this after PG_VERSION.
  if (await isThere(join(cluster, 'global/pg_control'))) {
    throw new Error(
      `The embedded database did not start: its file PG_VERSION is missing (${cluster}). Put it back, or move that folder away to begin with an empty one.`,
    );
  }
  const require = createRequire(import.meta.url);
  const archive = join(dirname(require.resolve('@electric-sql/pglite-prepopulatedfs')), 'prepopulatedfs.tgz');
  const dir = await mkdtemp(`${cluster}-`);
  const { ok, output } = await runQuietly('tar', ['-xzf', archive, '-C', dir]);
  if (ok) {
    // Of a cluster that was never used; left by a start that broke off before PGlite had made it.
    await rm(cluster, { recursive: true, force: true });
    await chmod(dir, PRIVATE);
    await rename(dir, cluster);
  } else {
    log(`a new cluster has to be made, since none could be unpacked: ${output.trim()}`);
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * The data folder itself, where a socket's path can be so long; else a folder that the system's temporary one has for it, or
 * where that is as long, /tmp.
 *
 * @param {string} folder
 * @returns {Promise<string>}
 */
async function privateSocketFolder(folder) {
  const name = `goim-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
  const last = join('/tmp', name);
  const isShort = (/** @type {string} */ one) => Buffer.byteLength(join(one, SOCKET_NAME)) <= LONGEST_SOCKET_PATH;
  const dir = [folder, join(tmpdir(), name)].find(isShort) ?? last;
  await makeFolder(dir, { mode: PRIVATE });
  const { uid } = await stat(dir);
  if (uid !== process.getuid?.())
    throw new Error(`The folder ${dir} belongs to another user: give another data folder.`);
  await chmod(dir, PRIVATE);
  return dir;
}

/**
 * @param {string} path
 * @throws {Error} where that cannot be seen: what is taken for missing is made anew
 */
async function isThere(path) {
  try {
    await stat(path);
    return true;
  } catch (error) {
    const { code = '', message } = /** @type {NodeJS.ErrnoException} */ (error);
    if (['ENOENT', 'ENOTDIR'].includes(code)) return false;
    throw new Error(`The embedded database did not start: ${message}`, { cause: error });
  }
}
