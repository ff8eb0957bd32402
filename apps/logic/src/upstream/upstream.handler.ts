import { Controller, Logger } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { RpcHandler } from '#bus/nest';
import { logicRpc, type ReceiveReply, type ReceiveRequest } from '#contracts';
import { UpstreamService } from './upstream.service.js';

/** Requests of comets: what their clients sent. */
@Controller()
export class UpstreamHandler {
  private readonly logger = new Logger(UpstreamHandler.name);

  constructor(private readonly upstream: UpstreamService) {}

  @RpcHandler(logicRpc.receive)
  receive(@Payload() request: ReceiveRequest): Promise<ReceiveReply> {
    const { mid, key, proto } = request;
    this.logger.debug('message from a client', { mid, key, op: proto?.op, bytes: proto?.body.length ?? 0 });
    return this.upstream.receive(request);
  }
}
