import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Bus } from '#bus';
import { RpcHandler } from '#bus/nest';
import {
  cometRpc,
  type HttpEndReply,
  type HttpEndRequest,
  type HttpReadReply,
  type HttpReadRequest,
  type HttpSendReply,
  type HttpSendRequest,
} from '#contracts';
import { HttpConnections } from './http-connections.js';
import { MAX_ANSWER_BYTES } from './http.connection.js';

/** Requests of clients by HTTP that reached another comet. */
@Controller()
export class ForwardedHandler {
  constructor(
    private readonly connections: HttpConnections,
    private readonly bus: Bus,
  ) {}

  @RpcHandler(cometRpc.httpRead)
  read(@Payload() request: HttpReadRequest): Promise<HttpReadReply> {
    return this.connections.read(request, this.bus.joinedBytes(MAX_ANSWER_BYTES));
  }

  @RpcHandler(cometRpc.httpSend)
  send(@Payload() request: HttpSendRequest): Promise<HttpSendReply> {
    return this.connections.send(request);
  }

  @RpcHandler(cometRpc.httpEnd)
  end(@Payload() request: HttpEndRequest): Promise<HttpEndReply> {
    return this.connections.end(request);
  }
}
