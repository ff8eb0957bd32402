import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { RpcHandler } from '#bus';
import { AppError, logicRpc, type RerouteReply, type RerouteRequest, type SessionKey } from '#contracts';
import { PushService } from './push.service.js';

/** Requests of job: pushes by key whose comet left while they waited in the queue. */
@Controller()
export class PushHandler {
  constructor(private readonly push: PushService) {}

  @RpcHandler(logicRpc.reroute)
  async reroute(@Payload() { task, id }: RerouteRequest): Promise<RerouteReply> {
    if (!task) throw new AppError('invalid-argument', 'task is missing');
    const { operation, keys, msg, unfiltered } = task;
    await this.push.toKeys(operation, keys as SessionKey[], msg, { idempotencyKey: id, unfiltered });
    return {};
  }
}
