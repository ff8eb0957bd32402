import { join } from 'node:path';
import { build, isBuilt } from './build.mjs';
import { installDependencies } from './dependencies.mjs';
import { requireNodeVersion } from './node-version.mjs';
import { ROOT } from './paths.mjs';
import { stopRequest } from './stop-request.mjs';

/**
 * Runs a command of the build, and ends the process. Standard output is the command's own: what is printed there may be a key.
 *
 * @param {string} path of the command in dist/
 * @param {{ isRebuilt: boolean }} options whether it is built also where it is there, since it has to be that of the sources
 */
export async function runBuiltCommand(path, { isRebuilt }) {
  const command = join(ROOT, 'dist', path);
  const stopRequested = stopRequest({ onSecond: () => process.exit(130) });
  try {
    requireNodeVersion();
    if (isRebuilt || !isBuilt(ROOT, path)) {
      await installDependencies({ root: ROOT, log: console.error, signal: stopRequested });
      await build({ root: ROOT, signal: stopRequested });
      stopRequested.throwIfAborted();
    }
    await import(command);
  } catch (error) {
    if (!stopRequested.aborted) console.error(/** @type {Error} */ (error).message);
    process.exitCode = 1;
  }
  process.exit();
}
