import { rename, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { fetchDebianPackages } from './debian-packages.mjs';
import { runQuietly } from './run-quietly.mjs';

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
    await fetchDebianPackages({
      packages: ['nats-server'],
      cacheDir: resolve(cacheDir),
      signal,
      take: async (unpacked) => {
        const binary = join(unpacked, 'usr/sbin/nats-server');
        if (!(await runs(binary))) throw new Error('the downloaded binary does not run');
        await rename(binary, cached);
      },
    }).catch((error) => {
      throw unavailable(error);
    });
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

/** @param {Error} error */
function unavailable(error) {
  return new Error(
    `No nats-server was found and none could be fetched (${error.message}): install the Debian package nats-server, ` +
      'put nats-server on the PATH, or set NATS_URL to a running one.',
    { cause: error },
  );
}
