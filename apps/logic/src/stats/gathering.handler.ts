import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { RpcHandler } from '#bus/nest';
import { logicRpc, type GatheredReply, type GatheredRequest } from '#contracts';
import { Gathering } from './gathering.js';

@Controller()
export class GatheringHandler {
  constructor(private readonly gathering: Gathering) {}

  @RpcHandler(logicRpc.gathered)
  gathered(@Payload() request: GatheredRequest): GatheredReply {
    return this.gathering.page(request);
  }
}
