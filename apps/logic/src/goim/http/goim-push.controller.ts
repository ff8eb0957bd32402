import { Body, Controller, HttpCode, HttpStatus, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { roomKey, type SessionKey } from '#contracts';
import { Audited, onlyOfQuery } from '../../callers/audited.js';
import { ShortWay } from '../../http/short-way.js';
import { GoimNeedsScope, SUCCESS, type Envelope } from './envelope.js';
import { ApiPush, bytesOf, type RawBody } from './goim-push.api.js';
import { GoimPushes, ThisCall, type PushCall } from './goim-pushes.js';
import { plainKeysQuery, plainlyByQuery, plainMidsQuery, plainRoomQuery } from './plain-push.js';
import { PushAllQuery, PushKeysQuery, PushMidsQuery, PushRoomQuery } from './goim-push.schema.js';
import { PushService } from '../../push/push.service.js';

/** goim's push API: the parameters are in the query, the body is the message. */
@ApiTags('goim')
@Controller('goim/push')
@GoimNeedsScope('push')
export class GoimPushController {
  constructor(
    private readonly push: PushService,
    private readonly pushes: GoimPushes,
  ) {}

  @Post('keys')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'PushController_keys', summary: 'Push a message to sessions, by their keys' })
  @ApiPush()
  @ShortWay(plainlyByQuery(plainKeysQuery))
  async keys(
    @Query({ schema: PushKeysQuery }) { operation, keys, ...kept }: PushKeysQuery,
    @Body() body: RawBody,
    @ThisCall() call: PushCall,
  ): Promise<Envelope> {
    await this.pushes.once(call, { operation, ...kept }, (options) =>
      this.push.toKeys(operation, keys as SessionKey[], bytesOf(body), options),
    );
    return SUCCESS;
  }

  @Post('mids')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'PushController_mids', summary: 'Push a message to every session of the given members' })
  @ApiPush()
  @ShortWay(plainlyByQuery(plainMidsQuery))
  async mids(
    @Query({ schema: PushMidsQuery }) { operation, mids, ...kept }: PushMidsQuery,
    @Body() body: RawBody,
    @ThisCall() call: PushCall,
  ): Promise<Envelope> {
    await this.pushes.once(call, { operation, ...kept }, (options) =>
      this.push.toMids(operation, mids, bytesOf(body), options),
    );
    return SUCCESS;
  }

  @Post('room')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'PushController_room',
    summary: 'Push a message to every member of a room, whatever operations it accepts',
  })
  @ApiPush()
  @ShortWay(plainlyByQuery(plainRoomQuery))
  async room(
    @Query({ schema: PushRoomQuery }) { operation, type, room, ...kept }: PushRoomQuery,
    @Body() body: RawBody,
    @ThisCall() call: PushCall,
  ): Promise<Envelope> {
    const to = roomKey(type, room);
    await this.pushes.once(call, { operation, room: to, ...kept }, (options) =>
      this.push.toRoom(operation, to, bytesOf(body), options),
    );
    return SUCCESS;
  }

  @Post('all')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'PushController_all',
    summary: 'Push a message to every connection that accepts the operation',
  })
  @ApiPush()
  @Audited('pushed-to-all', onlyOfQuery('operation', 'speed'))
  async all(
    @Query({ schema: PushAllQuery }) { operation, speed, ...kept }: PushAllQuery,
    @Body() body: RawBody,
    @ThisCall() call: PushCall,
  ): Promise<Envelope> {
    await this.pushes.once(call, { operation, ...kept }, (options) =>
      this.push.toAll(operation, speed, bytesOf(body), options),
    );
    return SUCCESS;
  }
}
