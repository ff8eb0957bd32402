import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppProcess } from '../../support/app-process.mjs';
import { findNatsServer, startNatsServer } from '#nats-server';
import { NATS_SERVER_CACHE } from '../../../launcher/paths.mjs';
import { childrenOf } from './cpu.mjs';

const READY_WITHIN_MS = 30_000;
const POLL_MS = 100;
const KEPT_LOG_CHARS = 2_000;
/** Clients are killed with the run: nobody waits for a farewell. */
const SETTINGS = { COMET__SHUTDOWN__WINDOW: '0s' };

/** @typedef {'logic' | 'comet' | 'job'} AppName */

/** goim as real processes, with a nats-server of their own. */
export class System {
  /** @type {Partial<Record<AppName, AppProcess>>} */
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
    const binary = await findNatsServer({ cacheDir: NATS_SERVER_CACHE, given: process.env.GOIM_NATS_SERVER });
    const storeDir = join(context.folder, `nats-${performance.now()}`);
    const nats = await context.hold(startNatsServer({ binary, storeDir }), (server) => {
      server.kill('SIGKILL');
      return server.exited;
    });
    const system = new System(context, nats);
    for (const app of apps) await system.add(app, settings);
    if (apps.includes('job')) await system.jobIsReady();
    return system;
  }

  /** @param {AppName} app @param {Record<string, string>} [settings] */
  async add(app, settings = {}) {
    const isOthers = (/** @type {string} */ name) =>
      /^(COMET|LOGIC|JOB)__/.test(name) && !name.startsWith(`${app.toUpperCase()}__`);
    const own = Object.entries({ ...SETTINGS, ...settings }).filter(([name]) => !isOthers(name));
    const starting = AppProcess.start(app, this.nats.url, Object.fromEntries(own));
    const started = await this.context.hold(starting, (process) => process.kill());
    this.#apps[app] = started;
    this.context.onFailure(() =>
      started.isRunning ? undefined : `${app} ended:\n${started.log.slice(-KEPT_LOG_CHARS)}`,
    );
    return started;
  }

  /** Ends an app at once. @param {AppName} app */
  async kill(app) {
    await this.#apps[app]?.kill();
    delete this.#apps[app];
  }

  /** Ends all of it at once. */
  async end() {
    await Promise.all(Object.values(this.#apps).map((app) => app.kill()));
    this.nats.kill('SIGKILL');
    await this.nats.exited;
  }

  /** @param {AppName} name */
  app(name) {
    const app = this.#apps[name];
    if (!app) throw new Error(`${name} was not started`);
    return app;
  }

  /** The clients' port of comet. @param {'tcp' | 'websocket'} transport */
  clientPort(transport) {
    return Number(new URL(this.app('comet').address(transport)).port);
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
    const job = this.app('job');
    const comets = Math.max(this.pids['comet']?.length ?? 0, 2) - 1;
    const deadline = performance.now() + READY_WITHIN_MS;
    while (
      (await job.metric('goim_partitions_held')) < 16 ||
      (await job.metric('goim_comets')) < (this.#apps.comet ? comets : 0)
    ) {
      if (performance.now() > deadline) throw new Error(`job does not become ready:\n${job.log}`);
      await delay(POLL_MS);
    }
  }
}
