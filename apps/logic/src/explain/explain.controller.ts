import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../http/needs-scope.js';
import { ApiProblems } from '../http/problem.js';
import { ExplainQuery, Explanation } from './explain.schema.js';
import { ExplainService } from './explain.service.js';

/** Why something did not arrive. */
@ApiTags('sessions')
@Controller('v1/explain')
@NeedsScope('read')
export class ExplainController {
  constructor(private readonly explaining: ExplainService) {}

  @Get()
  @ApiOperation({
    operationId: 'ExplainController_explain',
    summary: 'Why a session got a message, or did not, with the evidence',
  })
  @ApiOkResponse({
    standardSchema: Explanation,
    description: 'By what the history, the receipt and the comets remember; what they have forgotten is unknown',
  })
  @ApiProblems({ 400: 'A parameter is wrong' })
  explain(@Query({ schema: ExplainQuery }) query: ExplainQuery): Promise<Explanation> {
    return this.explaining.explain(query);
  }
}
