import { Controller } from '@nestjs/common';
import {
  AppError,
  cometGrpc,
  type BroadcastMessage,
  type BroadcastReply,
  type BroadcastRoomReply,
  type PushKeysMessage,
  type PushMsgReply,
  type PushRoomMessage,
  type RoomKey,
  type RoomsReply,
} from '#contracts';
import { GrpcHandler } from '#grpc';
import { PushTarget } from '../push-target.js';
import { packetsOf } from './packets.js';

/** What goim's own jobs ask of this comet. */
@Controller()
export class CometGrpc {
  constructor(private readonly target: PushTarget) {}

  @GrpcHandler(cometGrpc.pushMsg)
  async pushMsg({ keys, protoOp, proto }: PushKeysMessage): Promise<PushMsgReply> {
    if (keys.length === 0) throw new AppError('invalid-argument', 'keys is empty');
    await this.target.pushKeys(keys, protoOp, packetsOf(proto));
    return {};
  }

  @GrpcHandler(cometGrpc.broadcast)
  async broadcast({ protoOp, proto, speed }: BroadcastMessage): Promise<BroadcastReply> {
    if (speed < 0) throw new AppError('invalid-argument', `speed is ${speed}, below 0`);
    await this.target.pushAll(protoOp, packetsOf(proto), speed);
    return {};
  }

  @GrpcHandler(cometGrpc.broadcastRoom)
  async broadcastRoom({ roomID, proto }: PushRoomMessage): Promise<BroadcastRoomReply> {
    if (roomID === '') throw new AppError('invalid-argument', 'roomID is empty');
    await this.target.pushRoom(roomID as RoomKey, packetsOf(proto));
    return {};
  }

  @GrpcHandler(cometGrpc.rooms)
  async rooms(): Promise<RoomsReply> {
    const rooms = await this.target.roomKeys();
    return { rooms: Object.fromEntries(rooms.map((room) => [room, true])) };
  }
}
