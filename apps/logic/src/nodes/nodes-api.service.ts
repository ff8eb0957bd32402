import { Injectable } from '@nestjs/common';
import { NodeDirectory } from '#bus';
import { AppError, type CometId, type NodeInfo } from '#contracts';
import { CometClient } from './comet-client.js';
import type { NodeList, NodeOffline, NodeView, WeightedNodes } from './nodes.schema.js';
import { NodesService } from './nodes.service.js';

/** The comets as the JSON API shows them, and takes them offline. */
@Injectable()
export class NodesApiService {
  constructor(
    private readonly directory: NodeDirectory,
    private readonly nodes: NodesService,
    private readonly comets: CometClient,
  ) {}

  list(): NodeList {
    return {
      nodes: this.directory
        .all()
        .map(viewOf)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    };
  }

  weighted(platform: string, clientIp: string): WeightedNodes {
    const { domain, tcp_port, ws_port, wss_port, heartbeat, heartbeat_max, nodes, backoff } = this.nodes.recommend(
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
   * Resolves when the node has written it into the list of nodes.
   *
   * @throws AppError `not-found`, `unavailable`; `conflict` where it is goim's own comet, which can't be told
   */
  async setOffline(id: string, { offline }: NodeOffline): Promise<NodeOffline> {
    const comet = id as CometId;
    const node = this.directory.get(comet);
    if (!node) throw new AppError('not-found', `no node has the id ${id}`);
    if (node.goim) throw new AppError('conflict', `${id} is a comet of goim's own, which takes no new clients anyway`);
    await this.comets.setOffline(comet, offline);
    return { offline };
  }
}

function viewOf(node: NodeInfo): NodeView {
  const { id, region, zone, env, hostname, addrs, weight, offline, connections, ips, version } = node;
  const startedAt = new Date(node.startedAt).toISOString();
  return { id, region, zone, env, hostname, addrs, weight, offline, connections, ips, version, startedAt };
}
