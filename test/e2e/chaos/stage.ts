import { setTimeout as delay } from 'node:timers/promises';
import { AppProcess, Cluster, startDatabase, TcpProxy, type AppName, type TestDatabase } from '#test-support';

/** What a supervisor takes to start what has died. */
const RESTARTED_AFTER_MS = 1_000;

/** Two comets and two jobs, so that each has somebody to take over; the comet `cut` reaches NATS by a link of its own. */
const APPS = { logic: 'logic', comet: 'comet', job: 'job', 'other comet': 'comet', 'other job': 'job' } as const;
export type Part = keyof typeof APPS;

/** The whole system, to be broken. Whatever is broken comes back, on its old ports. */
export class Stage {
  private readonly apps = new Map<Part, AppProcess>();

  private constructor(
    readonly database: TestDatabase,
    readonly cluster: Cluster,
    private readonly link: TcpProxy,
  ) {}

  static async start(): Promise<Stage> {
    const database = await startDatabase();
    const cluster = await Cluster.start([]);
    const stage = new Stage(database, cluster, await TcpProxy.start(cluster.broker.url));
    try {
      for (const part of Object.keys(APPS) as Part[]) await stage.launch(part);
    } catch (error) {
      await stage.stop();
      throw error;
    }
    return stage;
  }

  get logic(): string {
    return this.app('logic').address('http');
  }

  get comets(): readonly string[] {
    return [this.app('comet').address('websocket'), this.app('other comet').address('websocket')];
  }

  async kill(...parts: Part[]): Promise<void> {
    await Promise.all(parts.map((part) => this.app(part).kill()));
    await delay(RESTARTED_AFTER_MS);
    await Promise.all(parts.map((part) => this.launch(part)));
  }

  async hang(part: Part, ms: number): Promise<void> {
    await this.app(part).freeze();
    await delay(ms);
    this.app(part).thaw();
  }

  /** @param isEmptied it comes back without its data */
  async killBroker(isEmptied = false): Promise<void> {
    const { broker } = this.cluster;
    await broker.kill();
    await delay(RESTARTED_AFTER_MS);
    await (isEmptied ? broker.restartEmpty() : broker.restart());
  }

  async hangBroker(ms: number): Promise<void> {
    await this.cluster.broker.freeze();
    await delay(ms);
    this.cluster.broker.thaw();
  }

  async killDatabase(): Promise<void> {
    await this.database.kill();
    await delay(RESTARTED_AFTER_MS);
    await this.database.revive();
  }

  async hangDatabase(ms: number): Promise<void> {
    await this.database.freeze();
    await delay(ms);
    await this.database.thaw();
  }

  /** The link of one comet to NATS breaks. */
  async cut(ms: number): Promise<void> {
    this.link.cut();
    await delay(ms);
    this.link.mend();
  }

  async stop(): Promise<void> {
    this.link.mend();
    await this.cluster.stop();
    await this.link.stop();
    await this.database.stop();
  }

  private app(part: Part): AppProcess {
    return this.apps.get(part)!;
  }

  private async launch(part: Part): Promise<void> {
    const app: AppName = APPS[part];
    const before = this.apps.get(part);
    const settings: Record<string, string> = {};
    if (app !== 'comet') settings[`${app.toUpperCase()}__HISTORY__URL`] = this.database.url;
    if (before && app === 'logic') settings['LOGIC__HTTP__PORT'] = new URL(before.address('http')).port;
    if (before && app === 'comet') settings['COMET__WEBSOCKET__PORT'] = new URL(before.address('websocket')).port;
    const nats = part === 'comet' ? `nats://${this.link.host}` : this.cluster.broker.url;
    for (;;) {
      try {
        const started = await AppProcess.start(app, nats, settings);
        this.apps.set(part, started);
        this.cluster.apps.push(started);
        return;
      } catch (error) {
        // NATS may not be there yet. A supervisor tries again.
        if (!before || !/cannot reach NATS/.test(String(error))) throw error;
      }
    }
  }
}
