import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../http/needs-scope.js';
import { ApiProblems } from '../http/problem.js';
import { InstanceList, InstancesQuery } from './instances.schema.js';
import { InstancesService } from './instances.service.js';

/** The processes that run. */
@ApiTags('operations')
@Controller('v1/instances')
@NeedsScope('read')
export class InstancesController {
  constructor(private readonly instances: InstancesService) {}

  @Get()
  @ApiOperation({ operationId: 'InstancesController_list', summary: 'Every comet, logic and job that runs' })
  @ApiOkResponse({
    standardSchema: InstanceList,
    description: 'By their ids; each tells of itself every 5 s, and one that has not for a minute is left out',
  })
  @ApiProblems({ 400: 'A parameter is wrong' })
  list(@Query({ schema: InstancesQuery }) query: InstancesQuery): InstanceList {
    return this.instances.list(query);
  }
}
