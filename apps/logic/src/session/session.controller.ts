import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { RpcHandler } from '#bus';
import {
  logicRpc,
  type ConnectReply,
  type ConnectRequest,
  type DisconnectReply,
  type DisconnectRequest,
  type HeartbeatRequest,
  type Nothing,
  type OnlineReply,
  type OnlineRequest,
} from '#contracts';
import { SessionService } from './session.service.js';

/** What comets ask about their connections. */
@Controller()
export class SessionController {
  constructor(private readonly sessions: SessionService) {}

  @RpcHandler(logicRpc.connect)
  connect(@Payload() request: ConnectRequest): Promise<ConnectReply> {
    return this.sessions.connect(request);
  }

  @RpcHandler(logicRpc.disconnect)
  async disconnect(@Payload() request: DisconnectRequest): Promise<DisconnectReply> {
    return { has: await this.sessions.disconnect(request) };
  }

  @RpcHandler(logicRpc.heartbeat)
  async heartbeat(@Payload() request: HeartbeatRequest): Promise<Nothing> {
    await this.sessions.heartbeat(request);
    return {};
  }

  @RpcHandler(logicRpc.renewOnline)
  renewOnline(@Payload() { roomCount }: OnlineRequest): OnlineReply {
    return { allRoomCount: this.sessions.roomCounts(Object.keys(roomCount)) };
  }
}
