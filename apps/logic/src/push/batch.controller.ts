import { Body, Controller, Headers, HttpCode, HttpStatus, Post } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConsumes,
  ApiHeader,
  ApiOperation,
  ApiProperty,
  ApiAcceptedResponse,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { RoomKey, SessionKey } from '#contracts';
import { MAX_BATCH, PushBatchBody, type BatchedPush } from './batch.schema.js';
import { PushService, type PushOptions } from './push.service.js';

class BatchAccepted {
  @ApiProperty({ description: 'Pushes that the queue holds: all of the batch', example: 1 })
  accepted!: number;
}

/** Many pushes in one request. */
@ApiTags('push')
@Controller('v1/push')
export class BatchController {
  constructor(private readonly push: PushService) {}

  @Post('batch')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: `Push up to ${MAX_BATCH} messages, each to a room, keys, members or all` })
  @ApiConsumes('application/json')
  @ApiHeader({
    name: 'idempotency-key',
    required: false,
    description: 'The same batch, within 2 minutes, is stored once',
  })
  @ApiAcceptedResponse({ type: BatchAccepted, description: 'The queue holds every push: delivered at least once' })
  @ApiBadRequestResponse({ description: 'Nothing was pushed; the message says what is wrong' })
  @ApiServiceUnavailableResponse({ description: 'Not every push was confirmed; retry is safe' })
  async batch(
    @Body({ schema: PushBatchBody }) { pushes }: PushBatchBody,
    @Headers('idempotency-key') idempotencyKey?: string,
  ): Promise<BatchAccepted> {
    const outcomes = await Promise.allSettled(
      pushes.map((push, index) =>
        this.one(push, idempotencyKey === undefined ? {} : { idempotencyKey: `${idempotencyKey}/${index}` }),
      ),
    );
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw failure.reason;
    return { accepted: pushes.length };
  }

  private one(push: BatchedPush, options: PushOptions): Promise<void> {
    const message = Buffer.from(push.message, push.encoding);
    switch (push.to) {
      case 'room':
        return this.push.toRoom(push.operation, push.room as RoomKey, message, options);
      case 'keys':
        return this.push.toKeys(push.operation, push.keys as SessionKey[], message, options);
      case 'mids':
        return this.push.toMids(push.operation, push.mids, message, options);
      case 'all':
        return this.push.toAll(push.operation, 0, message, options);
    }
  }
}
