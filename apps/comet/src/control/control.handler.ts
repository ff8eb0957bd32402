import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { RpcHandler } from '#bus/nest';
import {
  cometRpc,
  type ChangeRoomsReply,
  type ChangeRoomsRequest,
  type CloseReply,
  type CloseRequest,
  type OfflineReply,
  type OfflineRequest,
  type SessionReply,
  type SessionRequest,
} from '#contracts';
import { NodeRegistration } from '../node/node-registration.js';
import { ConnectionControl } from './connection-control.js';
import { SessionReport } from './session-report.js';

/** What logic asks of this comet. */
@Controller()
export class ControlHandler {
  constructor(
    private readonly connections: ConnectionControl,
    private readonly registration: NodeRegistration,
    private readonly report: SessionReport,
  ) {}

  @RpcHandler(cometRpc.close)
  close(@Payload() request: CloseRequest): CloseReply {
    return { has: this.connections.close(request) };
  }

  @RpcHandler(cometRpc.changeRooms)
  changeRooms(@Payload() request: ChangeRoomsRequest): Promise<ChangeRoomsReply> {
    return this.connections.changeRooms(request);
  }

  @RpcHandler(cometRpc.session)
  session(@Payload() request: SessionRequest): SessionReply {
    return this.report.of(request);
  }

  @RpcHandler(cometRpc.offline)
  async offline(@Payload() { offline }: OfflineRequest): Promise<OfflineReply> {
    await this.registration.setOffline(offline);
    return {};
  }
}
