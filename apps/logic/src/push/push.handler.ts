import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { RpcHandler } from '#bus/nest';
import { logicRpc, type LocateReply, type LocateRequest } from '#contracts';
import { PushService } from './push.service.js';

/** Requests of job: pushes by key or by member, a comet of which has gone while they waited in the queue. */
@Controller()
export class PushHandler {
  constructor(private readonly push: PushService) {}

  @RpcHandler(logicRpc.locate)
  locate(@Payload() { recipients }: LocateRequest): LocateReply {
    return { recipients: this.push.locate(recipients) };
  }
}
