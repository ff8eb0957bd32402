import { AppProcess, type AppName } from './app-process.mjs';
import { Broker } from './broker.js';
import { GoimClient, type Token } from './goim-client.js';
import { PollClient } from './poll-client.js';
import { Pusher } from './pusher.js';

/** How a client is connected: names of comet's addresses. */
export type Transport = 'tcp' | 'websocket' | 'http' | 'tcps' | 'wss';

/** The whole system as real processes: a broker, and any number of apps. */
export class Cluster {
  readonly apps: AppProcess[] = [];
  private readonly clients: GoimClient[] = [];
  /** The certificate, in PEM, that clients by TLS trust. */
  ca: string | undefined;

  private constructor(readonly broker: Broker) {}

  /** Starts a broker and these apps, logic first: the others ask it. */
  static async start(
    apps: readonly AppName[] = ['logic', 'comet', 'job'],
    settings: Record<string, string> = {},
  ): Promise<Cluster> {
    const cluster = new Cluster(await Broker.start());
    try {
      for (const app of apps) await cluster.add(app, settings);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** Starts one more app. Only settings with the app's own prefix are its. */
  async add(app: AppName, settings: Record<string, string> = {}): Promise<AppProcess> {
    const own = Object.entries(settings).filter(([name]) => name.startsWith(`${app.toUpperCase()}__`));
    const process = await AppProcess.start(app, this.broker.url, Object.fromEntries(own));
    this.apps.push(process);
    return process;
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
