import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runQuietly, tail } from './run-quietly.mjs';

/**
 * @typedef {{ version?: string, optional?: boolean, dependencies?: Versions, devDependencies?: Versions }} LockedPackage
 * @typedef {Record<string, string>} Versions
 */

/**
 * Installs the npm packages when they are missing or not those of package.json and package-lock.json.
 *
 * @param {{ root: string, log: (line: string) => void, signal?: AbortSignal }} options
 * @throws {Error} with a clear first line and the end of npm's output
 */
export async function installDependencies({ root, log, signal }) {
  const reason = await whyInstall(root);
  if (!reason) return;
  log(`Installing dependencies: ${reason}`);

  const [command, ...npm] = npmCommand();
  // Not `npm install`, which may write the lock file anew.
  const args = [...npm, 'ci', '--include=dev', '--no-audit', '--no-fund'];
  const { ok, output } = await runQuietly(command, args, { cwd: root, signal });
  if (!ok) throw new Error(`npm ci failed:\n${tail(withoutWarnings(output), 10)}`);
}

/**
 * npm keeps its own record of what it installed, so this compares facts: no time stamps (a git checkout changes them)
 * and no marker file (a hand-run `npm install` would not write it).
 *
 * @param {string} root
 * @returns {Promise<string | undefined>}
 */
async function whyInstall(root) {
  const manifest = /** @type {LockedPackage} */ (await readJson(join(root, 'package.json')));
  const lock = await readJson(join(root, 'package-lock.json'));
  const installed = await readJson(join(root, 'node_modules/.package-lock.json'));
  if (!lock) return 'package-lock.json is missing';
  if (!installed) return 'node_modules is missing or incomplete';

  /** @type {Record<string, LockedPackage>} */
  const locked = lock.packages ?? {};
  for (const kind of /** @type {const} */ (['dependencies', 'devDependencies'])) {
    if (!sameVersions(manifest[kind] ?? {}, locked['']?.[kind] ?? {})) return 'package.json has changed';
  }
  for (const [path, { version, optional }] of Object.entries(locked)) {
    if (path === '') continue;
    const present = installed.packages?.[path];
    // Optional packages are those of other platforms.
    if (!present && optional) continue;
    if (present?.version !== version) {
      return `${path.replace(/^.*node_modules\//, '')} ${version} is ${present ? `${present.version} here` : 'missing'}`;
    }
  }
  return undefined;
}

/** @param {string} output */
function withoutWarnings(output) {
  return output.replace(/^npm warn .*\n/gm, '');
}

/** @param {Versions} a @param {Versions} b */
function sameVersions(a, b) {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** @param {string} file */
async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Under `npm start` npm names its own entry file, which spares a look at the PATH and is the same npm.
 *
 * @returns {[string, ...string[]]}
 */
function npmCommand() {
  const entry = process.env.npm_execpath;
  return entry && basename(entry) === 'npm-cli.js' ? [process.execPath, entry] : ['npm'];
}
