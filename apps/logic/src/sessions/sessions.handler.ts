import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { RpcHandler } from '#bus/nest';
import {
  logicRpc,
  type ClientAccessReply,
  type ConnectReply,
  type ConnectRequest,
  type DisconnectReply,
  type DisconnectRequest,
  type HeartbeatReply,
  type HeartbeatRequest,
  type OnlineReply,
  type OnlineRequest,
  type RefreshReply,
  type RefreshRequest,
} from '#contracts';
import { Metrics, type Counts } from '#observability';
import { Authenticator } from '../auth/authenticator.js';
import { LocalClientsAuthenticator } from '../auth/local-clients.authenticator.js';
import { SessionLifecycle } from './session-lifecycle.js';

/** Requests of comets about their clients' sessions. */
@Controller()
export class SessionsHandler {
  private readonly unclaimed: Counts;

  constructor(
    private readonly sessions: SessionLifecycle,
    private readonly authenticator: Authenticator,
    metrics: Metrics,
  ) {
    this.unclaimed = metrics.counter(
      'goim_ghost_sessions_total',
      'Sessions that were stored and whose comet did not hear of it; they were removed.',
    );
  }

  @RpcHandler(logicRpc.connect)
  connect(@Payload() request: ConnectRequest): Promise<ConnectReply> {
    return this.sessions.connect(request);
  }

  @RpcHandler(logicRpc.clientAccess)
  clientAccess(): ClientAccessReply {
    return { localOnly: this.authenticator instanceof LocalClientsAuthenticator };
  }

  @RpcHandler(logicRpc.refresh)
  refresh(@Payload() request: RefreshRequest): Promise<RefreshReply> {
    return this.sessions.refresh(request);
  }

  @RpcHandler(logicRpc.disconnect)
  async disconnect(@Payload() request: DisconnectRequest): Promise<DisconnectReply> {
    const has = await this.sessions.disconnect(request);
    if (has && request.key === '') this.unclaimed.inc();
    return { has };
  }

  @RpcHandler(logicRpc.heartbeat)
  async heartbeat(@Payload() request: HeartbeatRequest): Promise<HeartbeatReply> {
    return { replaced: !(await this.sessions.heartbeat(request)) };
  }

  @RpcHandler(logicRpc.renewOnline)
  renewOnline(@Payload() { roomCount }: OnlineRequest): OnlineReply {
    return { allRoomCount: this.sessions.roomCounts(Object.keys(roomCount)) };
  }
}
