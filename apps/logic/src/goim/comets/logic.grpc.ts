import type { Metadata } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import {
  AppError,
  logicGrpc,
  type ConnectReply,
  type ConnectRequest,
  type DisconnectReply,
  type DisconnectRequest,
  type HeartbeatReply,
  type HeartbeatRequest,
  type NodesReply,
  type NodesRequest,
  type OnlineReply,
  type OnlineRequest,
  type ReceiveReply,
  type ReceiveRequest,
} from '#contracts';
import { GrpcHandler } from '#grpc';
import { NodesService } from '../../nodes/nodes.service.js';
import { SessionLifecycle } from '../../sessions/session-lifecycle.js';
import { UpstreamService } from '../../upstream/upstream.service.js';
import { LegacyComets } from './legacy-comets.js';
import { LegacySessions } from './legacy-sessions.js';
import { RoomReports } from './room-reports.js';

interface PeerCall {
  /** `host:port` */
  getPeer(): string;
}

/** Requests of legacy comets. They number no connections, and send neither a client's address nor its room. */
@Controller()
export class LogicGrpc {
  constructor(
    private readonly sessions: SessionLifecycle,
    private readonly legacy: LegacySessions,
    private readonly nodes: NodesService,
    private readonly upstream: UpstreamService,
    private readonly comets: LegacyComets,
    private readonly rooms: RoomReports,
  ) {}

  @GrpcHandler(logicGrpc.connect)
  async connect(request: ConnectRequest, _: Metadata, call: PeerCall): Promise<ConnectReply> {
    required({ server: request.server });
    await this.comets.heard(request.server, call.getPeer());
    return this.sessions.connect(request);
  }

  @GrpcHandler(logicGrpc.disconnect)
  async disconnect(request: DisconnectRequest): Promise<DisconnectReply> {
    required({ server: request.server, key: request.key });
    return { has: await this.sessions.disconnect(request) };
  }

  @GrpcHandler(logicGrpc.heartbeat)
  async heartbeat(request: HeartbeatRequest, _: Metadata, call: PeerCall): Promise<HeartbeatReply> {
    required({ server: request.server, key: request.key });
    await this.comets.heard(request.server, call.getPeer());
    return { replaced: !(await this.legacy.renew(request)) };
  }

  @GrpcHandler(logicGrpc.renewOnline)
  async renewOnline({ server, roomCount }: OnlineRequest, _: Metadata, call: PeerCall): Promise<OnlineReply> {
    required({ server });
    await this.comets.heard(server, call.getPeer());
    this.rooms.report(server, roomCount);
    return { allRoomCount: this.legacy.countByRoom(Object.keys(roomCount)) };
  }

  @GrpcHandler(logicGrpc.receive)
  receive(request: ReceiveRequest): Promise<ReceiveReply> {
    return this.upstream.receive(request);
  }

  @GrpcHandler(logicGrpc.nodes)
  recommend({ platform, clientIP }: NodesRequest): NodesReply {
    return this.nodes.recommend(platform, clientIP);
  }
}

/** @throws AppError `invalid-argument` where one of these is empty */
function required(fields: Record<string, string>): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === '') throw new AppError('invalid-argument', `${name} is empty`);
  }
}
