import { applyDecorators, Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiConsumes, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { ApiProblems } from '../http/problem.js';
import { Idempotency } from '../idempotency/idempotency.js';
import { Idempotent, type IdempotentRequest } from '../idempotency/idempotent-request.js';
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
  type BatchedPush,
} from './push.schema.js';
import { PushService, type PushOptions } from './push.service.js';

/** What the pushes have in common. */
function ApiPush(answer: z.ZodType): MethodDecorator {
  return applyDecorators(
    ApiConsumes('application/json'),
    ApiHeader({
      name: 'idempotency-key',
      required: false,
      description: 'The same request with the same key, within 2 minutes, is stored once, and answered as the first',
    }),
    ApiAcceptedResponse({ standardSchema: answer, description: 'The queue holds the push: delivered at least once' }),
    ApiProblems({
      400: 'The request is wrong; nothing was pushed',
      413: 'The body is longer than the server takes',
      422: 'The idempotency key came with another body before',
      503: 'The queue did not confirm; retry is safe',
    }),
  );
}

/** Pushes in JSON, one or many in a request. */
@ApiTags('push')
@Controller('v1/push')
export class PushController {
  constructor(
    private readonly push: PushService,
    private readonly idempotency: Idempotency,
  ) {}

  @Post('keys')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ operationId: 'JsonPushController_keys', summary: 'Push a message to sessions, by their keys' })
  @ApiPush(PushedToKeys)
  keys(
    @Body({ schema: PushToKeys }) push: PushToKeys,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<PushedToKeys> {
    return this.idempotency.once(request, (options) => this.toKeys(push, options));
  }

  @Post('mids')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'JsonPushController_mids',
    summary: 'Push a message to every session of the given members',
  })
  @ApiPush(PushedToMids)
  mids(
    @Body({ schema: PushToMids }) push: PushToMids,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<PushedToMids> {
    return this.idempotency.once(request, (options) => this.toMids(push, options));
  }

  @Post('room')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'JsonPushController_room',
    summary: 'Push a message to every member of a room, whatever operations it accepts',
  })
  @ApiPush(PushedToRoom)
  room(
    @Body({ schema: PushToRoom }) push: PushToRoom,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<PushedToRoom> {
    return this.idempotency.once(request, (options) => this.toRoom(push, options));
  }

  @Post('all')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'JsonPushController_all',
    summary: 'Push a message to every connection that accepts the operation',
  })
  @ApiPush(PushedToAll)
  all(@Body({ schema: PushToAll }) push: PushToAll, @Idempotent() request?: IdempotentRequest): Promise<PushedToAll> {
    return this.idempotency.once(request, (options) => this.toAll(push, options));
  }

  @Post('batch')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'JsonPushController_batch',
    summary: `Push up to ${MAX_BATCH} messages, each to a room, keys, members or all`,
  })
  @ApiPush(PushedBatch)
  batch(
    @Body({ schema: PushBatch }) batch: PushBatch,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<PushedBatch> {
    return this.idempotency.once(request, (options) => this.toEach(batch, options));
  }

  private toKeys(push: PushToKeys, options: PushOptions): Promise<PushedToKeys> {
    return this.push.toKeys(push.operation, push.keys, bytesOf(push), options);
  }

  private toMids(push: PushToMids, options: PushOptions): Promise<PushedToMids> {
    return this.push.toMids(push.operation, push.mids, bytesOf(push), options);
  }

  private toRoom(push: PushToRoom, options: PushOptions): Promise<PushedToRoom> {
    return this.push.toRoom(push.operation, push.room, bytesOf(push), options);
  }

  private toAll(push: PushToAll, options: PushOptions): Promise<PushedToAll> {
    return this.push.toAll(push.operation, push.speed, bytesOf(push), options);
  }

  private async toEach({ pushes }: PushBatch, { idempotencyKey }: PushOptions): Promise<PushedBatch> {
    const outcomes = await Promise.allSettled(
      pushes.map((push, index) =>
        this.toOne(push, idempotencyKey === undefined ? {} : { idempotencyKey: `${idempotencyKey}/${index}` }),
      ),
    );
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw failure.reason;
    return { accepted: pushes.length };
  }

  private toOne(push: BatchedPush, options: PushOptions): Promise<object> {
    switch (push.to) {
      case 'room':
        return this.toRoom(push, options);
      case 'keys':
        return this.toKeys(push, options);
      case 'mids':
        return this.toMids(push, options);
      case 'all':
        return this.toAll(push, options);
    }
  }
}

function bytesOf({ message, encoding }: { message: string; encoding: BufferEncoding }): Buffer {
  return Buffer.from(message, encoding);
}
