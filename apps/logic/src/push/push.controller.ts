import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Idempotency } from '../idempotency/idempotency.js';
import { Idempotent, type IdempotentRequest } from '../idempotency/idempotent-request.js';
import { ApiJsonPush } from './push.api.js';
import {
  MAX_BATCH,
  PushBatch,
  PushedBatch,
  PushedToAll,
  PushedToKeys,
  PushedToMids,
  PushedToRoom,
  PushToAll,
  PushToKeys,
  PushToMids,
  PushToRoom,
} from './push.schema.js';
import { JsonPushService } from './json-push.service.js';

/** Pushes in JSON, one or many in a request. */
@ApiTags('push')
@Controller('v1/push')
export class PushController {
  constructor(
    private readonly push: JsonPushService,
    private readonly idempotency: Idempotency,
  ) {}

  @Post('keys')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Push a message to sessions, by their keys' })
  @ApiJsonPush(PushedToKeys)
  keys(
    @Body({ schema: PushToKeys }) push: PushToKeys,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<PushedToKeys> {
    return this.idempotency.once(request, (options) => this.push.toKeys(push, options));
  }

  @Post('mids')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Push a message to every session of the given members' })
  @ApiJsonPush(PushedToMids)
  mids(
    @Body({ schema: PushToMids }) push: PushToMids,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<PushedToMids> {
    return this.idempotency.once(request, (options) => this.push.toMids(push, options));
  }

  @Post('room')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Push a message to every member of a room, whatever operations it accepts' })
  @ApiJsonPush(PushedToRoom)
  room(
    @Body({ schema: PushToRoom }) push: PushToRoom,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<PushedToRoom> {
    return this.idempotency.once(request, (options) => this.push.toRoom(push, options));
  }

  @Post('all')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Push a message to every connection that accepts the operation' })
  @ApiJsonPush(PushedToAll)
  all(@Body({ schema: PushToAll }) push: PushToAll, @Idempotent() request?: IdempotentRequest): Promise<PushedToAll> {
    return this.idempotency.once(request, (options) => this.push.toAll(push, options));
  }

  @Post('batch')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: `Push up to ${MAX_BATCH} messages, each to a room, keys, members or all` })
  @ApiJsonPush(PushedBatch)
  batch(
    @Body({ schema: PushBatch }) batch: PushBatch,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<PushedBatch> {
    return this.idempotency.once(request, (options) => this.push.batch(batch, options));
  }
}
