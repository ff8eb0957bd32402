import { z } from 'zod';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SCOPES } from '#callers';
import type { Caller } from '#callers/nest';
import { NeedsScope } from '../http/needs-scope.js';
import { CalledBy } from './caller.js';

export const CallerView = z
  .strictObject({
    name: z.string().nullable().describe('Of the key, or the `sub` of the token; null where no key was shown'),
    scopes: z.array(z.enum(SCOPES)).describe('What the caller may'),
    open: z.boolean().describe('Whether calls from its network need no key (`api.open`), and it showed none'),
  })
  .meta({ id: 'Caller', example: { name: 'billing', scopes: ['push', 'read'], open: false } });
export type CallerView = z.output<typeof CallerView>;

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
