import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { PUSH_STREAM } from '#contracts';
import {
  AppProcess,
  Cluster,
  OlderData,
  startDatabase,
  TcpProxy,
  type AppName,
  type TestDatabase,
} from '#test-support';
import { OwnDisk } from './own-disk.js';

interface Disks {
  readonly ofBroker: OwnDisk | undefined;
  readonly ofDatabase: OwnDisk | undefined;
}

async function unmount({ ofBroker, ofDatabase }: Disks): Promise<void> {
  await ofBroker?.unmount();
  await ofDatabase?.unmount();
}

/** What a supervisor takes to start what has died. */
const RESTARTED_AFTER_MS = 1_000;
const ANSWERS_WITHIN_MS = 5_000;

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
    private readonly disks: Disks,
  ) {}

  static async start(): Promise<Stage> {
    const disks = { ofBroker: await OwnDisk.mount(), ofDatabase: await OwnDisk.mount() };
    try {
      return await Stage.on(disks);
    } catch (error) {
      await unmount(disks);
      throw error;
    }
  }

  private static async on(disks: Disks): Promise<Stage> {
    const database = await startDatabase('postgres', disks.ofDatabase?.folder);
    const cluster = await Cluster.start([], {}, { parent: disks.ofBroker?.folder });
    const link = await TcpProxy.start(cluster.broker.url);
    const stage = new Stage(database, cluster, link, disks);
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

  /** It comes back with all its streams as they were some time before, as by a power failure. */
  async setBackBroker(ms: number): Promise<void> {
    const { broker } = this.cluster;
    const older = await OlderData.of(broker, dirname(broker.folderOf(PUSH_STREAM)));
    await delay(ms);
    await broker.kill();
    await delay(RESTARTED_AFTER_MS);
    await older.putBack();
    await older.remove();
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

  /** Whether there are disks to fill: that takes the right to mount a file system. */
  get hasDisks(): boolean {
    return this.disks.ofBroker !== undefined && this.disks.ofDatabase !== undefined;
  }

  /** Once there is room again nats-server is restarted, as docs/operations.md says: before that it stores nothing. */
  async fillBroker(ms: number): Promise<void> {
    await this.disks.ofBroker?.fill();
    await delay(ms);
    await this.disks.ofBroker?.free();
    await this.cluster.broker.halt();
    await this.cluster.broker.restart();
  }

  /** PostgreSQL goes on by itself; where it could not even write its log it has ended, and is restarted. */
  async fillDatabase(ms: number): Promise<void> {
    await this.disks.ofDatabase?.fill();
    await delay(ms);
    await this.disks.ofDatabase?.free();
    if (!(await this.databaseAnswers())) await this.killDatabase();
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
    await unmount(this.disks);
  }

  private async databaseAnswers(): Promise<boolean> {
    const client = new Client({ connectionString: this.database.url, connectionTimeoutMillis: ANSWERS_WITHIN_MS });
    // What breaks the connection later is said by the query as well.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('SELECT 1');
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
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
    const { url } = this.cluster.broker;
    const nats = part === 'comet' ? this.link.urlOf(url) : url;
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
