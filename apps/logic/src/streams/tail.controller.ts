import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NeedsScope } from '../http/needs-scope.js';
import { ApiProblems } from '../http/problem.js';
import { EVENT_STREAM } from './event-stream.js';
import { EventStreams, OF_ONE } from './event-streams.js';
import { RoomTail } from './room-tail.js';
import { TailedMessage, TailPath, TailQuery } from './tail.schema.js';

const EVENTS = [
  'Server-Sent Events: a `message` each, with this as its data, of what is sent once the answer has begun.',
  'One that is sent again comes again, by the same id.',
  '`left-out` (`{"event":"message","count":2}`) says how many were not told, since they came faster than 500 a second or than',
  'the client took them; without a count (null), that logic was cut off from NATS',
].join(' ');

/** What is sent to a room, while it is. */
@ApiTags('rooms')
@Controller('v1/rooms')
export class TailController {
  constructor(
    private readonly streams: EventStreams,
    private readonly tail: RoomTail,
  ) {}

  @Get(':room/tail')
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'RoomsApiController_tail',
    summary: 'The messages to a room as they are sent to the comets, until either side ends it',
  })
  @ApiProduces(EVENT_STREAM)
  @ApiOkResponse({ standardSchema: TailedMessage, description: EVENTS })
  @ApiProblems({
    400: 'The key or the time can be none',
    429: OF_ONE,
    503: 'As many streams are open as may be, or NATS is away',
  })
  follow(
    @Param({ schema: TailPath }) { room }: TailPath,
    @Query({ schema: TailQuery }) { seconds }: TailQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.streams.open(request, reply, (stream) => this.tail.follow(room, stream), seconds);
  }
}
