import { execFile } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fetchDebianPackages } from '../../launcher/debian-packages.mjs';
import { runQuietly } from '../../launcher/run-quietly.mjs';

const TIMEOUT_MS = 60_000;

/**
 * @callback Promtool
 * @param {readonly string[]} args
 * @param {string} [input]
 * @returns {Promise<string>} the faults that promtool finds; empty where it finds none
 */

/**
 * A promtool that runs: the one given, else one that is installed, else a private copy of Debian's in `cacheDir`, which is
 * fetched with Debian's package tool (no root needed) when it is not there yet. Where none can be had, one that finds nothing,
 * and a log line that says so.
 *
 * @param {object} options
 * @param {string} options.cacheDir
 * @param {string} [options.given] path of the program, from GOIM_PROMTOOL
 * @returns {Promise<Promtool>}
 * @throws {Error} where the one given does not run
 */
export async function findPromtool({ cacheDir, given }) {
  const copy = join(resolve(cacheDir), 'promtool');
  for (const path of given ? [given] : ['promtool', copy]) if (await runs(path)) return promtoolAt(path);
  if (given) throw new Error(`GOIM_PROMTOOL names ${given}, which does not run: give the path of a promtool.`);
  try {
    await fetchDebianPackages({
      packages: ['prometheus'],
      cacheDir: resolve(cacheDir),
      take: (unpacked) => rename(join(unpacked, 'usr/bin/promtool'), copy),
    });
    if (await runs(copy)) return promtoolAt(copy);
    throw new Error('the one that was fetched does not run');
  } catch (error) {
    console.warn(
      `promtool was not run (${/** @type {Error} */ (error).message}): install Debian's package prometheus.`,
    );
    return async () => '';
  }
}

/** @param {string} path @returns {Promise<boolean>} */
async function runs(path) {
  return (await runQuietly(path, ['--version'], { timeoutMs: TIMEOUT_MS })).ok;
}

/** @param {string} path @returns {Promtool} */
function promtoolAt(path) {
  return (args, input = '') =>
    new Promise((done) => {
      const child = execFile(path, args, { timeout: TIMEOUT_MS }, (error, stdout, stderr) => {
        done(error === null ? '' : stdout + stderr || error.message);
      });
      child.stdin?.end(input);
    });
}
