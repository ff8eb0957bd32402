import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../http/needs-scope.js';
import { ApiProblems } from '../http/problem.js';
import { Queue } from './queue.schema.js';
import { QueueService } from './queue.service.js';

/** How far what is stored is worked. */
@ApiTags('operations')
@Controller('v1/queue')
@NeedsScope('read')
export class QueueController {
  constructor(private readonly queue: QueueService) {}

  @Get()
  @ApiOperation({ operationId: 'QueueController_read', summary: 'How far the push queue and the other streams are' })
  @ApiOkResponse({ standardSchema: Queue, description: 'As JetStream says now; the leases as the jobs last reported' })
  @ApiProblems({ 503: 'JetStream did not answer; retry is safe' })
  read(): Promise<Queue> {
    return this.queue.read();
  }
}
