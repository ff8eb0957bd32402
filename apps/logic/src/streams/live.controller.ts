import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NeedsScope } from '../http/needs-scope.js';
import { ApiProblems } from '../http/problem.js';
import { EVENT_STREAM } from './event-stream.js';
import { EventStreams, OF_ONE } from './event-streams.js';
import { LiveEvent, StreamQuery } from './live.schema.js';
import { LiveEvents } from './live-events.js';

const EVENTS = [
  'Server-Sent Events: `counts` each 2 s, a `node` and a `session` each that changes.',
  '`left-out` (`{"event":"session","count":2}`) says how many were not told, since there were more than 50 in a second or than',
  'the client took',
].join(' ');

/** What changes in the whole system, while it does. */
@ApiTags('operations')
@Controller('v1/stream')
export class LiveController {
  constructor(
    private readonly streams: EventStreams,
    private readonly events: LiveEvents,
  ) {}

  @Get()
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'LiveController_follow',
    summary: 'Counts, comets and sessions as they change, until either side ends it',
  })
  @ApiProduces(EVENT_STREAM)
  @ApiOkResponse({ standardSchema: LiveEvent, description: EVENTS })
  @ApiProblems({ 400: 'There are no such events', 429: OF_ONE, 503: 'As many streams are open as may be' })
  follow(
    @Query({ schema: StreamQuery }) { events, seconds }: StreamQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.streams.open(request, reply, (stream) => this.events.follow(events, stream), seconds);
  }
}
