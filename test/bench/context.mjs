import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a run holds, and must let go of however it ends: processes and a folder. */
export class Context {
  /** @type {(() => unknown)[]} */
  #ends = [];
  #ended = false;
  /** @type {(() => string | undefined)[]} */
  #witnesses = [];

  /**
   * @param {string} folder for data; removed at the end
   * @param {import('./command-line.mjs').Options} options
   */
  constructor(folder, options) {
    this.folder = folder;
    this.options = options;
    /** What was wrong; a run with any of it fails. @type {string[]} */
    this.faults = [];
  }

  /** @param {import('./command-line.mjs').Options} options */
  static async open(options) {
    return new Context(await mkdtemp(join(tmpdir(), 'goim-bench-')), options);
  }

  /** Runs `end` when the run ends, the last given first. @param {() => unknown} end */
  onEnd(end) {
    if (this.#ended) void Promise.resolve(end());
    else this.#ends.unshift(end);
  }

  /** Asked why, when a run breaks off. @param {() => string | undefined} witness */
  onFailure(witness) {
    this.#witnesses.push(witness);
  }

  /** What is known of why the run broke off. */
  get testimony() {
    return this.#witnesses.map((witness) => witness()).filter((line) => line !== undefined);
  }

  /**
   * Waits for something to start, and ends it with the run, even where the run ends before it has started.
   *
   * @template T
   * @param {Promise<T>} starting
   * @param {(started: T) => unknown} end
   * @returns {Promise<T>}
   */
  hold(starting, end) {
    this.onEnd(() => starting.then(end, () => {}));
    return starting;
  }

  /** @param {string} line */
  print(line) {
    process.stdout.write(`${line}\n`);
  }

  /** The run goes on, and ends with exit code 1. @param {string} line */
  fault(line) {
    this.faults.push(line);
    this.print(`  FAULT ${line}`);
  }

  async close() {
    this.#ended = true;
    for (const end of this.#ends) await Promise.resolve(end()).catch(() => {});
    await rm(this.folder, { recursive: true, force: true });
  }
}
