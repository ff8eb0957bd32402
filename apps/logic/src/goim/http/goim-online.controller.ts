import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiGoimGet, ApiGoimQuery, GoimNeedsScope, successEnvelope, type Envelope } from './envelope.js';
import { OnlineRoom, OnlineRoomQuery, OnlineTop, OnlineTopQuery, OnlineTotal } from './goim-online.schema.js';
import { GoimOnlineService } from './goim-online.service.js';

/** goim's questions about who is online. */
@ApiTags('goim')
@Controller('goim/online')
@GoimNeedsScope('read')
export class GoimOnlineController {
  constructor(private readonly online: GoimOnlineService) {}

  @Get('top')
  @ApiOperation({ summary: 'The rooms of a type with most sessions' })
  @ApiGoimQuery(OnlineTop, 'Those with most sessions first, over the whole cluster')
  top(@Query({ schema: OnlineTopQuery }) { type, limit }: OnlineTopQuery): Envelope {
    return successEnvelope(this.online.top(type, limit));
  }

  @Get('room')
  @ApiOperation({ summary: 'How many sessions rooms have' })
  @ApiGoimQuery(OnlineRoom, 'Each room with its sessions over the whole cluster; 0 where nobody is')
  room(@Query({ schema: OnlineRoomQuery }) { type, rooms }: OnlineRoomQuery): Envelope {
    return successEnvelope(this.online.rooms(type, rooms));
  }

  @Get('total')
  @ApiOperation({ summary: 'How many sessions and client addresses there are' })
  @ApiGoimGet(OnlineTotal, 'Over the whole cluster')
  total(): Envelope {
    return successEnvelope(this.online.total());
  }
}
