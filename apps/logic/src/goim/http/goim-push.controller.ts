import { Body, Controller, HttpCode, HttpStatus, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { roomKey, type SessionKey } from '#contracts';
import { Audited } from '../../callers/audited.js';
import { SUCCESS, type Envelope } from './envelope.js';
import { Idempotent, type IdempotentRequest } from '../../idempotency/idempotent-request.js';
import { ApiPush, bytesOf, type RawBody } from './goim-push.api.js';
import { GoimPushes } from './goim-pushes.js';
import { PushAllQuery, PushKeysQuery, PushMidsQuery, PushRoomQuery } from './goim-push.schema.js';
import { PushService } from '../../push/push.service.js';

/** goim's push API: the parameters are in the query, the body is the message. */
@ApiTags('push')
@Controller('goim/push')
export class GoimPushController {
  constructor(
    private readonly push: PushService,
    private readonly pushes: GoimPushes,
  ) {}

  @Post('keys')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'PushController_keys', summary: 'Push a message to sessions, by their keys' })
  @ApiPush()
  async keys(
    @Query({ schema: PushKeysQuery }) { operation, keys, ...kept }: PushKeysQuery,
    @Body() body: RawBody,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<Envelope> {
    await this.pushes.once(request, reply, kept, (options) =>
      this.push.toKeys(operation, keys as SessionKey[], bytesOf(body), options),
    );
    return SUCCESS;
  }

  @Post('mids')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'PushController_mids', summary: 'Push a message to every session of the given members' })
  @ApiPush()
  async mids(
    @Query({ schema: PushMidsQuery }) { operation, mids, ...kept }: PushMidsQuery,
    @Body() body: RawBody,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<Envelope> {
    await this.pushes.once(request, reply, kept, (options) =>
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
  async room(
    @Query({ schema: PushRoomQuery }) { operation, type, room, ...kept }: PushRoomQuery,
    @Body() body: RawBody,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<Envelope> {
    await this.pushes.once(request, reply, kept, (options) =>
      this.push.toRoom(operation, roomKey(type, room), bytesOf(body), options),
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
  @Audited('pushed-to-all')
  async all(
    @Query({ schema: PushAllQuery }) { operation, speed, ...kept }: PushAllQuery,
    @Body() body: RawBody,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<Envelope> {
    await this.pushes.once(request, reply, kept, (options) =>
      this.push.toAll(operation, speed, bytesOf(body), options),
    );
    return SUCCESS;
  }
}
