import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectBus, type Bus, type BusOptions } from '#bus';
import { findNatsServer, startNatsServer, type ClusterPlace, type NatsServer } from '#nats-server';
import { freePort } from './free-port.mjs';
import { standstill } from './standstill.mjs';

const CONNECT_WITHIN_MS = 30_000;
const RECONNECT_WAIT_MS = 50;
/** What the streams of the apps reserve is some gigabytes, and what they write next to nothing: any disk has room for it. */
const MAX_STORE = 64 * 1024 ** 3;
/** Of every user, where there are users. */
const PASSWORD = 'secret';
const WITH_PERMISSIONS = {
  configFile: 'docs/nats-permissions.conf',
  credentials: { user: 'operator', password: PASSWORD },
  env: {
    PATH: process.env['PATH'],
    GOIM_NATS_LOGIC: PASSWORD,
    GOIM_NATS_COMET: PASSWORD,
    GOIM_NATS_JOB: PASSWORD,
    GOIM_NATS_OPERATOR: PASSWORD,
  },
};

export interface BrokerOptions {
  /**
   * Whether each app has its own user with its own rights (docs/nats-permissions.conf), as `AppProcess` then starts it, and
   * the test has all rights; by default, as GOIM_TEST_PERMISSIONS says, but not in a cluster.
   */
  readonly permissions?: boolean;
  readonly cluster?: ClusterPlace;
  /** Where it tells by HTTP how it is. */
  readonly monitorPort?: number;
  /** Of its data folder; the temporary folder by default. */
  readonly parent?: string | undefined;
}

type BrokerSettings = Omit<BrokerOptions, 'permissions' | 'parent'> & Partial<typeof WITH_PERMISSIONS>;

/** What apps are connected to: one nats-server or several. */
export interface Brokers {
  /** As NATS_URL has it. */
  readonly url: string;
  /** Whatever hangs goes on. */
  thaw(): void;
  stop(): Promise<void>;
}

/** A nats-server with JetStream on a port of its own, with a data folder of its own. */
export class Broker implements Brokers {
  private readonly buses: Bus[] = [];
  /** Clients connect to a server that is started again before its start is known to have succeeded. */
  private restarted: Promise<void> = Promise.resolve();

  private constructor(
    private readonly binary: string,
    private readonly folder: string,
    private readonly settings: BrokerSettings,
    private server: NatsServer,
  ) {}

  static async start(options: BrokerOptions = {}): Promise<Broker> {
    const { parent = tmpdir(), permissions: asked, ...place } = options;
    const permissions = asked ?? (process.env['GOIM_TEST_PERMISSIONS'] === '1' && !options.cluster);
    const binary = await findNatsServer({ cacheDir: '.cache/nats-server', given: process.env['GOIM_NATS_SERVER'] });
    const folder = await mkdtemp(join(parent, 'goim-nats-'));
    const settings: BrokerSettings = permissions ? { ...place, ...WITH_PERMISSIONS } : place;
    // It may be restarted, and nobody else is to have got its port by then.
    const port = await freePort();
    return new Broker(
      binary,
      folder,
      settings,
      await startNatsServer({ binary, storeDir: folder, port, maxStore: MAX_STORE, ...settings }),
    );
  }

  get url(): string {
    return this.urlOf(this.settings.credentials?.user);
  }

  /** The address with one of the users of docs/nats-permissions.conf. */
  urlOf(user: string | undefined): string {
    return user ? this.server.url.replace('://', `://${user}:${PASSWORD}@`) : this.server.url;
  }

  /** Where the server keeps a stream. */
  folderOf(stream: string): string {
    return join(this.folder, 'jetstream', '$G', 'streams', stream);
  }

  get pid(): number {
    return this.server.pid;
  }

  /** A connection of its own, which is closed with the broker. */
  async connect(options: Partial<BusOptions> = {}): Promise<Bus> {
    const bus = await connectBus({
      servers: [this.url],
      name: 'test',
      connectWithin: CONNECT_WITHIN_MS,
      reconnectWait: RECONNECT_WAIT_MS,
      ...options,
    });
    this.buses.push(bus);
    return bus;
  }

  /** Ends the server at once, as a crash would; its data stay. */
  async kill(): Promise<void> {
    await this.restarted;
    this.server.kill('SIGKILL');
    await this.server.exited;
  }

  /** Ends the server in order; its data stay. */
  async halt(): Promise<void> {
    await this.restarted;
    await this.server.stop();
  }

  /** Starts the server again, on the same port and with the same data. */
  async restart(): Promise<void> {
    this.restarted = this.startAgain();
    await this.restarted;
  }

  private async startAgain(): Promise<void> {
    const { binary, folder: storeDir, settings } = this;
    this.server = await startNatsServer({ binary, storeDir, port: this.server.port, maxStore: MAX_STORE, ...settings });
  }

  /** Starts a server that was ended again, on the same port and without the data it had. */
  async restartEmpty(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    await this.restart();
  }

  /** The server hangs: its connections stay, and nothing is answered until `thaw`. */
  async freeze(): Promise<void> {
    await this.restarted;
    this.server.kill('SIGSTOP');
    await standstill(this.pid);
  }

  thaw(): void {
    this.server.kill('SIGCONT');
  }

  /** Stops the server, whatever state it is in, and removes its data. */
  async stop(): Promise<void> {
    this.thaw();
    await Promise.all(this.buses.map((bus) => bus.connection.close()));
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
