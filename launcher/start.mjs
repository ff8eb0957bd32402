import { join, relative, resolve } from 'node:path';
import { build } from './build.mjs';
import { installDependencies } from './dependencies.mjs';
import { startEmbeddedDatabase } from './embedded-database.mjs';
import { makeFolder } from './folders.mjs';
import { openLogFile } from './log-file.mjs';
import { requireNatsServer } from './nats-probe.mjs';
import { findNatsServer } from './nats-server.mjs';
import { requireNodeVersion } from './node-version.mjs';
import { NATS_SERVER_CACHE, ROOT } from './paths.mjs';
import { startPrivateBroker } from './private-broker.mjs';
import { runStack } from './stack.mjs';
import { HELP, parseStartOptions } from './start-options.mjs';
import { stopRequest } from './stop-request.mjs';

const START_ORDER = [['logic'], ['comet', 'job']];
/** The clients first, then what feeds them; job last, so that what logic accepted until its end is still sent. */
const STOP_ORDER = ['comet', 'logic', 'job'];

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
  const logDir = join(dataDir, 'logs');
  await makeDataFolder(dataDir, logDir);
  await installDependencies({ root: ROOT, log: print, signal: stopRequested });
  stopRequested.throwIfAborted();
  if (options.natsUrl) await requireNatsServer(options.natsUrl);
  const binary = options.natsUrl ? undefined : await findBinary(options.natsServer);
  stopRequested.throwIfAborted();

  const { verbose } = options;
  const [built, started] = await Promise.allSettled([
    build({ root: ROOT, signal: stopRequested }),
    options.embeddedDatabase ? startDatabase(dataDir, logDir) : undefined,
  ]);
  const database = started.status === 'fulfilled' ? started.value : undefined;
  try {
    if (built.status === 'rejected') throw built.reason;
    if (started.status === 'rejected') throw started.reason;
    stopRequested.throwIfAborted();
    const env = { ...historyOf(database), ...process.env };
    if (!binary) return await runApps({ env, natsUrl: options.natsUrl, logDir, brokerLost: never(), verbose });
    return await runOnOwnBroker(binary, options, { dataDir, logDir, env });
  } finally {
    await database?.stop();
  }
}

/**
 * @param {string} dataDir
 * @param {string} logDir
 */
async function makeDataFolder(dataDir, logDir) {
  try {
    await makeFolder(logDir);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new Error(`The data folder ${dataDir} cannot be used (${code}): give another one with --data-dir.`, {
      cause: error,
    });
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
 * The embedded database works one query at a time: few connections, which wait for each other.
 *
 * @param {{ url: string } | undefined} database
 */
function historyOf(database) {
  if (!database) return {};
  return Object.fromEntries(
    ['LOGIC', 'JOB'].flatMap((app) => [
      [`${app}__HISTORY__URL`, database.url],
      [`${app}__HISTORY__POOL_SIZE`, '2'],
      [`${app}__HISTORY__CONNECT_TIMEOUT`, '10s'],
    ]),
  );
}

/**
 * @param {string} binary
 * @param {import('./start-options.mjs').StartOptions} options
 * @param {{ dataDir: string, logDir: string, env: NodeJS.ProcessEnv }} environment
 */
async function runOnOwnBroker(binary, options, { dataDir, logDir, env }) {
  const logFile = join(logDir, 'nats-server.log');
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
    return await runApps({ env, natsUrl: broker.url, logDir, brokerLost, verbose: options.verbose });
  } finally {
    await broker.stop();
  }
}

/** @param {string | undefined} given */
function findBinary(given) {
  return findNatsServer({ cacheDir: NATS_SERVER_CACHE, given, log: print, signal: stopRequested });
}

/**
 * @param {{ env: NodeJS.ProcessEnv, natsUrl: string | undefined, logDir: string, brokerLost: Promise<string>, verbose: boolean }} options
 */
function runApps({ env, natsUrl, logDir, brokerLost, verbose }) {
  return runStack({
    startOrder: START_ORDER.map((step) =>
      step.map((name) => ({
        name,
        entry: `dist/apps/${name}/src/main.js`,
        args: ['--config', `config/${name}.toml`],
      })),
    ),
    stopOrder: STOP_ORDER,
    root: ROOT,
    logDir,
    // A page for whoever tries the server, and what it needs; the environment may still say no.
    env: { LOGIC__EXAMPLES__ENABLED: 'true', LOGIC__UPSTREAM__RELAY: 'members', ...env, NATS_URL: natsUrl },
    brokerLost,
    verbose,
    printError,
    onReady: ({ logic, comet }) => {
      print(`goim is ready: Swagger UI ${logic?.docs}  WebSocket ${comet?.websocket}  TCP ${comet?.tcp}`);
      if (logic?.console) print(`The console: ${logic.console}`);
      print(`A chat in the browser: ${logic?.http}/examples/chat`);
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
