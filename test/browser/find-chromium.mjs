import { readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { fetchDebianPackages } from '../../launcher/debian-packages.mjs';
import { runQuietly } from '../../launcher/run-quietly.mjs';

const PROGRAMS = ['chromium-headless-shell', 'chromium'];
const SHELL = 'usr/lib/chromium/chromium-headless-shell';
const NEEDED = /^(lib(?!c6|gcc|stdc)|chromium-common$)/;

/**
 * @typedef {object} Chromium
 * @property {string} executablePath
 * @property {Record<string, string>} env what it needs to find its libraries
 */

/**
 * A Chromium that runs: the one given, else one that is installed, else a private copy of Debian's headless one in `cacheDir`,
 * which is fetched with Debian's package tool (no root needed) when it is not there yet.
 *
 * @param {object} options
 * @param {string} options.cacheDir
 * @param {string} [options.given] path of the program, from GOIM_CHROMIUM
 * @returns {Promise<Chromium>}
 * @throws {Error} with one line that says what to install
 */
export async function findChromium({ cacheDir, given }) {
  if (given) {
    if (await runs({ executablePath: given, env: {} })) return { executablePath: given, env: {} };
    throw new Error(`GOIM_CHROMIUM names ${given}, which does not run: give the path of a Chromium.`);
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const executablePath of PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    if (await runs({ executablePath, env: {} })) return { executablePath, env: {} };
  }
  const copy = resolve(cacheDir, 'chromium');
  const cached = await copied(copy);
  if (await runs(cached)) return cached;
  await fetchDebianPackages({
    packages: ['chromium-headless-shell'],
    cacheDir: resolve(cacheDir),
    follow: (name) => NEEDED.test(name),
    take: async (unpacked) => {
      await rm(copy, { recursive: true, force: true });
      await rename(unpacked, copy);
    },
  }).catch((error) => {
    const why = `No Chromium was found and none could be fetched (${error.message})`;
    throw new Error(`${why}: install the Debian package chromium-headless-shell, or set GOIM_CHROMIUM.`, {
      cause: error,
    });
  });
  const fetched = await copied(copy);
  if (await runs(fetched)) return fetched;
  throw new Error('The Chromium that was fetched does not run: install the Debian package chromium-headless-shell.');
}

/** @param {string} copy @returns {Promise<Chromium>} */
async function copied(copy) {
  const lib = join(copy, 'usr/lib');
  const names = (await readdir(lib).catch(() => [])).filter((name) => name.includes('-linux-'));
  const folders = names.flatMap((name) => [join(lib, name), join(lib, name, 'pulseaudio')]);
  return { executablePath: join(copy, SHELL), env: { LD_LIBRARY_PATH: folders.join(':') } };
}

/** @param {Chromium} chromium */
async function runs({ executablePath, env }) {
  const { ok } = await runQuietly(executablePath, ['--version'], {
    env: { ...process.env, ...env },
    timeoutMs: 20_000,
  });
  return ok;
}
