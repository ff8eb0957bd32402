import { Body, Controller, Headers, HttpCode, HttpStatus, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { roomKey, type SessionKey } from '#contracts';
import { SUCCESS, type Envelope } from '../http/envelope.js';
import { ApiPush, messageOf, type RawBody } from './push.api.js';
import { PushAllQuery, PushKeysQuery, PushMidsQuery, PushRoomQuery } from './push.query.js';
import { PushService } from './push.service.js';

/** goim's push API: the parameters are in the query, the body is the message. */
@ApiTags('push')
@Controller('goim/push')
export class PushController {
  constructor(private readonly push: PushService) {}

  @Post('keys')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Push a message to sessions, by their keys' })
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
