import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Bus } from '#bus';
import { BroadcastMessage, PushKeysMessage, PushRoomMessage, subjects, type CometId, type RoomKey } from '#contracts';
import { COMET_ID } from '../../node/comet-id.js';
import { PushTarget } from '../push-target.js';
import { RoomSubscriptions } from './room-subscriptions.js';

const NOTHING = new Uint8Array(0);

/**
 * Takes the pushes of our jobs off the bus: those to keys and to all by one subscription each, those to rooms by the rooms'
 * own. Plain subscriptions instead of `@EventPattern`: a push must not pay for Nest's pipeline of handlers.
 */
@Injectable()
export class BusPushes implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly target: PushTarget,
    private readonly rooms: RoomSubscriptions,
    @Inject(COMET_ID) private readonly cometId: CometId,
  ) {}

  onModuleInit(): void {
    this.bus.subscribe(subjects.cometPush(this.cometId), ({ data }) => this.pushKeys(data));
    this.bus.subscribe(subjects.broadcast, ({ data }) => this.pushAll(data));
    this.rooms.deliverTo((room, data) => this.pushRoom(room, data));
    // Answered in turn: so a job knows that what it sent before has been taken.
    this.bus.subscribe(subjects.cometFence(this.cometId), (message) => message.respond(NOTHING));
  }

  private pushKeys(data: Uint8Array): void {
    const { keys, protoOp, proto, unfiltered } = PushKeysMessage.decode(data);
    if (proto) void this.target.pushKeys(keys, unfiltered ? null : protoOp, proto.body);
  }

  private pushRoom(room: RoomKey, data: Uint8Array): void {
    const { proto } = PushRoomMessage.decode(data);
    if (proto) void this.target.pushRoom(room, proto.body);
  }

  private pushAll(data: Uint8Array): void {
    const { protoOp, proto, speed, paces, unfiltered } = BroadcastMessage.decode(data);
    const own = paces.find(({ comet }) => comet === this.cometId);
    if (proto) void this.target.pushAll(unfiltered ? null : protoOp, proto.body, own?.perSecond ?? speed);
  }
}
