import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../callers/audited.js';
import type { ApiRequest } from '../callers/caller.js';
import { NeedsScope } from '../http/needs-scope.js';
import { ApiProblems } from '../http/problem.js';
import { BanListView, BanPath, BansQuery, BanView, NewBan } from './bans.schema.js';
import { BansService } from './bans.service.js';

const AWAY = 'NATS did not answer: it may be stored or not; retry is safe';

/** Who may not be connected. */
@ApiTags('bans')
@Controller('v1/bans')
export class BansController {
  constructor(private readonly bans: BansService) {}

  @Post()
  @NeedsScope('admin')
  @ApiOperation({
    operationId: 'BansApiController_add',
    summary:
      'Ban a member, a session key, an address or a token: their connections end within a second, and none returns',
  })
  @ApiCreatedResponse({ standardSchema: BanView, description: 'It is stored; every node is being told' })
  @ApiProblems({ 400: 'It names nobody, or too many', 409: 'There are too many bans', 503: AWAY })
  @Audited('ban-added', ({ body }: ApiRequest) => body as object)
  add(@Body({ schema: NewBan }) ban: NewBan): Promise<BanView> {
    return this.bans.add(ban);
  }

  @Get()
  @NeedsScope('read')
  @ApiOperation({ operationId: 'BansApiController_list', summary: 'The bans that there are' })
  @ApiOkResponse({ standardSchema: BanListView, description: 'By their ids' })
  @ApiProblems({ 400: 'A parameter is wrong' })
  list(@Query({ schema: BansQuery }) query: BansQuery): BanListView {
    return this.bans.list(query);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @NeedsScope('admin')
  @ApiOperation({ operationId: 'BansApiController_lift', summary: 'Lift a ban' })
  @ApiNoContentResponse({ description: 'Whom it was for may come back' })
  @ApiProblems({ 400: 'The id can be none', 404: 'There is no such ban', 503: AWAY })
  @Audited('ban-lifted')
  lift(@Param({ schema: BanPath }) { id }: BanPath): Promise<void> {
    return this.bans.lift(id);
  }
}
