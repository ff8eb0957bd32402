import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { NodeDirectory } from '#bus';
import type { NodeInfo, NodesReply } from '#contracts';
import type { LogicConfig } from '../config/logic.config.js';
import { currentWeights } from './node-weight.js';

const MAX_NODES = 5;
const MS_PER_SECOND = 1_000;
/** How clients are to wait between two attempts, in seconds; goim's values. */
const BACKOFF = { max_delay: 300, base_delay: 3, factor: 1.8, jitter: 0.3 };

/** Tells clients where to connect: the comets that stand best first. */
@Injectable()
export class NodesService {
  private readonly nodes: LogicConfig['nodes'];
  private readonly session: LogicConfig['session'];

  constructor(
    private readonly directory: NodeDirectory,
    config: ConfigService<LogicConfig, true>,
  ) {
    this.nodes = config.get('nodes', { infer: true });
    this.session = config.get('session', { infer: true });
  }

  /** @param platform `web` gets host names below `nodes.hostDomain`; anything else the comets' own addresses */
  recommend(platform: string): NodesReply {
    return {
      domain: this.nodes.defaultDomain,
      tcp_port: this.nodes.tcpPort,
      ws_port: this.nodes.wsPort,
      wss_port: this.nodes.wssPort,
      heartbeat: Math.round(this.session.heartbeat / MS_PER_SECOND),
      nodes: this.addresses(platform),
      backoff: BACKOFF,
      heartbeat_max: this.session.heartbeatMax,
    };
  }

  private addresses(platform: string): string[] {
    const open = this.directory.all().filter(({ offline }) => !offline);
    const weights = currentWeights(
      // Without a lookup of the client's region no node is local, and the region's gain is the same for all.
      open.map(({ weight, connections }) => ({ weight, connections, local: false })),
      this.nodes.regionWeight,
    );
    const best = open
      .map((node, index) => ({ node, weight: weights[index]! }))
      .sort((a, b) => b.weight - a.weight)
      .slice(0, MAX_NODES)
      .map(({ node }) => node);
    if (!best[0]) return [this.nodes.defaultDomain];
    // Whoever asks will most likely connect there; the comet's own count comes with its next refresh.
    best[0].connections++;
    return best.flatMap((node) => this.addressesOf(node, platform));
  }

  private addressesOf(node: NodeInfo, platform: string): string[] {
    return platform === 'web' ? [`${node.hostname}${this.nodes.hostDomain}`] : node.addrs;
  }
}
