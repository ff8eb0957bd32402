import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Pending
 * @property {(result: any) => void} resolve
 * @property {(error: Error) => void} reject
 */

/** A process of the benchmark itself: a load client, a pusher, a peer. It answers calls by IPC. */
export class Worker {
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  #lastId = 0;

  /**
   * @param {string} name for messages
   * @param {import('node:child_process').ChildProcess} child
   */
  constructor(name, child) {
    this.name = name;
    this.child = child;
    child.on('message', (message) => this.#settle(/** @type {any} */ (message)));
    child.once('exit', (code, signal) => this.#failAll(new Error(`${name} ended: ${signal ?? `exit code ${code}`}`)));
    child.once('error', (error) => this.#failAll(error));
  }

  /**
   * @param {import('../context.mjs').Context} context ends it
   * @param {string} name
   * @param {string} file beside test/bench/main.mjs
   * @param {{ execArgv?: string[] }} [options]
   * @returns {Promise<Worker>} when it answers
   */
  static async start(context, name, file, { execArgv = [] } = {}) {
    const entry = fileURLToPath(new URL(`../${file}`, import.meta.url));
    const worker = new Worker(name, fork(entry, [], { execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
    context.onEnd(() => worker.end());
    await worker.#answer(0);
    return worker;
  }

  /** @returns {number} */
  get pid() {
    return /** @type {number} */ (this.child.pid);
  }

  /**
   * @param {string} command
   * @param {object} [args]
   * @returns {Promise<any>} typed by the callers, who know the command
   */
  call(command, args = {}) {
    const id = ++this.#lastId;
    const answer = this.#answer(id);
    this.child.send({ id, command, args });
    return answer;
  }

  /** Ends the process, if it is still there. @returns {Promise<void>} */
  end() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.child.once('exit', () => resolve());
      this.child.kill('SIGKILL');
    });
  }

  /** @param {number} id @returns {Promise<any>} */
  #answer(id) {
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
  }

  /** @param {{ id: number, result?: unknown, error?: string }} answer */
  #settle({ id, result, error }) {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === undefined) pending?.resolve(result);
    else pending?.reject(new Error(`${this.name}: ${error}`));
  }

  /** @param {Error} error */
  #failAll(error) {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
