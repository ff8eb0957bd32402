import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { RpcHandler } from '#bus/nest';
import { logicRpc, type NodesReply, type NodesRequest } from '#contracts';
import { NodesService } from './nodes.service.js';

@Controller()
export class NodesHandler {
  constructor(private readonly nodes: NodesService) {}

  @RpcHandler(logicRpc.nodes)
  recommend(@Payload() { platform, clientIP }: NodesRequest): NodesReply {
    return this.nodes.recommend(platform, clientIP);
  }
}
