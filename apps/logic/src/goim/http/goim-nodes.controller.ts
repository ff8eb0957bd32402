import { Controller, Get, Ip, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { NodeDirectory } from '#bus';
import type { NodeInfo } from '#contracts';
import { z } from 'zod';
import { ApiGoimGet, ApiGoimQuery, GoimNeedsScope, GoimPublic, successEnvelope, type Envelope } from './envelope.js';
import { NodeInstance, NodesWeighted, NodesWeightedQuery } from './goim-nodes.schema.js';
import { NodesService } from '../../nodes/nodes.service.js';

const NANOS_PER_MS = 1_000_000;

/** goim's questions about the comets. */
@ApiTags('goim')
@Controller('goim/nodes')
export class GoimNodesController {
  constructor(
    private readonly nodes: NodesService,
    private readonly directory: NodeDirectory,
  ) {}

  @Get('weighted')
  @GoimPublic()
  @ApiOperation({ summary: 'Where the caller is to connect, as a client: at most 5 comets, the best first' })
  @ApiGoimQuery(NodesWeighted, "Comets in the caller's region are preferred; offline ones are left out")
  weighted(@Query({ schema: NodesWeightedQuery }) { platform }: NodesWeightedQuery, @Ip() ip: string): Envelope {
    return successEnvelope(this.nodes.recommend(platform, ip));
  }

  @Get('instances')
  @GoimNeedsScope('read')
  @ApiOperation({ summary: 'The comets that take clients' })
  @ApiGoimGet(z.array(NodeInstance), "In the form of goim's discovery; offline ones are left out")
  instances(): Envelope {
    return successEnvelope(this.nodes.open().map((node) => this.instanceOf(node)));
  }

  private instanceOf(node: NodeInfo): NodeInstance {
    return {
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
    };
  }
}
