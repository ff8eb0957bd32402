import { applyDecorators, Body, Controller, HttpCode, HttpStatus, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited, onlyOfQuery } from '../../callers/audited.js';
import { GoimNeedsScope } from './envelope.js';
import { V1_ANSWER, V1_SUCCESS, type V1Answer } from './goim-v1-answer.js';
import { readPushs, roomOf, V1PushQuery, V1Query, V1RoomQuery } from './goim-v1.schema.js';
import { ApiPush, ApiPushAnswers, bytesOf, type RawBody } from './goim-push.api.js';
import { GoimPushes, ThisCall, type GoimPush, type PushCall } from './goim-pushes.js';
import { PushService, type Pushed, type PushOptions } from '../../push/push.service.js';

/** Describes the body `V1Pushs`: goim's paths take raw bodies, so Swagger finds no schema. */
function ApiV1Pushs(): MethodDecorator {
  return applyDecorators(
    ApiConsumes('application/json'),
    ApiBody({
      schema: {
        type: 'object',
        required: ['u', 'm'],
        properties: {
          u: { type: 'array', minItems: 1, items: { type: 'integer', format: 'int64' }, description: 'The members' },
          m: { description: 'The message: any JSON value, pushed as it is written here' },
        },
        example: { u: [1, 2], m: { test: 1 } },
      },
    }),
    ApiPushAnswers(V1_ANSWER),
  );
}

/** The push API of goim v1, whose sessions know no operations: they get every push. */
@ApiTags('goim v1')
@Controller('1')
@GoimNeedsScope('push', V1_ANSWER)
export class GoimV1Controller {
  constructor(
    private readonly push: PushService,
    private readonly pushes: GoimPushes,
  ) {}

  @Post('push')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Push a message to every session of a member, whatever operations it accepts' })
  @ApiPush(V1_ANSWER)
  member(
    @Query({ schema: V1PushQuery }) { operation, uid, ...kept }: V1PushQuery,
    @Body() body: RawBody,
    @ThisCall() call: PushCall,
  ): Promise<V1Answer> {
    return this.once(call, { operation, ...kept }, (options) =>
      this.push.toMids(operation, [uid], bytesOf(body), options),
    );
  }

  @Post('pushs')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Push a JSON value to every session of members, whatever operations it accepts' })
  @ApiV1Pushs()
  members(
    @Query({ schema: V1Query }) { operation, ...kept }: V1Query,
    @Body() body: RawBody,
    @ThisCall() call: PushCall,
  ): Promise<V1Answer> {
    const { mids, message } = readPushs(bytesOf(body));
    return this.once(call, { operation, ...kept }, (options) => this.push.toMids(operation, mids, message, options));
  }

  @Post('push/room')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Push a message to every member of a room, whatever operations it accepts' })
  @ApiPush(V1_ANSWER)
  room(
    @Query({ schema: V1RoomQuery }) { operation, rid, ...kept }: V1RoomQuery,
    @Body() body: RawBody,
    @ThisCall() call: PushCall,
  ): Promise<V1Answer> {
    const room = roomOf(rid);
    return this.once(call, { operation, room, ...kept }, (options) =>
      this.push.toRoom(operation, room, bytesOf(body), options),
    );
  }

  @Post('push/all')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Push a message to every connection, whatever operations it accepts' })
  @ApiPush(V1_ANSWER)
  @Audited('pushed-to-all', onlyOfQuery('operation'))
  all(
    @Query({ schema: V1Query }) { operation, ...kept }: V1Query,
    @Body() body: RawBody,
    @ThisCall() call: PushCall,
  ): Promise<V1Answer> {
    return this.once(call, { operation, ...kept }, (options) => this.push.toAll(operation, 0, bytesOf(body), options));
  }

  private async once(
    call: PushCall,
    asked: GoimPush,
    push: (options: PushOptions) => Promise<Pushed>,
  ): Promise<V1Answer> {
    await this.pushes.once(call, asked, (options) => push({ ...options, unfiltered: true }));
    return V1_SUCCESS;
  }
}
