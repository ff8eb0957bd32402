import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../http/needs-scope.js';
import { ApiProblems } from '../http/problem.js';
import { BusiestRooms, ExtremesQuery, SlowestSessions } from './extremes.schema.js';
import { ExtremesService } from './extremes.service.js';
import { Stats, StatsQuery } from './stats.schema.js';
import { StatsService } from './stats.service.js';

/** What the whole system did in the last hour. */
@ApiTags('operations')
@Controller('v1/stats')
@NeedsScope('read')
export class StatsController {
  constructor(
    private readonly stats: StatsService,
    private readonly extremes: ExtremesService,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'StatsController_read', summary: 'The last hour, ready for charts' })
  @ApiOkResponse({
    standardSchema: Stats,
    description: 'By steps of 10 s or more; kept in memory by every logic, so it begins with the oldest one that runs',
  })
  @ApiProblems({ 400: 'A parameter is wrong' })
  read(@Query({ schema: StatsQuery }) query: StatsQuery): Stats {
    return this.stats.read(query);
  }

  @Get('rooms')
  @ApiOperation({ operationId: 'StatsController_rooms', summary: 'The rooms that most is pushed to' })
  @ApiOkResponse({ standardSchema: BusiestRooms, description: 'The busiest first, as jobs tell every 5 s' })
  @ApiProblems({ 400: 'A parameter is wrong' })
  rooms(@Query({ schema: ExtremesQuery }) query: ExtremesQuery): BusiestRooms {
    return this.extremes.rooms(query);
  }

  @Get('sessions')
  @ApiOperation({ operationId: 'StatsController_sessions', summary: 'The sessions that are furthest behind' })
  @ApiOkResponse({
    standardSchema: SlowestSessions,
    description: 'Those for which most waits to be sent first, as comets tell every 5 s; none for which nothing waits',
  })
  @ApiProblems({ 400: 'A parameter is wrong' })
  sessions(@Query({ schema: ExtremesQuery }) query: ExtremesQuery): SlowestSessions {
    return this.extremes.slowest(query);
  }
}
