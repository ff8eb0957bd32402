import { join, relative } from 'node:path';
import { startApp } from './app-process.mjs';
import { openLogFile } from './log-file.mjs';

/**
 * @typedef {import('./app-process.mjs').AppSpec} AppSpec
 * @typedef {import('./app-process.mjs').AppProcess} AppProcess
 * @typedef {import('./app-process.mjs').Addresses} Addresses
 */

/**
 * Starts the apps in order, keeps them until a stop is asked for or one of them ends, then stops them in order.
 *
 * @param {object} options
 * @param {readonly (readonly AppSpec[])[]} options.startOrder the apps of one step start at the same time
 * @param {readonly string[]} options.stopOrder names, one after the other
 * @param {string} options.root
 * @param {string} options.logDir
 * @param {NodeJS.ProcessEnv} options.env
 * @param {Promise<string>} options.brokerLost resolves with one line when the apps have lost their ground
 * @param {boolean} options.verbose
 * @param {(line: string) => void} options.printError
 * @param {(addresses: Record<string, Addresses>) => void} options.onReady
 * @param {AbortSignal} options.stopRequested
 * @param {AbortSignal} options.killRequested
 * @param {number} [options.startBoundMs]
 * @returns {Promise<boolean>} true: it ran until a stop was asked for
 */
export async function runStack({
  startOrder,
  stopOrder,
  root,
  logDir,
  env,
  brokerLost,
  verbose,
  printError,
  onReady,
  stopRequested,
  killRequested,
  startBoundMs = 60_000,
}) {
  /** @type {Map<string, AppProcess>} */
  const running = new Map();
  /** @type {(failure?: string) => void} */
  let end = () => {};
  let isEnding = false;
  /** Resolves with the line that explains a failure, or with nothing when a stop was asked for. */
  const ended = new Promise((/** @type {(failure?: string) => void} */ resolve) => {
    end = (failure) => {
      isEnding = true;
      resolve(failure);
    };
  });
  if (stopRequested.aborted) end();
  stopRequested.addEventListener('abort', () => end());
  killRequested.addEventListener('abort', () => {
    for (const app of running.values()) app.kill();
  });
  void brokerLost.then(end);

  /** @type {string | undefined} */
  let failure;
  /** @param {string} line */
  const printOfApp = (line) => {
    // What the other apps say of a failure, while they are stopped, would bury the line that names its cause.
    if (!failure || verbose) printError(line);
  };

  /** @param {AppSpec} spec */
  const start = async (spec) => {
    const logFile = join(logDir, `${spec.name}.log`);
    const log = await openLogFile(logFile);
    if (isEnding) return {};
    const app = startApp(spec, { cwd: root, env, log, verbose, print: printOfApp });
    running.set(app.name, app);

    const tooLate = `${app.name} was not ready after ${startBoundMs / 1000} s: its log is ${relative(root, logFile)}.`;
    const late = setTimeout(() => end(tooLate), startBoundMs);
    let wasReady = false;
    void app.exited.then((exit) => {
      clearTimeout(late);
      end(endedAlone(app.name, exit, wasReady, relative(root, logFile)));
    });
    const addresses = await app.ready;
    wasReady = true;
    clearTimeout(late);
    return addresses;
  };

  const startAll = async () => {
    /** @type {Record<string, Addresses>} */
    const addresses = {};
    for (const step of startOrder) {
      const reports = await Promise.all(
        step.map(async (spec) => /** @type {const} */ ([spec.name, await start(spec)])),
      );
      Object.assign(addresses, Object.fromEntries(reports));
    }
    return addresses;
  };

  const addresses = await Promise.race([startAll(), ended.then(() => undefined)]);
  if (addresses && !isEnding) onReady(addresses);
  failure = await ended;
  if (failure) printError(failure);

  for (const name of stopOrder) {
    const app = running.get(name);
    if (app && !(await app.stop())) {
      printError(`${name} did not stop within ${app.stopBoundMs / 1000} s and was killed.`);
    }
  }
  return failure === undefined;
}

/**
 * @param {string} name
 * @param {Awaited<AppProcess['exited']>} exit
 * @param {boolean} wasReady
 * @param {string} logFile
 */
function endedAlone(name, { code, signal, complaint }, wasReady, logFile) {
  if (complaint) return complaint;
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
  return `${name} ${how}${wasReady ? '' : ' before it was ready'}: its log is ${logFile}.`;
}
