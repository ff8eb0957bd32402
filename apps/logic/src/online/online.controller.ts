import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../http/needs-scope.js';
import { ApiProblems } from '../http/problem.js';
import { OnlineRooms, OnlineRoomsQuery, OnlineView, TopQuery } from './online.schema.js';
import { OnlineService } from './online.service.js';

/** How many are connected. */
@ApiTags('online')
@Controller('v1/online')
@NeedsScope('read')
export class OnlineController {
  constructor(private readonly online: OnlineService) {}

  @Get()
  @ApiOperation({
    operationId: 'OnlineApiController_total',
    summary: 'How many sessions there are: in all, by platform, by region and by node',
  })
  @ApiOkResponse({ standardSchema: OnlineView, description: "Nodes' counts are those of their last refresh" })
  total(): OnlineView {
    return this.online.total();
  }

  @Get('rooms')
  @ApiOperation({ operationId: 'OnlineApiController_rooms', summary: 'How many are in each of these rooms' })
  @ApiOkResponse({ standardSchema: OnlineRooms, description: 'In the order in which they were asked for' })
  @ApiProblems({ 400: 'A parameter is wrong' })
  rooms(@Query({ schema: OnlineRoomsQuery }) query: OnlineRoomsQuery): OnlineRooms {
    return this.online.rooms(query);
  }

  @Get('top')
  @ApiOperation({ operationId: 'OnlineApiController_top', summary: 'The rooms with most sessions' })
  @ApiOkResponse({ standardSchema: OnlineRooms, description: 'Those with most first, equal ones by key' })
  @ApiProblems({ 400: 'A parameter is wrong' })
  top(@Query({ schema: TopQuery }) query: TopQuery): OnlineRooms {
    return this.online.top(query);
  }
}
