import { Controller, Get, Ip, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { successEnvelope, type Envelope } from './envelope.js';
import { ApiGoimGet, ApiGoimQuery } from './goim-get.api.js';
import { NodeInstance, NodesWeighted, NodesWeightedQuery } from './goim-nodes.schema.js';
import { NodesService } from '../../nodes/nodes.service.js';

/** goim's questions about the comets. */
@ApiTags('nodes')
@Controller('goim/nodes')
export class GoimNodesController {
  constructor(private readonly nodes: NodesService) {}

  @Get('weighted')
  @ApiOperation({ summary: 'Where the caller is to connect, as a client: at most 5 comets, the best first' })
  @ApiGoimQuery(NodesWeighted, "Comets in the caller's region are preferred; offline ones are left out")
  weighted(@Query({ schema: NodesWeightedQuery }) { platform }: NodesWeightedQuery, @Ip() ip: string): Envelope {
    return successEnvelope(this.nodes.recommend(platform, ip));
  }

  @Get('instances')
  @ApiOperation({ summary: 'The comets that take clients' })
  @ApiGoimGet(z.array(NodeInstance), "In the form of goim's discovery; offline ones are left out")
  instances(): Envelope {
    return successEnvelope(this.nodes.instances());
  }
}
