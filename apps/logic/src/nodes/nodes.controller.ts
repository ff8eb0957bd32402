import { Body, Controller, Get, Ip, Param, Put, Query } from '@nestjs/common';
import { ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../callers/require-scope.js';
import { Audited } from '../callers/audited.js';
import { NeedsScope } from '../http/needs-scope.js';
import { ApiProblems } from '../http/problem.js';
import { NodeList, NodeOffline, NodePath, WeightedNodes, WeightedQuery } from './nodes.schema.js';
import { NodesService } from './nodes.service.js';

/** The comets: where clients connect. */
@ApiTags('nodes')
@Controller('v1/nodes')
export class NodesController {
  constructor(private readonly nodes: NodesService) {}

  @Get()
  @NeedsScope('read')
  @ApiOperation({ operationId: 'NodesApiController_list', summary: 'Every node that is alive' })
  @ApiOkResponse({ standardSchema: NodeList, description: 'By their ids' })
  list(): NodeList {
    return this.nodes.list();
  }

  @Get('weighted')
  @Public()
  @ApiOperation({ operationId: 'NodesApiController_weighted', summary: 'Where the next client is to connect' })
  @ApiOkResponse({
    standardSchema: WeightedNodes,
    description: "The nodes that stand best, at most 5; those of the caller's region are preferred",
  })
  @ApiProblems({ 400: 'A parameter is wrong' })
  weighted(@Query({ schema: WeightedQuery }) { platform }: WeightedQuery, @Ip() ip: string): WeightedNodes {
    return this.nodes.weighted(platform, ip);
  }

  @Put(':id/offline')
  @NeedsScope('admin')
  @ApiOperation({
    operationId: 'NodesApiController_setOffline',
    summary: 'Take a node out of the list for new clients, or back into it',
  })
  @ApiConsumes('application/json')
  @ApiOkResponse({ standardSchema: NodeOffline, description: 'It is so now; until the node starts again' })
  @ApiProblems({
    400: 'The request is wrong',
    404: 'No such node',
    409: "It is a comet of goim's own, which can't be told",
    413: 'The body is longer than the server takes',
    503: 'The node did not answer, or not all nodes are known now; retry is safe',
  })
  @Audited('node-offline', ({ params, body }) => ({ ...(params as NodePath), ...(body as NodeOffline) }))
  setOffline(
    @Param({ schema: NodePath }) { id }: NodePath,
    @Body({ schema: NodeOffline }) body: NodeOffline,
  ): Promise<NodeOffline> {
    return this.nodes.setOffline(id, body);
  }
}
