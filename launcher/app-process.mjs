import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { readableLog } from './app-log.mjs';
import { APP_NODE_OPTIONS } from './app-node-options.mjs';

/**
 * @typedef {object} AppSpec
 * @property {string} name
 * @property {string} entry JavaScript file
 * @property {readonly string[]} args
 * @property {number} stopBoundMs how long it may take to stop; then it is killed
 *
 * @typedef {Record<string, string>} Addresses
 *
 * @typedef {object} AppProcess
 * @property {string} name
 * @property {number} stopBoundMs
 * @property {Promise<Addresses>} ready never settles when the app ends before it is ready
 * @property {Promise<import('./lifeline.mjs').Exit & { complaint: string | undefined }>} exited never rejects;
 *   `complaint` is what the app wrote to stderr, in one line, if it ended before it was ready
 * @property {() => Promise<boolean>} stop false when it had to be killed
 * @property {() => void} kill
 */

/**
 * Starts an app in a process group of its own, so that a terminal's Ctrl-C leaves the order of stopping to the launcher.
 * The app ends by itself when the IPC channel closes, which is how it notices a launcher that was killed.
 *
 * @param {AppSpec} app
 * @param {object} options
 * @param {string} options.cwd
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import('./log-file.mjs').LogFile} options.log gets everything the app prints
 * @param {boolean} options.verbose
 * @param {(line: string) => void} options.print
 * @returns {AppProcess}
 */
export function startApp({ name, entry, args, stopBoundMs }, { cwd, env, log, verbose, print }) {
  const child = spawn(process.execPath, [...APP_NODE_OPTIONS, entry, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const closed = once(child, 'close').then(([code, signal]) => ({ code, signal }));

  let isReady = false;
  /** @type {string[]} */
  const heldBack = [];
  const ready = new Promise((/** @type {(addresses: Addresses) => void} */ resolve) => {
    child.on('message', (message) => {
      const report = /** @type {{ type?: string, addresses?: Addresses }} */ (message);
      if (report?.type !== 'ready') return;
      isReady = true;
      for (const line of heldBack) print(line);
      resolve(report.addresses ?? {});
    });
  });

  createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdout) }).on('line', (line) => {
    log.write(line);
    const readable = readableLog(line, { verbose });
    if (!readable) return;
    // What goes wrong during a boot that fails is told by the line on stderr; twice would be once too many.
    if (isReady || verbose) print(`${name}: ${readable}`);
    else heldBack.push(`${name}: ${readable}`);
  });
  /** @type {string[]} */
  const bootErrors = [];
  createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stderr) }).on('line', (line) => {
    log.write(line);
    // Before it is ready an app writes why it cannot start, which belongs into one message with the fact that it ended.
    if (isReady) print(labelled(name, line));
    else if (line.trim()) bootErrors.push(line);
  });

  const exited = closed.then((exit) => {
    log.close();
    return { ...exit, complaint: isReady ? undefined : mostTelling(name, bootErrors) };
  });
  return {
    name,
    stopBoundMs,
    ready,
    exited,
    kill: () => void child.kill('SIGKILL'),
    stop: async () => {
      let killed = false;
      const killTimer = setTimeout(() => {
        killed = child.kill('SIGKILL');
      }, stopBoundMs);
      child.kill('SIGTERM');
      await exited;
      clearTimeout(killTimer);
      return !killed;
    },
  };
}

/**
 * An app that refuses to start writes one line, the last. A crash writes a stack trace, whose `Error:` line tells most.
 *
 * @param {string} name
 * @param {readonly string[]} lines
 */
function mostTelling(name, lines) {
  const line = lines.find((candidate) => /^(\w*Error)\b/.test(candidate)) ?? lines.at(-1);
  return line && labelled(name, line);
}

/**
 * @param {string} name
 * @param {string} line often named by the app itself
 */
function labelled(name, line) {
  return line.startsWith(`${name}: `) ? line : `${name}: ${line}`;
}
