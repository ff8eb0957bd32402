import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { NodeDirectory } from '#bus';
import type { NodeInfo, NodesReply } from '#contracts';
import type { LogicConfig } from '../config/logic.config.js';
import { RegionLookup } from '../regions/region-lookup.js';
import type { NodeInstance } from '../goim/http/goim-nodes.schema.js';
import { currentWeights } from './node-weight.js';

const MAX_NODES = 5;
const MS_PER_SECOND = 1_000;
const NANOS_PER_MS = 1_000_000;

/** Tells clients where to connect: the comets that stand best first. */
@Injectable()
export class NodesService {
  private readonly nodes: LogicConfig['nodes'];
  private readonly session: LogicConfig['session'];
  private readonly backoff: LogicConfig['backoff'];
  /** Clients that were sent to a comet since it last told its connections. */
  private readonly sent = new WeakMap<NodeInfo, number>();

  constructor(
    private readonly directory: NodeDirectory,
    private readonly regions: RegionLookup,
    config: ConfigService<LogicConfig, true>,
  ) {
    this.nodes = config.get('nodes', { infer: true });
    this.session = config.get('session', { infer: true });
    this.backoff = config.get('backoff', { infer: true });
  }

  /**
   * @param platform `web` gets host names below `nodes.hostDomain`; anything else the comets' own addresses
   * @param clientIp the comets of its region are preferred
   */
  recommend(platform: string, clientIp: string): NodesReply {
    const { maxDelay, baseDelay, factor, jitter } = this.backoff;
    return {
      domain: this.nodes.defaultDomain,
      tcp_port: this.nodes.tcpPort,
      ws_port: this.nodes.wsPort,
      wss_port: this.nodes.wssPort,
      heartbeat: Math.round(this.session.heartbeat / MS_PER_SECOND),
      nodes: this.addresses(platform, this.regions.regionOf(clientIp)),
      backoff: { max_delay: maxDelay, base_delay: baseDelay, factor, jitter },
      heartbeat_max: this.session.heartbeatMax,
    };
  }

  /** The comets that take clients, as goim's discovery describes them. */
  instances(): NodeInstance[] {
    return this.open().map((node) => ({
      region: node.region,
      zone: node.zone,
      env: node.env,
      appid: 'goim.comet',
      hostname: node.hostname,
      addrs: node.grpc === undefined ? [] : [`grpc://${node.grpc}`],
      version: node.version,
      latest_timestamp: (this.directory.refreshedAt(node.id) ?? node.startedAt) * NANOS_PER_MS,
      metadata: {
        addrs: node.addrs.join(','),
        conn_count: String(node.connections),
        ip_count: String(node.ips),
        offline: String(node.offline),
        weight: String(node.weight),
      },
    }));
  }

  private open(): NodeInfo[] {
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
      this.nodes.regionWeight,
    );
    const best = open
      .map((node, index) => ({ node, weight: weights[index]! }))
      .sort((a, b) => b.weight - a.weight)
      .slice(0, MAX_NODES)
      .map(({ node }) => node);
    if (!best[0]) return [this.nodes.defaultDomain];
    // Whoever asks will most likely connect there; the comet's own count comes with its next refresh.
    this.sent.set(best[0], this.sentTo(best[0]) + 1);
    return best.flatMap((node) => this.addressesOf(node, platform));
  }

  private sentTo(node: NodeInfo): number {
    return this.sent.get(node) ?? 0;
  }

  private addressesOf(node: NodeInfo, platform: string): string[] {
    return platform === 'web' ? [`${node.hostname}${this.nodes.hostDomain}`] : node.addrs;
  }
}
