import type { Metadata } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { AuditLog, Callers, GrpcCallers, type Caller } from '#callers/nest';
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
import { operationsOf, packetsOf } from './packets.js';

/** What goim's own jobs ask of this comet. */
@Controller()
export class CometGrpc {
  constructor(
    private readonly target: PushTarget,
    private readonly callersByGrpc: GrpcCallers,
    private readonly callers: Callers,
    private readonly audit: AuditLog,
  ) {}

  @GrpcHandler(cometGrpc.pushMsg)
  async pushMsg({ keys, protoOp, proto }: PushKeysMessage, metadata: Metadata): Promise<PushMsgReply> {
    if (keys.length === 0) throw new AppError('invalid-argument', 'keys is empty');
    const packets = packetsOf(proto);
    this.assertMayPush(this.callersByGrpc.of(metadata), packets, protoOp);
    await this.target.pushKeys(keys, protoOp, packets);
    return {};
  }

  @GrpcHandler(cometGrpc.broadcast)
  async broadcast({ protoOp, proto, speed }: BroadcastMessage, metadata: Metadata): Promise<BroadcastReply> {
    if (speed < 0) throw new AppError('invalid-argument', `speed is ${speed}, below 0`);
    const packets = packetsOf(proto);
    const caller = this.callersByGrpc.of(metadata);
    this.assertMayPush(caller, packets, protoOp);
    await this.target.pushAll(protoOp, packets, speed);
    this.audit.record({ action: 'pushed-to-all', caller, outcome: 'done', details: { operation: protoOp, speed } });
    return {};
  }

  @GrpcHandler(cometGrpc.broadcastRoom)
  async broadcastRoom({ roomID, proto }: PushRoomMessage, metadata: Metadata): Promise<BroadcastRoomReply> {
    if (roomID === '') throw new AppError('invalid-argument', 'roomID is empty');
    const packets = packetsOf(proto);
    const room = roomID as RoomKey;
    this.assertMayPush(this.callersByGrpc.of(metadata), packets, undefined, room);
    await this.target.pushRoom(room, packets);
    return {};
  }

  @GrpcHandler(cometGrpc.rooms)
  async rooms(): Promise<RoomsReply> {
    const rooms = await this.target.roomKeys();
    return { rooms: Object.fromEntries(rooms.map((room) => [room, true])) };
  }

  /**
   * What is accepted by one operation may be packets of others, which clients are shown.
   *
   * @throws AppError `forbidden`, TooManyRequests
   */
  private assertMayPush(caller: Caller, packets: Uint8Array, accepted: number | undefined, room?: RoomKey): void {
    // goim's jobs show no key, and have nothing looked at twice.
    if (!caller.key) return;
    const operations = operationsOf(packets);
    if (accepted !== undefined && !operations.includes(accepted)) operations.push(accepted);
    this.callers.assertMayPush(
      caller,
      operations.map((operation) => ({ operation, room })),
    );
  }
}
