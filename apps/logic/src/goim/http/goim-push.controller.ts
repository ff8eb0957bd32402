import { Body, Controller, HttpCode, HttpStatus, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { roomKey, type SessionKey } from '#contracts';
import { SUCCESS, type Envelope } from './envelope.js';
import { Idempotency } from '../../idempotency/idempotency.js';
import { Idempotent, type IdempotentRequest } from '../../idempotency/idempotent-request.js';
import { ApiPush, bytesOf, type RawBody } from './goim-push.api.js';
import { PushAllQuery, PushKeysQuery, PushMidsQuery, PushRoomQuery } from './goim-push.schema.js';
import { PushService } from '../../push/push.service.js';

/** goim's push API: the parameters are in the query, the body is the message. */
@ApiTags('push')
@Controller('goim/push')
export class GoimPushController {
  constructor(
    private readonly push: PushService,
    private readonly idempotency: Idempotency,
  ) {}

  @Post('keys')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'PushController_keys', summary: 'Push a message to sessions, by their keys' })
  @ApiPush()
  async keys(
    @Query({ schema: PushKeysQuery }) { operation, keys }: PushKeysQuery,
    @Body() body: RawBody,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<Envelope> {
    return this.idempotency.once(request, async (options) => {
      await this.push.toKeys(operation, keys as SessionKey[], bytesOf(body), options);
      return SUCCESS;
    });
  }

  @Post('mids')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'PushController_mids', summary: 'Push a message to every session of the given members' })
  @ApiPush()
  async mids(
    @Query({ schema: PushMidsQuery }) { operation, mids }: PushMidsQuery,
    @Body() body: RawBody,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<Envelope> {
    return this.idempotency.once(request, async (options) => {
      await this.push.toMids(operation, mids, bytesOf(body), options);
      return SUCCESS;
    });
  }

  @Post('room')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'PushController_room',
    summary: 'Push a message to every member of a room, whatever operations it accepts',
  })
  @ApiPush()
  async room(
    @Query({ schema: PushRoomQuery }) { operation, type, room }: PushRoomQuery,
    @Body() body: RawBody,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<Envelope> {
    return this.idempotency.once(request, async (options) => {
      await this.push.toRoom(operation, roomKey(type, room), bytesOf(body), options);
      return SUCCESS;
    });
  }

  @Post('all')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'PushController_all',
    summary: 'Push a message to every connection that accepts the operation',
  })
  @ApiPush()
  async all(
    @Query({ schema: PushAllQuery }) { operation, speed }: PushAllQuery,
    @Body() body: RawBody,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<Envelope> {
    return this.idempotency.once(request, async (options) => {
      await this.push.toAll(operation, speed, bytesOf(body), options);
      return SUCCESS;
    });
  }
}
