import { setTimeout as delay } from 'node:timers/promises';
import { AppProcess } from '../../support/app-process.mjs';
import { childrenOf } from './cpu.mjs';
import { startNats } from './nats.mjs';

const READY_WITHIN_MS = 30_000;
const POLL_MS = 100;
const KEPT_LOG_CHARS = 2_000;
/** Clients are killed with the run: nobody waits for a farewell. */
const SETTINGS = { COMET__SHUTDOWN__WINDOW: '0s' };

/** @typedef {'logic' | 'comet' | 'job'} AppName */

/** goim as real processes, with a nats-server of their own. */
export class System {
  /** @type {Record<string, AppProcess>} */
  #apps = {};

  /**
   * @param {import('../context.mjs').Context} context ends all of it
   * @param {import('../../../launcher/nats-server.mjs').NatsServer} nats
   */
  constructor(context, nats) {
    this.context = context;
    this.nats = nats;
  }

  /**
   * Starts a nats-server and these apps, and waits until they know each other.
   *
   * @param {import('../context.mjs').Context} context
   * @param {readonly AppName[]} [apps] logic first: the others ask it
   * @param {Record<string, string>} [settings] environment variables; those of an app have its prefix
   */
  static async start(context, apps = ['logic', 'comet', 'job'], settings = {}) {
    const system = new System(context, await startNats(context));
    for (const app of apps) await system.add(app, settings);
    if (apps.includes('job')) await system.jobIsReady();
    return system;
  }

  /**
   * @param {AppName} app
   * @param {Record<string, string>} [settings]
   * @param {string} [name] where there is more than one of it
   */
  async add(app, settings = {}, name = app) {
    const isOthers = (/** @type {string} */ setting) =>
      /^(COMET|LOGIC|JOB)__/.test(setting) && !setting.startsWith(`${app.toUpperCase()}__`);
    const own = Object.entries({ ...SETTINGS, ...settings }).filter(([setting]) => !isOthers(setting));
    const starting = AppProcess.start(app, this.nats.url, Object.fromEntries(own));
    const started = await this.context.hold(starting, (process) => process.kill());
    this.#apps[name] = started;
    this.context.onFailure(() =>
      started.isRunning || this.#apps[name] !== started
        ? undefined
        : `${name} ended:\n${started.log.slice(-KEPT_LOG_CHARS)}`,
    );
    return started;
  }

  /** Ends an app at once. @param {string} name */
  async kill(name) {
    await this.#apps[name]?.kill();
    delete this.#apps[name];
  }

  /** Ends all of it at once. */
  async end() {
    await Promise.all(Object.values(this.#apps).map((app) => app.kill()));
    this.nats.kill('SIGKILL');
    await this.nats.exited;
  }

  /** @param {string} name */
  app(name) {
    const app = this.#apps[name];
    if (!app) throw new Error(`${name} was not started`);
    return app;
  }

  /** The clients' port of a comet. @param {'tcp' | 'websocket'} transport @param {string} [name] */
  clientPort(transport, name = 'comet') {
    return Number(new URL(this.app(name).address(transport)).port);
  }

  get pushBase() {
    return this.app('logic').address('http');
  }

  /** By app, its process and those that it keeps. @returns {Record<string, number[]>} */
  get pids() {
    const apps = Object.entries(this.#apps).map(
      ([name, { pid }]) => /** @type {const} */ ([name, [pid, ...childrenOf(pid)]]),
    );
    return { ...Object.fromEntries(apps), nats: [this.nats.pid] };
  }

  /** Job holds all partitions and knows the comets. */
  async jobIsReady() {
    // A comet's workers are comets to it.
    const workers = Math.max((this.pids['comet']?.length ?? 0) - 1, 1);
    await this.jobKnows({ least: this.#apps['comet'] ? workers : 0 });
  }

  /** Job holds all partitions and knows so many comets. One that was killed it knows until its entry has expired. */
  async jobKnows({ least = 0, most = Number.POSITIVE_INFINITY }) {
    const job = this.app('job');
    const partitions = await this.app('logic').metric('goim_push_partitions');
    const deadline = performance.now() + READY_WITHIN_MS;
    for (;;) {
      const comets = await job.metric('goim_comets');
      if ((await job.metric('goim_partitions_held')) >= partitions && comets >= least && comets <= most) return;
      if (performance.now() > deadline) throw new Error(`job knows ${comets} comets, and is not ready:\n${job.log}`);
      await delay(POLL_MS);
    }
  }
}
