import { Body, Controller, Headers, HttpCode, HttpStatus, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { roomKey, type SessionKey } from '#contracts';
import { SUCCESS, type Envelope } from '../http/envelope.js';
import { ApiPush, messageOf, type RawBody } from './push.api.js';
import { PushAllQuery, PushKeysQuery, PushMidsQuery, PushRoomQuery } from './push.query.js';
import { PushService } from './push.service.js';

const OPERATION = { name: 'operation', description: 'Operation of the pushed packet', example: 1000, type: Number };

/** goim's push API: the parameters are in the query, the body is the message. */
@ApiTags('push')
@Controller('goim/push')
export class PushController {
  constructor(private readonly push: PushService) {}

  @Post('keys')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Push a message to sessions, by their keys' })
  @ApiQuery({ ...OPERATION, required: false, description: `${OPERATION.description}; sessions that accept it get it` })
  @ApiQuery({ name: 'keys', type: [String], example: ['key-1'], description: 'Session keys, repeated' })
  @ApiPush()
  async keys(
    @Query({ schema: PushKeysQuery }) { operation, keys }: PushKeysQuery,
    @Body() body: RawBody,
    @Headers('idempotency-key') idempotencyKey?: string,
  ): Promise<Envelope> {
    await this.push.toKeys(operation, keys as SessionKey[], messageOf(body), { idempotencyKey });
    return SUCCESS;
  }

  @Post('mids')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Push a message to every session of the given members' })
  @ApiQuery({ ...OPERATION, required: false, description: `${OPERATION.description}; sessions that accept it get it` })
  @ApiQuery({ name: 'mids', type: [Number], example: [1], description: 'Member ids, repeated' })
  @ApiPush()
  async mids(
    @Query({ schema: PushMidsQuery }) { operation, mids }: PushMidsQuery,
    @Body() body: RawBody,
    @Headers('idempotency-key') idempotencyKey?: string,
  ): Promise<Envelope> {
    await this.push.toMids(operation, mids, messageOf(body), { idempotencyKey });
    return SUCCESS;
  }

  @Post('room')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Push a message to every member of a room, whatever operations it accepts' })
  @ApiQuery({ ...OPERATION, description: `${OPERATION.description}; not 0` })
  @ApiQuery({ name: 'type', example: 'live', description: "The room's type: the room's key is type://room" })
  @ApiQuery({ name: 'room', example: '1000', description: "The room's id" })
  @ApiPush()
  async room(
    @Query({ schema: PushRoomQuery }) { operation, type, room }: PushRoomQuery,
    @Body() body: RawBody,
    @Headers('idempotency-key') idempotencyKey?: string,
  ): Promise<Envelope> {
    await this.push.toRoom(operation, roomKey(type, room), messageOf(body), { idempotencyKey });
    return SUCCESS;
  }

  @Post('all')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Push a message to every connection that accepts the operation' })
  @ApiQuery({ ...OPERATION, description: `${OPERATION.description}; not 0` })
  @ApiQuery({
    name: 'speed',
    required: false,
    type: Number,
    example: 0,
    description: 'Messages a second over the whole cluster; 0 = as fast as it goes',
  })
  @ApiPush()
  async all(
    @Query({ schema: PushAllQuery }) { operation, speed }: PushAllQuery,
    @Body() body: RawBody,
    @Headers('idempotency-key') idempotencyKey?: string,
  ): Promise<Envelope> {
    await this.push.toAll(operation, speed, messageOf(body), { idempotencyKey });
    return SUCCESS;
  }
}
