import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { readableLog } from './app-log.mjs';
import { readBrokerUrl } from './broker-credentials.mjs';
import { build } from './build.mjs';
import { takeDataFolder } from './data-folder.mjs';
import { installDependencies } from './dependencies.mjs';
import { spawnBound } from './lifeline.mjs';
import { openLogFile } from './log-file.mjs';
import { probeNatsServer, requireNatsServer } from './nats-probe.mjs';
import { findNatsServer } from './nats-server.mjs';
import { requireNodeVersion } from './node-version.mjs';
import { NATS_SERVER_CACHE, ROOT } from './paths.mjs';
import { startPrivateBroker } from './private-broker.mjs';
import { rebuildChangedLibs } from './rebuild-libs.mjs';
import { parseStartOptions } from './start-options.mjs';
import { stopRequest } from './stop-request.mjs';

const APPS = ['logic', 'comet', 'job'];
/** Milliseconds, some more than comet allows itself (`closeWithinMs`), and it more than the others. */
const STOP_BOUND_MS = 80_000;

const killing = new AbortController();
const stopRequested = stopRequest({ onSecond: () => killing.abort() });

try {
  process.exitCode = await runWithReload();
} catch (error) {
  if (!stopRequested.aborted) {
    console.error(/** @type {Error} */ (error).message);
    process.exitCode = 1;
  }
}
process.exit();

/** @returns {Promise<number>} exit code */
async function runWithReload() {
  requireNodeVersion();
  const [app = '', ...rest] = process.argv.slice(2);
  if (!APPS.includes(app) || rest.length > 0) {
    throw new Error(`Name one of the apps ${APPS.join(', ')}: npm run start:dev logic`);
  }
  await installDependencies({ root: ROOT, log: console.log, signal: stopRequested });
  stopRequested.throwIfAborted();
  // nest compiles the app alone, but the app imports the libs.
  await build({ root: ROOT, signal: stopRequested });
  stopRequested.throwIfAborted();
  rebuildChangedLibs({ root: ROOT, signal: stopRequested });
  const broker = await useOrStartBroker();
  try {
    return await runNest(app, broker.url);
  } finally {
    await broker.stop();
  }
}

/** @returns {Promise<{ url: string, stop: () => Promise<void> }>} */
async function useOrStartBroker() {
  const { natsUrl, natsServer, natsPort, natsPortIsGiven, dataDir } = parseStartOptions([], process.env);
  const shared = { stop: async () => {} };
  if (natsUrl) {
    await requireNatsServer(natsUrl);
    return { url: natsUrl, ...shared };
  }
  const dir = resolve(ROOT, dataDir);
  // Another app's start may have begun the private one; or somebody runs one that asks for no credentials.
  for (const url of [await readBrokerUrl(join(dir, 'nats')), `nats://127.0.0.1:${natsPort}`]) {
    if (url && (await answersAt(url))) return { url, ...shared };
  }

  const binary = await findNatsServer({
    cacheDir: NATS_SERVER_CACHE,
    given: natsServer,
    log: console.log,
    signal: stopRequested,
  });
  const logDir = await takeDataFolder(dir);
  const log = await openLogFile(join(logDir, 'nats-server.log'));
  return startPrivateBroker({
    binary,
    storeDir: join(dir, 'nats'),
    port: natsPort,
    portIsGiven: natsPortIsGiven,
    print: console.log,
    log: log.write,
  });
}

/** @param {string} natsUrl */
function answersAt(natsUrl) {
  const { hostname: host, port, username: user, password } = new URL(natsUrl);
  const credentials = user ? { user, password } : undefined;
  return probeNatsServer({ host, port: Number(port), jetStream: true, credentials }).then(
    () => true,
    () => false,
  );
}

/**
 * @param {string} app
 * @param {string} natsUrl
 */
async function runNest(app, natsUrl) {
  stopRequested.throwIfAborted();
  const config = `config/${app}.toml`;
  const appArgs = existsSync(join(ROOT, config)) ? ['--', '--config', config] : [];
  const nest = await spawnBound(
    process.execPath,
    ['node_modules/@nestjs/cli/bin/nest.js', 'start', app, '--watch', '--preserveWatchOutput', ...appArgs],
    { cwd: ROOT, env: { ...process.env, NATS_URL: natsUrl } },
  );
  for (const input of [nest.stdout, nest.stderr]) {
    createInterface({ input }).on('line', (line) => console.log(readableLog(line, { verbose: true })));
  }
  stopRequested.addEventListener('abort', () => nest.killGroup('SIGTERM'));
  killing.signal.addEventListener('abort', () => nest.killGroup('SIGKILL'));
  const { code } = await nest.exited;
  await endOfGroup(nest);
  return stopRequested.aborted ? 0 : (code ?? 1);
}

/**
 * nest ends at once and leaves the app that it has started behind, still draining. The app holds on to the output that
 * it has inherited, so the end of the output is the end of both.
 *
 * @param {import('./lifeline.mjs').BoundProcess} nest
 */
async function endOfGroup(nest) {
  if (!stopRequested.aborted) nest.killGroup('SIGTERM');
  await Promise.race([nest.closed, delay(STOP_BOUND_MS)]);
  nest.killGroup('SIGKILL');
}
