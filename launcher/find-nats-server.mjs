import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { runQuietly } from './run-quietly.mjs';

const DOWNLOAD_TIMEOUT_MS = 120_000;
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/** Debian installs the server in /usr/sbin, which is not on the PATH of an ordinary user. */
const SYSTEM_DIRS = ['/usr/local/sbin', '/usr/sbin', '/usr/local/bin', '/usr/bin'];

/**
 * The path of a nats-server that runs: the one given, else one installed on this machine, else a private copy in
 * `cacheDir`, which is fetched with Debian's package tool (no root needed) when it is not there yet.
 *
 * @param {object} options
 * @param {string} options.cacheDir holds the private copy; several processes may share it
 * @param {string} [options.given] a path that must be used, from GOIM_NATS_SERVER
 * @param {(line: string) => void} [options.log]
 * @param {AbortSignal} [options.signal] ends a download
 * @returns {Promise<string>}
 * @throws {Error} with one line that says what to install
 */
export async function findNatsServer({ cacheDir, given, log = () => {}, signal }) {
  if (given) {
    if (await runs(given)) return given;
    throw new Error(`GOIM_NATS_SERVER names ${given}, which does not run: give the path of a nats-server.`);
  }

  const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const dir of new Set([...onPath, ...SYSTEM_DIRS])) {
    const installed = join(dir, 'nats-server');
    if (await runs(installed)) return installed;
  }

  const cached = resolve(cacheDir, 'nats-server');
  if (!(await runs(cached))) {
    log('nats-server is not installed: fetching a private copy of the Debian package');
    await fetchInto(cached, signal);
  }
  return cached;
}

/** @param {string} binary */
async function runs(binary) {
  const file = await stat(binary).catch(() => undefined);
  if (!file?.isFile()) return false;
  const { ok } = await runQuietly(binary, ['--version'], { timeoutMs: 10_000 });
  return ok;
}

/**
 * Each process downloads into a folder of its own and renames the finished binary into place, so a half-done copy is
 * never seen and two processes at once cost a second download, nothing else.
 *
 * @param {string} target
 * @param {AbortSignal} [signal]
 */
async function fetchInto(target, signal) {
  const cacheDir = resolve(target, '..');
  await mkdir(cacheDir, { recursive: true });
  await removeAbandonedDownloads(cacheDir);
  const dir = await mkdtemp(join(cacheDir, 'fetch-'));
  try {
    const failure = (await download(dir, [], signal)) && (await downloadWithOwnLists(dir, signal));
    if (failure) throw unavailable(failure);

    const [deb] = (await readdir(dir)).filter((file) => file.endsWith('.deb'));
    const unpacked = join(dir, 'unpacked');
    const { ok, output } = await runQuietly('dpkg-deb', ['-x', join(dir, deb ?? ''), unpacked], { signal });
    if (!ok) throw unavailable(output);

    const binary = join(unpacked, 'usr/sbin/nats-server');
    if (!(await runs(binary))) throw unavailable('the downloaded binary does not run');
    await rename(binary, target);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * @param {string} dir
 * @param {readonly string[]} aptOptions
 * @param {AbortSignal} [signal]
 * @returns {Promise<string | undefined>} why it failed
 */
async function download(dir, aptOptions, signal) {
  // apt drops root for a user who cannot write here, and says so in a warning.
  const options = ['-o', 'APT::Sandbox::User=root', '-o', 'Acquire::Retries=2', ...aptOptions];
  const { ok, output } = await runQuietly('apt-get', [...options, 'download', 'nats-server'], {
    cwd: dir,
    env: { ...process.env, LC_ALL: 'C' },
    signal,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
  });
  return ok ? undefined : output;
}

/**
 * The machine's package lists are absent (container images remove them) or too old: apt with lists of its own.
 *
 * @param {string} dir
 * @param {AbortSignal} [signal]
 * @returns {Promise<string | undefined>} why it failed
 */
async function downloadWithOwnLists(dir, signal) {
  const lists = join(dir, 'lists');
  const cache = join(dir, 'cache');
  await mkdir(join(lists, 'partial'), { recursive: true });
  await mkdir(join(cache, 'archives/partial'), { recursive: true });
  const own = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${cache}`];
  const update = ['-o', 'APT::Sandbox::User=root', ...own, '-o', 'APT::Update::Post-Invoke-Success::=', 'update'];
  const { ok, output } = await runQuietly('apt-get', update, {
    env: { ...process.env, LC_ALL: 'C' },
    signal,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
  });
  return ok ? download(dir, own, signal) : output;
}

/**
 * What a killed process left behind. The age keeps another process's running download safe.
 *
 * @param {string} cacheDir
 */
async function removeAbandonedDownloads(cacheDir) {
  for (const name of await readdir(cacheDir)) {
    if (!name.startsWith('fetch-')) continue;
    const dir = join(cacheDir, name);
    const { mtimeMs } = await stat(dir).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) await rm(dir, { recursive: true, force: true });
  }
}

/** @param {string} output */
function unavailable(output) {
  const reason = output
    .split('\n')
    .filter((line) => line.trim() && !line.startsWith('W:'))
    .at(-1);
  return new Error(
    'No nats-server was found and none could be fetched' +
      (reason ? ` (${reason.trim()})` : '') +
      ': install the Debian package nats-server, put nats-server on the PATH, or set NATS_URL to a running one.',
    { cause: output },
  );
}
