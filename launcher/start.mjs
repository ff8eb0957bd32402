import { join, relative, resolve } from 'node:path';
import { build } from './build.mjs';
import { takeDataFolder } from './data-folder.mjs';
import { installDependencies } from './dependencies.mjs';
import { startEmbeddedDatabase } from './embedded-database.mjs';
import { openLogFile } from './log-file.mjs';
import { requireNatsServer } from './nats-probe.mjs';
import { findNatsServer } from './nats-server.mjs';
import { requireNodeVersion } from './node-version.mjs';
import { NATS_SERVER_CACHE, ROOT } from './paths.mjs';
import { startPrivateBroker } from './private-broker.mjs';
import { runStack } from './stack.mjs';
import { HELP, parseStartOptions } from './start-options.mjs';
import { configFileOf, readTables, startSettings } from './start-settings.mjs';
import { stopRequest } from './stop-request.mjs';

const START_ORDER = [['logic'], ['comet', 'job']];
/** The clients first, then what feeds them; job last, so that what logic accepted until its end is still sent. */
const STOP_ORDER = ['comet', 'logic', 'job'];
/**
 * Milliseconds, some more than each app allows itself (`closeWithinMs`): comet closes its clients over `shutdown.window`.
 *
 * @type {Record<string, number>}
 */
const STOP_BOUNDS_MS = { comet: 80_000, logic: 15_000, job: 15_000 };

/** @param {string} line */
const print = (line) => void process.stdout.write(`${line}\n`);
/** @param {string} line */
const printError = (line) => void process.stderr.write(`${line}\n`);

const killing = new AbortController();
const stopRequested = stopRequest({ onSecond: () => killing.abort() });
const killRequested = killing.signal;

try {
  process.exitCode = (await start()) ? 0 : 1;
} catch (error) {
  // A step that a stop request interrupted is no failure.
  if (!stopRequested.aborted) {
    printError(/** @type {Error} */ (error).message);
    process.exitCode = 1;
  }
}
if (killRequested.aborted) process.exitCode = 130;
// What an interrupted step left on the event loop must not delay the end; the processes are all awaited by now.
process.exit();

/** @returns {Promise<boolean>} false after a failure that has been reported */
async function start() {
  requireNodeVersion();
  const options = parseStartOptions(process.argv.slice(2), process.env);
  if (options.help) {
    print(HELP);
    return true;
  }

  const dataDir = resolve(ROOT, options.dataDir);
  // Before anything of another start is touched: its logs, the apps that it runs, its database.
  const logDir = await takeDataFolder(dataDir);
  await installDependencies({ root: ROOT, log: print, signal: stopRequested });
  stopRequested.throwIfAborted();
  if (options.natsUrl) await requireNatsServer(options.natsUrl);
  const binary = options.natsUrl ? undefined : await findBinary(options.natsServer);
  stopRequested.throwIfAborted();

  const tables = await readTables({ root: ROOT, apps: START_ORDER.flat() });
  const settings = startSettings({ env: process.env, tables });
  for (const warning of settings.warnings) printError(warning);
  const { verbose } = options;
  const { showsChat } = settings;
  const [built, started] = await Promise.allSettled([
    build({ root: ROOT, signal: stopRequested }),
    settings.needsDatabase && !options.noHistory ? startDatabase(dataDir, logDir) : undefined,
  ]);
  const database = started.status === 'fulfilled' ? started.value : undefined;
  try {
    if (built.status === 'rejected') throw built.reason;
    if (started.status === 'rejected') throw started.reason;
    stopRequested.throwIfAborted();
    const apps = { env: settings.environment(database?.url), logDir, verbose, showsChat };
    if (!binary) return await runApps({ ...apps, natsUrl: options.natsUrl, brokerLost: never() });
    return await runOnOwnBroker(binary, options, { dataDir, apps });
  } finally {
    await database?.stop();
  }
}

/**
 * @param {string} dataDir
 * @param {string} logDir
 */
async function startDatabase(dataDir, logDir) {
  const log = await openLogFile(join(logDir, 'database.log'));
  const database = await startEmbeddedDatabase({
    dataDir: join(dataDir, 'history'),
    log: log.write,
    print: printError,
  });
  killRequested.addEventListener('abort', () => database.kill('SIGKILL'));
  return database;
}

/**
 * @param {string} binary
 * @param {import('./start-options.mjs').StartOptions} options
 * @param {{ dataDir: string, apps: AppsOptions }} where
 */
async function runOnOwnBroker(binary, options, { dataDir, apps }) {
  const logFile = join(apps.logDir, 'nats-server.log');
  const log = await openLogFile(logFile);
  const broker = await startPrivateBroker({
    binary,
    storeDir: join(dataDir, 'nats'),
    port: options.natsPort,
    portIsGiven: options.natsPortIsGiven,
    print,
    log: log.write,
  });
  killRequested.addEventListener('abort', () => broker.kill('SIGKILL'));
  const brokerLost = broker.exited.then(({ code, signal }) => {
    const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
    return `nats-server ${how}: its log is ${relative(ROOT, logFile)}.`;
  });
  try {
    return await runApps({ ...apps, natsUrl: broker.url, brokerLost });
  } finally {
    await broker.stop();
  }
}

/** @param {string | undefined} given */
function findBinary(given) {
  return findNatsServer({ cacheDir: NATS_SERVER_CACHE, given, log: print, signal: stopRequested });
}

/**
 * @typedef {{ env: NodeJS.ProcessEnv, logDir: string, verbose: boolean, showsChat: boolean }} AppsOptions
 *
 * @param {AppsOptions & { natsUrl: string | undefined, brokerLost: Promise<string> }} options
 */
function runApps({ env, natsUrl, logDir, brokerLost, verbose, showsChat }) {
  return runStack({
    startOrder: START_ORDER.map((step) =>
      step.map((name) => ({
        name,
        entry: `dist/apps/${name}/src/main.js`,
        args: ['--config', configFileOf(name)],
        stopBoundMs: /** @type {number} */ (STOP_BOUNDS_MS[name]),
      })),
    ),
    stopOrder: STOP_ORDER,
    root: ROOT,
    logDir,
    env: { ...env, NATS_URL: natsUrl },
    brokerLost,
    verbose,
    printError,
    onReady: ({ logic, comet }) => {
      print(`goim is ready: Swagger UI ${logic?.docs}  WebSocket ${comet?.websocket}  TCP ${comet?.tcp}`);
      if (logic?.console) print(`The console: ${logic.console}`);
      if (showsChat) print(`A chat in the browser: ${logic?.http}/examples/chat`);
      print('Push a message to a room (Ctrl-C stops everything):');
      print(`curl -d 'hello' '${logic?.http}/goim/push/room?operation=1000&type=live&room=1000'`);
    },
    stopRequested,
    killRequested,
  });
}

/** @returns {Promise<never>} */
function never() {
  return new Promise(() => {});
}
