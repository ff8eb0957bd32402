import { AppProcess, type AppName } from './app-process.mjs';
import { Broker, type BrokerOptions, type Brokers } from './broker.js';
import { GoimClient, type Token } from './goim-client.js';
import { PollClient } from './poll-client.js';
import { Pusher } from './pusher.js';

/**
 * A machine that does much else stores a push late, and answers a client late. What is refused after the defaults, 1.5 and 3 s,
 * is not what most tests are about; those that are set them.
 */
const PATIENCE: Partial<Record<AppName, Record<string, string>>> = {
  logic: { LOGIC__QUEUE__ACK_TIMEOUT: '5s' },
  comet: { COMET__SESSION__LOGIC_TIMEOUT: '10s' },
};

/** Without that patience, for what is measured. */
export const AS_BY_DEFAULT = { LOGIC__QUEUE__ACK_TIMEOUT: '1500ms', COMET__SESSION__LOGIC_TIMEOUT: '3s' };

/** How a client is connected: names of comet's addresses. */
export type Transport = 'tcp' | 'websocket' | 'http' | 'tcps' | 'wss';

/** The whole system as real processes: a broker, or several, and any number of apps. */
export class Cluster<B extends Brokers = Broker> {
  readonly apps: AppProcess[] = [];
  private readonly clients: GoimClient[] = [];
  /** The certificate, in PEM, that clients by TLS trust. */
  ca: string | undefined;

  private constructor(readonly broker: B) {}

  /** Starts a broker and these apps side by side, but the logics first: the others ask them. */
  static async start(
    apps: readonly AppName[] = ['logic', 'comet', 'job'],
    settings: Record<string, string> = {},
    options?: BrokerOptions,
  ): Promise<Cluster> {
    return Cluster.on(await Broker.start(options), apps, settings);
  }

  /** The same with a broker that runs already, and ends with the cluster. */
  static async on<B extends Brokers>(
    broker: B,
    apps: readonly AppName[],
    settings: Record<string, string> = {},
  ): Promise<Cluster<B>> {
    const cluster = new Cluster(broker);
    try {
      await cluster.startAll(apps, settings);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** Starts one more app. Only settings with the app's own prefix are its. */
  async add(app: AppName, settings: Record<string, string> = {}): Promise<AppProcess> {
    const process = await this.launch(app, settings);
    this.apps.push(process);
    return process;
  }

  private launch(app: AppName, settings: Record<string, string>): Promise<AppProcess> {
    const own = Object.entries(settings).filter(([name]) => name.startsWith(`${app.toUpperCase()}__`));
    return AppProcess.start(app, this.broker.url, { ...PATIENCE[app], ...Object.fromEntries(own) });
  }

  private async startAll(apps: readonly AppName[], settings: Record<string, string>): Promise<void> {
    const logics = apps.filter((app) => app === 'logic').map((app) => this.launch(app, settings));
    const logicsAreUp = Promise.all(logics);
    const all = await Promise.allSettled(
      apps.map(async (app) => {
        if (app === 'logic') return logics.shift()!;
        await logicsAreUp;
        return this.launch(app, settings);
      }),
    );
    for (const one of all) if (one.status === 'fulfilled') this.apps.push(one.value);
    for (const one of all) if (one.status === 'rejected') throw one.reason;
  }

  pusher(logic: AppProcess): Pusher {
    return new Pusher(logic.address('http'));
  }

  /** Connects and authenticates a client, which is closed with the cluster. */
  async client(comet: AppProcess, transport: Transport, token: Token): Promise<GoimClient> {
    const client = await this.connect(comet, transport);
    await client.auth(token);
    return client;
  }

  /** Connects a client that says nothing yet, and is closed with the cluster. */
  async connect(comet: AppProcess, transport: Transport): Promise<GoimClient> {
    const address = comet.address(transport);
    const client = transport === 'http' ? new PollClient(address) : await GoimClient.connect(address, this.ca);
    this.clients.push(client);
    return client;
  }

  /** Ends everything, whatever state it is in. */
  async stop(): Promise<void> {
    for (const client of this.clients) client.close();
    this.broker.thaw();
    await Promise.all(this.apps.map((app) => app.stop()));
    await this.broker.stop();
  }
}
