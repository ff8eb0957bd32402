import { Inject, Injectable } from '@nestjs/common';
import { NodeDirectory } from '#bus';
import { LiveConfig, type Live } from '#config';
import { AppError, type CometId, type NodeInfo, type NodesReply } from '#contracts';
import type { LogicConfig } from '../config/logic.config.js';
import { RegionLookup } from '../regions/region-lookup.js';
import { CometClient } from './comet-client.js';
import { currentWeights } from './node-weight.js';
import type { NodeList, NodeOffline, NodeView, WeightedNodes } from './nodes.schema.js';

const MAX_NODES = 5;
const MS_PER_SECOND = 1_000;

/** Lists the comets, recommends the best ones to clients, and takes one offline. */
@Injectable()
export class NodesService {
  /** Clients that were sent to a comet since it last reported its connections. */
  private readonly sent = new WeakMap<NodeInfo, number>();

  constructor(
    private readonly directory: NodeDirectory,
    private readonly regions: RegionLookup,
    private readonly comets: CometClient,
    @Inject(LiveConfig) private readonly config: Live<LogicConfig>,
  ) {}

  /** Every comet that is alive, by its id. */
  list(): NodeList {
    return {
      nodes: this.directory
        .all()
        .map(nodeView)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    };
  }

  /**
   * @param platform `web` gets host names below `nodes.hostDomain`; anything else the comets' own addresses
   * @param clientIp the comets of its region are preferred
   */
  recommend(platform: string, clientIp: string): NodesReply {
    const { nodes, session, backoff } = this.config.current;
    const { maxDelay, baseDelay, factor, jitter } = backoff;
    return {
      domain: nodes.defaultDomain,
      tcp_port: nodes.tcpPort,
      ws_port: nodes.wsPort,
      wss_port: nodes.wssPort,
      heartbeat: Math.round(session.heartbeat / MS_PER_SECOND),
      nodes: this.addresses(platform, this.regions.regionOf(clientIp)),
      backoff: { max_delay: maxDelay, base_delay: baseDelay, factor, jitter },
      heartbeat_max: session.heartbeatMax,
    };
  }

  /** `recommend`, in the names of the JSON API. */
  weighted(platform: string, clientIp: string): WeightedNodes {
    const { domain, tcp_port, ws_port, wss_port, heartbeat, heartbeat_max, nodes, backoff } = this.recommend(
      platform,
      clientIp,
    );
    const { base_delay, max_delay, factor, jitter } = backoff!;
    return {
      domain,
      tcpPort: tcp_port,
      wsPort: ws_port,
      wssPort: wss_port,
      nodes,
      heartbeat,
      heartbeatMax: heartbeat_max,
      backoff: { baseDelay: base_delay, maxDelay: max_delay, factor, jitter },
    };
  }

  /**
   * Resolves when the comet has updated its entry in the node directory.
   *
   * @throws AppError `not-found`, `unavailable`; `conflict` where it is a legacy comet, which can't be asked
   */
  async setOffline(id: CometId, { offline }: NodeOffline): Promise<NodeOffline> {
    const node = this.directory.get(id);
    if (!node && !this.directory.isCurrent) {
      throw new AppError('unavailable', 'not all nodes are known now; a retry is safe');
    }
    if (!node) throw new AppError('not-found', `no node has the id ${id}`);
    if (node.goim) throw new AppError('conflict', `${id} is a comet of goim's own, which takes no new clients anyway`);
    await this.comets.setOffline(id, offline);
    return { offline };
  }

  /** The comets that take clients. */
  open(): NodeInfo[] {
    return this.directory.all().filter(({ offline }) => !offline);
  }

  private addresses(platform: string, region: string): string[] {
    const open = this.open();
    const weights = currentWeights(
      open.map((node) => ({
        weight: node.weight,
        connections: node.connections + this.sentTo(node),
        local: region !== '' && node.region === region,
      })),
      this.config.current.nodes.regionWeight,
    );
    const best = open
      .map((node, index) => ({ node, weight: weights[index]! }))
      .sort((a, b) => b.weight - a.weight)
      .slice(0, MAX_NODES)
      .map(({ node }) => node);
    if (!best[0]) return [this.config.current.nodes.defaultDomain];
    // The caller will most likely connect there; the comet's own count comes with its next refresh.
    this.sent.set(best[0], this.sentTo(best[0]) + 1);
    return best.flatMap((node) => this.addressesOf(node, platform));
  }

  private sentTo(node: NodeInfo): number {
    return this.sent.get(node) ?? 0;
  }

  private addressesOf(node: NodeInfo, platform: string): string[] {
    return platform === 'web' ? [`${node.hostname}${this.config.current.nodes.hostDomain}`] : node.addrs;
  }
}

export function nodeView(node: NodeInfo): NodeView {
  const { id, region, zone, env, hostname, addrs, weight, offline, connections, ips, version } = node;
  const startedAt = new Date(node.startedAt).toISOString();
  return { id, region, zone, env, hostname, addrs, weight, offline, connections, ips, version, startedAt };
}
