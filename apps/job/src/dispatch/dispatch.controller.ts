import { Controller, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { PassAppErrors } from '#bus';
import type { PushBatch } from '../queue/push-batch.js';
import { PUSH_BATCH } from '../queue/push-queue.strategy.js';
import { Dispatcher } from './dispatcher.js';

/** Works the push queue. */
@Controller()
export class DispatchController {
  constructor(private readonly dispatcher: Dispatcher) {}

  @EventPattern(PUSH_BATCH)
  @UseFilters(PassAppErrors)
  dispatch(@Payload() batch: PushBatch): Promise<void> {
    return this.dispatcher.dispatch(batch);
  }
}
