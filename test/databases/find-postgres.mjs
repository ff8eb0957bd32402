import { readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fetchDebianPackages } from '../../launcher/debian-packages.mjs';
import { runQuietly } from '../../launcher/run-quietly.mjs';

/** Debian keeps the server's programs off the PATH, by version. */
const SYSTEM_DIR = '/usr/lib/postgresql';
/** The package `postgresql` names the release's version. */
const NEEDED = /^(lib(?!c6|c-bin|gcc|stdc)|postgresql-\d+$|postgresql-client-\d+$)/;

/**
 * @typedef {object} Postgres
 * @property {string} bin folder with initdb and postgres
 * @property {NodeJS.ProcessEnv} env what they need to find their libraries
 */

/**
 * A PostgreSQL that runs: the one given, else the newest that Debian has installed here, else a private copy in `cacheDir`,
 * which is fetched with Debian's package tool (no root needed) when it is not there yet.
 *
 * @param {object} options
 * @param {string} options.cacheDir
 * @param {string} [options.given] folder with initdb and postgres, from GOIM_POSTGRES
 * @param {string} [options.systemDir]
 * @returns {Promise<Postgres>}
 * @throws {Error} with one line that says what to install
 */
export async function findPostgres({ cacheDir, given, systemDir = SYSTEM_DIR }) {
  if (given) {
    const postgres = { bin: given, env: {} };
    if (await runs(postgres)) return postgres;
    throw new Error(`GOIM_POSTGRES names ${given}, where no postgres runs: give the folder of postgres and initdb.`);
  }
  const installed = await newestIn(systemDir);
  if (installed) return installed;
  const copy = resolve(cacheDir, 'postgresql');
  return (await newestIn(copiedDir(copy), copy)) ?? (await fetchInto(copy));
}

/** @param {string} copy */
async function fetchInto(copy) {
  await fetchDebianPackages({
    packages: ['postgresql'],
    cacheDir: resolve(copy, '..'),
    follow: (name) => NEEDED.test(name),
    take: async (unpacked) => {
      await rm(copy, { recursive: true, force: true });
      await rename(unpacked, copy);
    },
  }).catch((error) => {
    throw new Error(
      `No PostgreSQL was found and none could be fetched (${error.message}): install the Debian package postgresql, or set GOIM_POSTGRES.`,
      { cause: error },
    );
  });
  const postgres = await newestIn(copiedDir(copy), copy);
  if (!postgres)
    throw new Error('The PostgreSQL that was fetched does not run: install the Debian package postgresql.');
  return postgres;
}

/** @param {string} copy */
function copiedDir(copy) {
  return join(copy, SYSTEM_DIR);
}

/**
 * @param {string} dir with a folder a version
 * @param {string} [root] of an unpacked copy, where the libraries are as well
 * @returns {Promise<Postgres | undefined>}
 */
async function newestIn(dir, root) {
  const versions = (await readdir(dir).catch(() => [])).toSorted((a, b) => Number(b) - Number(a));
  const env = root === undefined ? {} : { LD_LIBRARY_PATH: await libraryPath(root) };
  for (const version of versions) {
    const postgres = { bin: join(dir, version, 'bin'), env };
    if (await runs(postgres)) return postgres;
  }
  return undefined;
}

/** @param {string} root */
async function libraryPath(root) {
  const lib = join(root, 'usr/lib');
  const names = await readdir(lib).catch(() => []);
  return names
    .filter((name) => name.includes('-linux-'))
    .map((name) => join(lib, name))
    .join(':');
}

/** @param {Postgres} postgres */
async function runs({ bin, env }) {
  const { ok } = await runQuietly(join(bin, 'postgres'), ['--version'], {
    env: { ...process.env, ...env },
    timeoutMs: 10_000,
  });
  return ok;
}
