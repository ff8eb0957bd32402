import { jetstream, type JetStreamManager } from '@nats-io/jetstream';
import type { Bus } from '#bus';
import { Broker, type Brokers } from './broker.js';
import { eventually } from './eventually.mjs';
import { freePort } from './free-port.mjs';

/** Servers find each other, and elect who leads them. */
const SETTLES_WITHIN_MS = 60_000;
const API_TIMEOUT_MS = 5_000;

/** A stream or a bucket's stream; or a consumer of one. */
export interface Led {
  readonly stream: string;
  readonly consumer?: string;
}

/** Three nats-servers that can keep each stream in three copies. They are called `n1` to `n3`. */
export class BrokerCluster implements Brokers {
  private bus!: Bus;

  private constructor(private readonly brokers: ReadonlyMap<string, Broker>) {}

  static async start(): Promise<BrokerCluster> {
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    const places = ports.map((port, n) => ({ name: `n${n + 1}`, port, ports }));
    const brokers = await Promise.all(places.map((cluster) => Broker.start({ cluster })));
    const cluster = new BrokerCluster(new Map(places.map(({ name }, n) => [name, brokers[n]!])));
    cluster.bus = await cluster.connect();
    await cluster.settle();
    return cluster;
  }

  get url(): string {
    return [...this.brokers.values()].map(({ url }) => url).join(',');
  }

  /** A connection to any of them, which is closed with them. */
  connect(): Promise<Bus> {
    const [first] = this.brokers.values();
    return first!.connect({ servers: this.url.split(',') });
  }

  /** The server that leads it now, which all that is asked of it goes to. */
  async leaderOf({ stream, consumer }: Led): Promise<Broker> {
    return eventually(`${consumer ?? stream} has a leader`, SETTLES_WITHIN_MS, async () => {
      const manager = await this.manager();
      const { cluster } = await (consumer ? manager.consumers.info(stream, consumer) : manager.streams.info(stream));
      const leader = this.brokers.get(cluster?.leader ?? '');
      if (!leader) throw new Error(`its leader is ${cluster?.leader}`);
      return leader;
    });
  }

  /** All but one of the servers. */
  others(than: Broker): Broker[] {
    return [...this.brokers.values()].filter((broker) => broker !== than);
  }

  /** Resolves when every copy of every stream is current. */
  async settle(): Promise<void> {
    await eventually('each copy of each stream is current', SETTLES_WITHIN_MS, async () => {
      const manager = await this.manager();
      const lagging: string[] = [];
      for await (const { config, cluster } of manager.streams.list()) {
        const copies = (cluster?.replicas ?? []).filter(({ current }) => current).length + 1;
        if (!cluster?.leader || copies < config.num_replicas) lagging.push(config.name);
      }
      if (lagging.length > 0) throw new Error(`behind: ${lagging.join()}`);
    });
  }

  thaw(): void {
    for (const broker of this.brokers.values()) broker.thaw();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.brokers.values()].map((broker) => broker.stop()));
  }

  private manager(): Promise<JetStreamManager> {
    return jetstream(this.bus.connection, { timeout: API_TIMEOUT_MS }).jetstreamManager(false);
  }
}
