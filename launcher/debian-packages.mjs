import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './folders.mjs';
import { runQuietly } from './run-quietly.mjs';

const DOWNLOAD_TIMEOUT_MS = 120_000;
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/**
 * Fetches packages with Debian's own tool, without root and without installing them, and hands over where they are
 * unpacked. Each process does so in a folder of its own; `take` renames into place what is wanted of it, so a half-done copy
 * is never seen and two processes at once cost a second download, nothing else.
 *
 * @param {object} options
 * @param {readonly string[]} options.packages
 * @param {string} options.cacheDir made where it is missing
 * @param {(name: string) => boolean} [options.follow] which dependencies are fetched as well, and theirs; libraries only
 *   where they are not installed
 * @param {(unpacked: string) => Promise<void>} options.take
 * @param {AbortSignal} [options.signal] ends a download
 * @throws {Error} with the reason in a few words; what `take` throws as it is
 */
export async function fetchDebianPackages({ packages, cacheDir, follow, take, signal }) {
  await makeFolder(cacheDir);
  await removeAbandonedDownloads(cacheDir);
  const dir = await mkdtemp(join(cacheDir, 'fetch-'));
  try {
    const unpacked = join(dir, 'unpacked');
    const wanted = new Set(packages);
    /** @type {Set<string>} */
    const done = new Set();
    for (let next = [...wanted]; next.length > 0; next = [...wanted].filter((name) => !done.has(name))) {
      for (const name of next) done.add(name);
      for (const file of await downloadAnyhow(next, dir, signal)) {
        const { ok, output } = await runQuietly('dpkg-deb', ['-x', file, unpacked], { signal });
        if (!ok) throw new Error(reasonOf(output), { cause: output });
        for (const name of follow ? await dependenciesOf(file) : []) {
          if (follow?.(name) && !wanted.has(name) && !(await isInstalled(name))) wanted.add(name);
        }
        await rm(file);
      }
    }
    await take(unpacked);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * @param {readonly string[]} packages
 * @param {string} dir
 * @param {AbortSignal} [signal]
 * @returns {Promise<string[]>} the packages' files
 */
async function downloadAnyhow(packages, dir, signal) {
  const failure = (await download(packages, dir, [], signal)) && (await downloadWithOwnLists(packages, dir, signal));
  if (failure) throw new Error(reasonOf(failure), { cause: failure });
  return (await readdir(dir)).filter((file) => file.endsWith('.deb')).map((file) => join(dir, file));
}

/** Of alternatives the first. @param {string} file @returns {Promise<string[]>} */
async function dependenciesOf(file) {
  const { output } = await runQuietly('dpkg-deb', ['-f', file, 'Depends']);
  return output.split(',').flatMap((entry) => /^\s*([a-z0-9][a-z0-9.+-]*)/.exec(entry)?.[1] ?? []);
}

/** @param {string} name */
async function isInstalled(name) {
  if (!name.startsWith('lib')) return false;
  const { ok, output } = await runQuietly('dpkg-query', ['-W', '-f', '${db:Status-Status}', name]);
  return ok && output === 'installed';
}

/**
 * @param {readonly string[]} packages
 * @param {string} dir
 * @param {readonly string[]} aptOptions
 * @param {AbortSignal} [signal]
 * @returns {Promise<string | undefined>} why it failed
 */
async function download(packages, dir, aptOptions, signal) {
  // apt drops root for a user who cannot write here, and says so in a warning.
  const options = ['-o', 'APT::Sandbox::User=root', '-o', 'Acquire::Retries=2', ...aptOptions];
  const { ok, output } = await runQuietly('apt-get', [...options, 'download', ...packages], {
    cwd: dir,
    env: { ...process.env, LC_ALL: 'C' },
    signal,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
  });
  return ok ? undefined : output || 'apt-get failed';
}

/**
 * The machine's package lists are absent (container images remove them) or too old: apt with lists of its own.
 *
 * @param {readonly string[]} packages
 * @param {string} dir
 * @param {AbortSignal} [signal]
 * @returns {Promise<string | undefined>} why it failed
 */
async function downloadWithOwnLists(packages, dir, signal) {
  const lists = join(dir, 'lists');
  const cache = join(dir, 'cache');
  await makeFolder(join(lists, 'partial'));
  await makeFolder(join(cache, 'archives/partial'));
  const own = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${cache}`];
  const update = ['-o', 'APT::Sandbox::User=root', ...own, '-o', 'APT::Update::Post-Invoke-Success::=', 'update'];
  const { ok, output } = await runQuietly('apt-get', update, {
    env: { ...process.env, LC_ALL: 'C' },
    signal,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
  });
  return ok ? download(packages, dir, own, signal) : output || 'apt-get failed';
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

/** @param {string} output of apt or dpkg */
function reasonOf(output) {
  const lines = output.split('\n').filter((line) => line.trim() && !line.startsWith('W:'));
  return lines.at(-1)?.trim() ?? 'apt-get failed';
}
