import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { APP_NODE_OPTIONS } from '../../launcher/app-node-options.mjs';
import { Changes } from './changes.mjs';
import { standstill } from './standstill.mjs';

/** A machine that does much else takes long. What hangs takes longer. */
const BOOT_TIMEOUT_MS = 120_000;
const LOG_TIMEOUT_MS = 30_000;
/** How much of an app's log goes into an error, in characters. */
const LOG_TAIL = 2_000;

/** Ends with its standard input, which ends with this process. */
const THAW = 'read -r _; kill -s CONT "$0"';

/** Compiled by `npm run build`, which `npm test` does first. */
const DIST = join(import.meta.dirname, '../../dist');

/** Ports that are free, by the app's own environment variables. */
const FREE_PORTS = {
  comet: {
    COMET__TCP__PORT: '0',
    COMET__WEBSOCKET__PORT: '0',
    COMET__HTTP__PORT: '0',
    COMET__TCPS__PORT: '0',
    COMET__WSS__PORT: '0',
    COMET__OPS__PORT: '0',
    COMET__GRPC__PORT: '0',
  },
  logic: { LOGIC__HTTP__PORT: '0', LOGIC__GRPC__PORT: '0' },
  job: { JOB__OPS__PORT: '0' },
};

/**
 * @typedef {keyof typeof FREE_PORTS} AppName
 * @typedef {import('node:child_process').ChildProcess} ChildProcess
 */

/**
 * What an app left that ended by itself.
 *
 * @typedef {object} AppRun
 * @property {number} code
 * @property {string} stdout
 * @property {string} stderr
 */

/** One app as a real process. In plain JavaScript: the bench starts apps too, and Node.js runs it as it stands. */
export class AppProcess {
  /** @type {ChildProcess} */
  #child;
  /** @type {ChildProcess | undefined} */
  #thawer;
  #log = '';
  #lines = new Changes(() => this.#log.slice(-LOG_TAIL));
  /** @type {Readonly<Record<string, string>>} */
  addresses = {};

  /**
   * @private
   * @param {ChildProcess} child
   */
  constructor(child) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (/** @type {Buffer} */ chunk) => {
        this.#log += chunk.toString();
        this.#lines.notify();
      });
    }
  }

  /**
   * Starts an app with free ports, and resolves when it serves.
   *
   * @param {AppName} app
   * @param {string} natsUrl
   * @param {Record<string, string>} [settings] environment variables, such as `COMET__SESSION__ONLINE_INTERVAL`
   * @param {readonly string[]} [args] of the command line
   * @returns {Promise<AppProcess>}
   * @throws {Error} with what the app wrote, where it does not come up within two minutes
   */
  static async start(app, natsUrl, settings = {}, args = []) {
    const child = forkApp(app, args, { NATS_URL: natsUrl, ...settings });
    const started = new AppProcess(child);
    const ready = once(child, 'message', { signal: AbortSignal.timeout(BOOT_TIMEOUT_MS) });
    const exited = once(child, 'exit');
    const first = await Promise.race([ready, exited.then(() => undefined)]).catch(() => undefined);
    // Whoever loses the race must not be an unhandled rejection later.
    ready.catch(() => undefined);
    if (!first) {
      child.kill('SIGKILL');
      throw new Error(`${app} did not come up:\n${started.log}`);
    }
    const [{ addresses }] = /** @type {[{ addresses: Record<string, string> }]} */ (first);
    started.addresses = addresses;
    return started;
  }

  /**
   * Runs an app that is to end by itself.
   *
   * @param {AppName} app
   * @param {readonly string[]} args
   * @param {Record<string, string>} [settings]
   * @returns {Promise<AppRun>}
   * @throws {Error} where it serves instead, or does neither within two minutes
   */
  static async run(app, args, settings = {}) {
    const child = forkApp(app, args, settings);
    const output = { stdout: '', stderr: '' };
    child.stdout?.on('data', (/** @type {Buffer} */ chunk) => (output.stdout += chunk.toString()));
    child.stderr?.on('data', (/** @type {Buffer} */ chunk) => (output.stderr += chunk.toString()));
    let serves = false;
    child.once('message', () => {
      serves = true;
      child.kill('SIGKILL');
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), BOOT_TIMEOUT_MS);
    const [code] = /** @type {[number | null]} */ (await once(child, 'close'));
    clearTimeout(timer);
    if (code === null) throw new Error(`${app} ${serves ? 'serves' : 'hangs'}:\n${output.stdout}${output.stderr}`);
    return { code, ...output };
  }

  /** @returns {number} */
  get pid() {
    return /** @type {number} */ (this.#child.pid);
  }

  /**
   * What has come of the app's log, and no more than that: a line that it has just written may still be on its way, so a
   * test that expects one awaits `logged`.
   */
  get log() {
    return this.#log;
  }

  /**
   * Resolves when the app has written it.
   *
   * @param {string | RegExp} pattern
   * @param {number} [withinMs]
   * @returns {Promise<void>}
   * @throws {Error} with the end of its log
   */
  async logged(pattern, withinMs = LOG_TIMEOUT_MS) {
    const isThere = () => (typeof pattern === 'string' ? this.#log.includes(pattern) : pattern.test(this.#log));
    await this.#lines.until(`the app has written ${String(pattern)}`, withinMs, isThere);
  }

  /** @param {NodeJS.Signals} name */
  signal(name) {
    this.#child.kill(name);
  }

  /**
   * The app hangs: its connections stay, and nothing is answered until `thaw`, or until this process has ended. Without the
   * latter an app would stay for ever where its test died: it sees neither that nor a SIGTERM.
   */
  async freeze() {
    if (!this.#thawer) {
      this.#thawer = spawn('/bin/sh', ['-c', THAW, String(this.pid)], { stdio: ['pipe', 'ignore', 'ignore'] });
      await once(this.#thawer, 'spawn');
      this.#thawer.unref();
      /** @type {import('node:net').Socket} */ (this.#thawer.stdin).unref();
    }
    this.#child.kill('SIGSTOP');
    await standstill(this.pid);
  }

  thaw() {
    // Not by the end of its input: it might then thaw an app that is frozen anew.
    this.#thawer?.kill('SIGKILL');
    this.#thawer = undefined;
    this.#child.kill('SIGCONT');
  }

  get isRunning() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** @param {string} name @returns {string} */
  address(name) {
    const address = this.addresses[name];
    if (!address) throw new Error(`the app has no address ${name}`);
    return address;
  }

  /**
   * The value of a metric, summed over its labels, or of one label's value: `metric('x_total', 'reason="idle"')`.
   *
   * @param {string} name
   * @param {string} [label]
   * @returns {Promise<number>}
   */
  async metric(name, label = '') {
    const lines = (await this.metrics()).split('\n').filter((line) => {
      return (line.startsWith(`${name} `) || line.startsWith(`${name}{`)) && line.includes(label);
    });
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  /** What Prometheus is given. */
  async metrics() {
    const response = await fetch(`${this.addresses['ops'] ?? this.addresses['http']}/metrics`).catch((cause) => {
      const state = this.isRunning ? 'runs' : `has ended (${this.#child.exitCode ?? this.#child.signalCode})`;
      throw new Error(`the app does not answer; it ${state}, and wrote:\n${this.log.slice(-LOG_TAIL)}`, { cause });
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the app does not tell its metrics: ${response.status} ${text}`);
    return text;
  }

  /** Asks the app to shut down. @returns {Promise<number | null>} its exit code */
  async stop() {
    return this.#end('SIGTERM');
  }

  async kill() {
    await this.#end('SIGKILL');
  }

  /** Closes the channel to the app, as the death of its launcher would. @returns {Promise<number | null>} its exit code */
  async abandon() {
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    await exited;
    return this.#child.exitCode;
  }

  /** @param {NodeJS.Signals} signal */
  async #end(signal) {
    if (this.isRunning) {
      const exited = once(this.#child, 'exit');
      this.thaw();
      this.#child.kill(signal);
      await exited;
    }
    return this.#child.exitCode;
  }
}

/**
 * @param {AppName} app
 * @param {readonly string[]} args
 * @param {Record<string, string>} settings
 */
function forkApp(app, args, { NATS_URL, ...settings }) {
  return fork(join(DIST, 'apps', app, 'src', 'main.js'), args, {
    env: {
      PATH: process.env['PATH'],
      ...FREE_PORTS[app],
      // As docs/nats-permissions.conf has it.
      ...(app === 'comet' && NATS_URL?.includes('://operator:') && { COMET__BUS__BUCKETS_BY: 'logic' }),
      ...(app === 'job' && NATS_URL?.includes('://operator:') && { JOB__BUS__STREAMS_BY: 'logic' }),
      ...settings,
      // Where the test has all rights, the app has its own.
      ...(NATS_URL && { NATS_URL: NATS_URL.replace('://operator:', `://${app}:`) }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Not jest's own flags.
    execArgv: APP_NODE_OPTIONS,
  });
}
