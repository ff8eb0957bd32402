import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
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

/** Requests of clients by HTTP that reached another comet. */
@Controller()
export class ForwardedHandler {
  constructor(private readonly connections: HttpConnections) {}

  @RpcHandler(cometRpc.httpRead)
  read(@Payload() request: HttpReadRequest): Promise<HttpReadReply> {
    return this.connections.read(request);
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
