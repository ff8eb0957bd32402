import { Controller, Logger } from '@nestjs/common';
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
  type ReceiveRequest,
} from '#contracts';
import { Metrics, type Counts } from '#observability';
import { SessionService } from './session.service.js';

/** What comets ask about their connections. */
@Controller()
export class SessionController {
  private readonly logger = new Logger(SessionController.name);
  private readonly received: Counts;

  constructor(
    private readonly sessions: SessionService,
    metrics: Metrics,
  ) {
    this.received = metrics.counter('goim_upstream_messages_total', 'Messages that clients sent.');
  }

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

  @RpcHandler(logicRpc.receive)
  receive(@Payload() { mid, key, proto }: ReceiveRequest): Nothing {
    this.received.inc();
    this.logger.debug('message from a client', { mid, key, op: proto?.op, bytes: proto?.body.length ?? 0 });
    return {};
  }
}
