import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './folders.mjs';
import { runQuietly } from './run-quietly.mjs';

/**
 * Compiles apps and libs into dist/: all of them, or the projects named. The client library is bundled for browsers as well, and
 * with all the console is made, which takes some seconds where it has changed, beside the others.
 *
 * @param {{ root: string, projects?: readonly string[], signal?: AbortSignal }} options
 * @throws {Error} with the compiler's output
 */
export async function build({ root, projects = ['--all'], signal }) {
  await makeFolder(join(root, 'dist'));
  await writeFile(unfinishedMark(root), '');
  const steps = [[join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'build', ...projects]];
  const isWhole = projects.includes('--all');
  if (isWhole || projects.includes('client')) steps.push([join(root, 'libs/client/bundle.mjs')]);
  const ways = [steps, ...(isWhole ? [[[join(root, 'apps/console/build.mjs')]]] : [])];
  const failures = await Promise.all(ways.map((way) => runInTurn(way, { cwd: root, signal })));
  const output = failures.filter(Boolean).join('\n');
  if (output !== '') throw new Error(`The build failed:\n${output}`);
  await rm(unfinishedMark(root), { force: true });
}

/**
 * Whether a file of dist/ is there, with all that it needs: a build that was interrupted leaves empty files.
 *
 * @param {string} root
 * @param {string} path of the file in dist/
 */
export function isBuilt(root, path) {
  return existsSync(join(root, 'dist', path)) && !existsSync(unfinishedMark(root));
}

/** There from the beginning of a build to its good end. @param {string} root */
function unfinishedMark(root) {
  return join(root, 'dist', 'unfinished');
}

/**
 * @param {readonly string[][]} steps
 * @param {{ cwd: string, signal?: AbortSignal }} options
 * @returns {Promise<string>} what the step wrote that failed; empty where none did
 */
async function runInTurn(steps, options) {
  for (const step of steps) {
    const { ok, output } = await runQuietly(process.execPath, step, options);
    if (!ok) return output.trim() || `${step[0]} failed`;
  }
  return '';
}
