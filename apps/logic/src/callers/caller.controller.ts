import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SCOPES } from '#callers';
import type { Caller } from '#callers/nest';
import { NeedsScope } from '../http/needs-scope.js';
import { CalledBy } from './caller.js';
import { CallerView } from './caller.schema.js';

/** Who calls, for those who want to know what they may before they try. */
@ApiTags('caller')
@Controller('v1/caller')
export class CallerController {
  @Get()
  @NeedsScope('any')
  @ApiOperation({ operationId: 'CallerController_one', summary: 'Who calls, and what they may' })
  @ApiOkResponse({ standardSchema: CallerView, description: 'Whose key it is, and its scopes' })
  one(@CalledBy() { key }: Caller): CallerView {
    if (!key) return { name: null, scopes: [...SCOPES], open: true };
    return { name: key.name, scopes: SCOPES.filter((scope) => key.scopes.has(scope)), open: false };
  }
}
