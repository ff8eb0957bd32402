import { applyDecorators, Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiConsumes, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { jsonMid } from '#contracts';
import type { z } from 'zod';
import { Callers, type Caller } from '#callers/nest';
import { CalledBy } from '../callers/caller.js';
import { Audited } from '../callers/audited.js';
import { KeepsSource } from '../http/json-text.js';
import { ShortWay } from '../http/short-way.js';
import { NeedsScope } from '../http/needs-scope.js';
import { ApiProblems } from '../http/problem.js';
import { Idempotency, type Once } from '../idempotency/idempotency.js';
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
  type PushBody,
} from './push.schema.js';
import { plainBatch, plainKeys, plainlyByBody, plainMids, plainRoom } from './plain-push.js';
import { keepData } from './push-data.js';
import { PushService, type Pushed, type PushOptions } from './push.service.js';

/** What the pushes have in common. */
function ApiPush(answer: z.ZodType): MethodDecorator {
  return applyDecorators(
    KeepsSource(keepData),
    ApiConsumes('application/json'),
    ApiHeader({
      name: 'idempotency-key',
      required: false,
      description: 'The same request with the same key, within 2 minutes, is stored once, and answered as the first',
    }),
    ApiAcceptedResponse({ standardSchema: answer, description: 'The queue holds the push: delivered at least once' }),
    ApiProblems({
      400: 'The request is wrong; nothing was pushed',
      413: 'The body, with all its pushes, is longer than http.maxMessage',
      422: 'The idempotency key came with another body before',
      503: 'The queue did not confirm; retry is safe',
    }),
  );
}

/** Pushes in JSON, one or many in a request. */
@ApiTags('push')
@Controller('v1/push')
@NeedsScope('push')
export class PushController {
  constructor(
    private readonly push: PushService,
    private readonly idempotency: Idempotency,
    private readonly callers: Callers,
  ) {}

  @Post('keys')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ operationId: 'JsonPushController_keys', summary: 'Push a message to sessions, by their keys' })
  @ApiPush(PushedToKeys)
  @ShortWay(plainlyByBody(plainKeys))
  keys(
    @Body({ schema: PushToKeys }) push: PushToKeys,
    @CalledBy() caller: Caller,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<PushedToKeys> {
    this.callers.assertMayPush(caller, [push]);
    return this.idempotency.once(request, (once) => this.toKeys(push, once));
  }

  @Post('mids')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'JsonPushController_mids',
    summary: 'Push a message to every session of the given members',
  })
  @ApiPush(PushedToMids)
  @ShortWay(plainlyByBody(plainMids))
  mids(
    @Body({ schema: PushToMids }) push: PushToMids,
    @CalledBy() caller: Caller,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<PushedToMids> {
    this.callers.assertMayPush(caller, [push]);
    return this.idempotency.once(request, (once) => this.toMids(push, once));
  }

  @Post('room')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'JsonPushController_room',
    summary: 'Push a message to every member of a room, whatever operations it accepts',
  })
  @ApiPush(PushedToRoom)
  @ShortWay(plainlyByBody(plainRoom))
  room(
    @Body({ schema: PushToRoom }) push: PushToRoom,
    @CalledBy() caller: Caller,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<PushedToRoom> {
    this.callers.assertMayPush(caller, [push]);
    return this.idempotency.once(request, (once) => this.toRoom(push, once));
  }

  @Post('all')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'JsonPushController_all',
    summary: 'Push a message to every connection that accepts the operation',
  })
  @ApiPush(PushedToAll)
  @Audited('pushed-to-all', ({ body }) => ({ operation: (body as PushToAll).operation }))
  all(
    @Body({ schema: PushToAll }) push: PushToAll,
    @CalledBy() caller: Caller,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<PushedToAll> {
    this.callers.assertMayPush(caller, [push]);
    return this.idempotency.once(request, (once) => this.toAll(push, once));
  }

  @Post('batch')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'JsonPushController_batch',
    summary: `Push up to ${MAX_BATCH} messages, each to a room, keys, members or all`,
  })
  @ApiPush(PushedBatch)
  @ShortWay(plainlyByBody(plainBatch))
  @Audited('pushed-to-all', ({ body }) => ofThoseToAll(body as PushBatch))
  batch(
    @Body({ schema: PushBatch }) batch: PushBatch,
    @CalledBy() caller: Caller,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<PushedBatch> {
    this.callers.assertMayPush(caller, batch.pushes);
    return this.idempotency.once(request, (once) => this.toEach(batch, once));
  }

  private async toKeys(push: PushToKeys, once: Once): Promise<PushedToKeys> {
    const { sessions, offline, stored } = await this.push.toKeys(
      push.operation,
      push.keys,
      bytesOf(push),
      of(push, once),
    );
    return { sessions, offline, ...idsOf(stored) };
  }

  private async toMids(push: PushToMids, once: Once): Promise<PushedToMids> {
    const { sessions, offline, stored } = await this.push.toMids(
      push.operation,
      push.mids,
      bytesOf(push),
      of(push, once),
    );
    return { sessions, offline: offline.map(jsonMid), ...idsOf(stored) };
  }

  private async toRoom(push: PushToRoom, once: Once): Promise<PushedToRoom> {
    return one(await this.push.toRoom(push.operation, push.room, bytesOf(push), of(push, once)));
  }

  private async toAll(push: PushToAll, once: Once): Promise<PushedToAll> {
    return one(await this.push.toAll(push.operation, push.speed, bytesOf(push), of(push, once)));
  }

  private async toEach({ pushes }: PushBatch, { idempotencyKey, ...once }: Once): Promise<PushedBatch> {
    // The whole batch is looked at before any of it is stored: a caller who is refused sends it again.
    const planned = pushes.map((push, index) =>
      this.planOne(
        push,
        idempotencyKey === undefined ? once : { ...once, idempotencyKey: `${idempotencyKey}/${index}` },
      ),
    );
    const outcomes = await Promise.allSettled(planned.map((store) => store()));
    const stored: Pushed['stored'][] = [];
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') throw outcome.reason;
      stored.push(outcome.value.stored);
    }
    const { epoch } = idsOf(stored.flat());
    return { accepted: pushes.length, ids: stored.map((some) => idsOf(some).ids), epoch };
  }

  private planOne(push: BatchedPush, once: Once): () => Promise<Pushed> {
    const options = of(push, once);
    switch (push.to) {
      case 'room':
        return this.push.planRoom(push.operation, push.room, bytesOf(push), options);
      case 'keys':
        return this.push.planKeys(push.operation, push.keys, bytesOf(push), options);
      case 'mids':
        return this.push.planMids(push.operation, push.mids, bytesOf(push), options);
      case 'all':
        return this.push.planAll(push.operation, push.speed, bytesOf(push), options);
    }
  }
}

/** What the audit log says of a batch: of its pushes to all, where it has any. */
function ofThoseToAll({ pushes }: PushBatch): object | undefined {
  const operations = pushes.filter(({ to }) => to === 'all').map(({ operation }) => operation);
  return operations.length > 0 ? { pushes: operations.length, operations: [...new Set(operations)] } : undefined;
}

function of({ persist, ttl, receipt }: Pick<PushToRoom, 'persist' | 'ttl' | 'receipt'>, once: Once): PushOptions {
  return { ...once, persist, receipt, ...(ttl !== undefined && { ttl }) };
}

function one({ sessions, stored }: Pushed): PushedToRoom {
  const { ids, epoch } = idsOf(stored);
  return { sessions, id: ids[0]!, epoch };
}

/** As JSON has them. A push whose tasks are of two epochs names the newer one. */
function idsOf(stored: Pushed['stored']): { ids: string[]; epoch: string } {
  const newest = stored.reduce((latest, { epoch }) => Math.max(latest, epoch), 0);
  return { ids: stored.map(({ id }) => String(id)), epoch: String(newest) };
}

/** One of the two is there. */
function bytesOf({ message, data, encoding }: PushBody): Buffer {
  return data ? Buffer.from(data.text) : Buffer.from(message!, encoding);
}
