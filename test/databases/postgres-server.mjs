import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { chmod, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { spawnBound } from '../../launcher/lifeline.mjs';
import { runQuietly } from '../../launcher/run-quietly.mjs';
import { freePort } from '../support/free-port.mjs';
import { findPostgres } from './find-postgres.mjs';
import { continueFamily, stopFamily } from './process-family.mjs';

const CACHE = new URL('../../.cache', import.meta.url).pathname;
const USER = 'goim';
const START_TIMEOUT_MS = 60_000;
/** Debian's `nobody` and `nogroup`: PostgreSQL refuses to run as root. */
const NOBODY = 65_534;

/** A PostgreSQL on a free port, with a data folder of its own in the temporary folder. */
export class PostgresServer {
  /** @type {import('../../launcher/lifeline.mjs').BoundProcess | undefined} */
  #process;
  /** @type {string[]} */
  #log = [];

  /**
   * @param {import('./find-postgres.mjs').Postgres} postgres
   * @param {{ folder: string, port: number, password: string, settings: Record<string, string> }} options
   */
  constructor(postgres, { folder, port, password, settings }) {
    this.postgres = postgres;
    this.folder = folder;
    this.port = port;
    this.password = password;
    this.settings = settings;
  }

  /**
   * @param {Record<string, string>} [settings] of postgresql.conf
   * @param {string} [parent] of its data folder; by default a temporary one
   */
  static async start(settings = {}, parent) {
    const postgres = await findPostgres({ cacheDir: CACHE, given: process.env.GOIM_POSTGRES });
    const folder = await mkdtemp(join(parent ?? (await openFolder()), 'goim-postgres-'));
    const server = new PostgresServer(postgres, {
      folder,
      port: await freePort(),
      password: randomBytes(12).toString('hex'),
      settings,
    });
    await server.#initialize();
    await server.restart();
    return server;
  }

  get url() {
    return `postgres://${USER}:${this.password}@127.0.0.1:${this.port}/postgres`;
  }

  get pid() {
    if (!this.#process) throw new Error('PostgreSQL does not run');
    return this.#process.pid;
  }

  /** Starts it again, on the same port and with the same data. */
  async restart() {
    const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...this.settings };
    const args = ['-D', this.#data, '-p', String(this.port)];
    for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
    const [command, ...rest] = asNobody(join(this.postgres.bin, 'postgres'), args);
    const child = await spawnBound(command, rest, { env: this.#env });
    this.#process = child;
    const ready = new Promise((/** @type {(ready: true) => void} */ found) => {
      child.stdout.resume();
      createInterface({ input: child.stderr }).on('line', (line) => {
        this.#log.push(line);
        if (line.includes('database system is ready to accept connections')) found(true);
      });
    });
    const timeout = once(AbortSignal.timeout(START_TIMEOUT_MS), 'abort').then(() => false);
    if (await Promise.race([ready, child.closed.then(() => false), timeout])) return;
    throw new Error(`PostgreSQL did not start:\n${this.#log.slice(-10).join('\n')}`);
  }

  /** Ends it at once, as a crash would. */
  async kill() {
    this.#process?.kill('SIGKILL');
    await this.#process?.closed;
  }

  /** It hangs: its connections stay, and nothing is answered until `thaw`. Its processes are in groups of their own. */
  async freeze() {
    await stopFamily(this.pid);
  }

  async thaw() {
    await continueFamily(this.pid);
  }

  async stop() {
    if (this.#process) {
      await this.thaw().catch(() => {});
      // "Fast shutdown": the clients' connections are closed.
      this.#process.kill('SIGINT');
      await this.#process.closed;
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  get #data() {
    return join(this.folder, 'data');
  }

  get #env() {
    return { ...process.env, ...this.postgres.env, LC_ALL: 'C.UTF-8' };
  }

  async #initialize() {
    const passwordFile = join(this.folder, 'password');
    await writeFile(passwordFile, this.password);
    await chmod(this.folder, 0o755);
    if (process.getuid?.() === 0) await chown(this.folder, NOBODY, NOBODY);
    const args = ['-D', this.#data, '-U', USER, '--pwfile', passwordFile, '--auth=scram-sha-256', '-E', 'UTF8', '-N'];
    const [command, ...rest] = asNobody(join(this.postgres.bin, 'initdb'), args);
    const { ok, output } = await runQuietly(command, rest, { env: this.#env, timeoutMs: START_TIMEOUT_MS });
    if (!ok) throw new Error(`initdb failed:\n${output}`);
  }
}

/**
 * The temporary folder, or where that is for its user alone, such as root, one that others may enter.
 *
 * @returns {Promise<string>}
 */
async function openFolder() {
  if (process.getuid?.() !== 0) return tmpdir();
  for (const folder of [tmpdir(), '/tmp', '/var/tmp']) if (await mayEnter(folder)) return folder;
  return tmpdir();
}

/** Whether anybody may enter a folder, and so each that it is in. @param {string} folder */
async function mayEnter(folder) {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const { mode } = await stat(at);
    if (!(mode & constants.S_IXOTH)) return false;
    if (at === dirname(at)) return true;
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {[command: string, ...args: string[]]}
 */
function asNobody(command, args) {
  if (process.getuid?.() !== 0) return [command, ...args];
  return ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', command, ...args];
}
