import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { build } from './build.mjs';
import { installDependencies } from './dependencies.mjs';
import { findNatsServer } from './nats-server.mjs';
import { requireNodeVersion } from './node-version.mjs';
import { NATS_SERVER_CACHE, ROOT } from './paths.mjs';
import { stopRequest } from './stop-request.mjs';

const stopRequested = stopRequest();

try {
  requireNodeVersion();
  await installDependencies({ root: ROOT, log: console.log, signal: stopRequested });
  stopRequested.throwIfAborted();
  const natsServer = await findNatsServer({
    cacheDir: NATS_SERVER_CACHE,
    given: process.env.GOIM_NATS_SERVER,
    log: console.log,
    signal: stopRequested,
  });
  stopRequested.throwIfAborted();
  await build({ root: ROOT, signal: stopRequested });
  stopRequested.throwIfAborted();
  process.exitCode = await runJest(natsServer);
} catch (error) {
  if (!stopRequested.aborted) console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}

/**
 * @param {string} natsServer
 * @returns {Promise<number>}
 */
async function runJest(natsServer) {
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const jest = spawn(process.execPath, [...node, 'node_modules/jest/bin/jest.js', ...process.argv.slice(2)], {
    cwd: ROOT,
    env: { ...process.env, GOIM_NATS_SERVER: natsServer },
    stdio: 'inherit',
  });
  stopRequested.addEventListener('abort', () => jest.kill('SIGTERM'));
  const [code] = await once(jest, 'close');
  return code ?? 1;
}
