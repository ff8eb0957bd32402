import { installDependencies } from './dependencies.mjs';
import { requireNodeVersion } from './node-version.mjs';
import { ROOT } from './paths.mjs';
import { stopRequest } from './stop-request.mjs';

try {
  requireNodeVersion();
  await installDependencies({ root: ROOT, log: console.log, signal: stopRequest() });
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}
