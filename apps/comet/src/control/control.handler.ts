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
} from '#contracts';
import { NodeRegistration } from '../node/node-registration.js';
import { ConnectionControl } from './connection-control.js';

/** What logic asks of this comet. */
@Controller()
export class ControlHandler {
  constructor(
    private readonly connections: ConnectionControl,
    private readonly registration: NodeRegistration,
  ) {}

  @RpcHandler(cometRpc.close)
  close(@Payload() request: CloseRequest): CloseReply {
    return { has: this.connections.close(request) };
  }

  @RpcHandler(cometRpc.changeRooms)
  changeRooms(@Payload() request: ChangeRoomsRequest): Promise<ChangeRoomsReply> {
    return this.connections.changeRooms(request);
  }

  @RpcHandler(cometRpc.offline)
  async offline(@Payload() { offline }: OfflineRequest): Promise<OfflineReply> {
    await this.registration.setOffline(offline);
    return {};
  }
}
