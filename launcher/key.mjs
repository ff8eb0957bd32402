import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { installDependencies } from './dependencies.mjs';
import { requireNodeVersion } from './node-version.mjs';
import { ROOT } from './paths.mjs';
import { stopRequest } from './stop-request.mjs';

const COMMAND = join(ROOT, 'dist/apps/logic/src/key.js');

const stopRequested = stopRequest({ onSecond: () => process.exit(130) });

// Standard output is the command's own: what is printed there is the key.
try {
  requireNodeVersion();
  if (!existsSync(COMMAND)) {
    await installDependencies({ root: ROOT, log: console.error, signal: stopRequested });
    await build({ root: ROOT, signal: stopRequested });
    stopRequested.throwIfAborted();
  }
  await import(COMMAND);
} catch (error) {
  if (!stopRequested.aborted) console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}
process.exit();
