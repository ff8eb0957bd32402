import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../http/needs-scope.js';
import { ApiProblems } from '../http/problem.js';
import { Receipt, ReceiptPath } from './receipts.schema.js';
import { ReceiptsService } from './receipts.service.js';

/** Where a push went. */
@ApiTags('push')
@Controller('v1/pushes')
@NeedsScope('read')
export class ReceiptsController {
  constructor(private readonly receipts: ReceiptsService) {}

  @Get(':id')
  @ApiOperation({
    operationId: 'ReceiptsController_one',
    summary: 'Where a push went that asked for a receipt; for 10 minutes',
  })
  @ApiOkResponse({
    standardSchema: Receipt,
    description: 'What is known by now; what the processes tell of it on the bus may be lost, and `complete` says so',
  })
  @ApiProblems({ 400: 'The id can be none', 404: 'The push did not ask for a receipt, or is too old' })
  one(@Param({ schema: ReceiptPath }) { id }: ReceiptPath): Receipt {
    return this.receipts.one(id);
  }
}
