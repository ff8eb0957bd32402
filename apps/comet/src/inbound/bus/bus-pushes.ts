import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Bus, type BusMessage } from '#bus';
import {
  BroadcastMessage,
  PushKeysMessage,
  PushRoomMessage,
  subjects,
  Withdrawn,
  type CometId,
  type RoomKey,
} from '#contracts';
import { Hub } from '../../hub/hub.js';
import { COMET_ID } from '../../node/comet-id.js';
import { PushTarget } from '../push-target.js';
import { LeaseFence } from './lease-fence.js';
import { Probes } from './probes.js';
import { ReceiptReports } from './receipt-reports.js';
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
    private readonly hub: Hub,
    private readonly leases: LeaseFence,
    private readonly probes: Probes,
    private readonly receipts: ReceiptReports,
    @Inject(COMET_ID) private readonly cometId: CometId,
  ) {}

  onModuleInit(): void {
    this.bus.subscribe(subjects.cometPush(this.cometId), (message) => this.takeKeys(message));
    this.bus.subscribe(subjects.broadcast, ({ data }) => this.pushAll(data));
    this.rooms.deliverTo((room, data) => this.pushRoom(room, data));
    this.bus.subscribe(subjects.withdrawn, ({ data }) => {
      const { target, epoch, id } = Withdrawn.decode(data);
      this.hub.withdrawn(target, epoch, id);
    });
    // What was pushed while this comet was cut off; the bus gets every subscription before this is called.
    this.bus.on('reconnect', () => {
      this.leases.forget();
      this.hub.check();
    });
    // Answered in turn: so a job knows that what it sent before has been taken.
    this.bus.subscribe(subjects.cometFence(this.cometId), (message) => message.respond(NOTHING));
  }

  private takeKeys(message: BusMessage): void {
    const push = PushKeysMessage.decode(message.data);
    const { keys, protoOp, proto, unfiltered, lease } = push;
    const isTaken = proto && this.leases.admits(lease);
    if (isTaken) {
      const tally = push.receipt ? this.receipts.follow(push.epoch, push.id) : undefined;
      void this.target.pushKeys(keys, unfiltered ? null : protoOp, proto.body, push, tally);
    }
    // The last one of a batch wants an answer, as a fence does. A probe is told of a refusal by silence.
    if (keys.length > 0) message.respond(NOTHING);
    else if (isTaken && message.respond(NOTHING)) this.probes.took();
  }

  private pushRoom(room: RoomKey, data: Uint8Array): void {
    const push = PushRoomMessage.decode(data);
    if (!push.proto || !this.leases.admits(push.lease)) return;
    const tally = push.receipt ? this.receipts.follow(push.epoch, push.ids[0]!) : undefined;
    void this.target.pushRoom(room, push.proto.body, push, tally);
  }

  private pushAll(data: Uint8Array): void {
    const { protoOp, proto, speed, paces, unfiltered, epoch, id, prev, transient, lease, receipt, former } =
      BroadcastMessage.decode(data);
    if (!proto || !this.leases.admits(lease)) return;
    const own = paces.find(({ comet }) => comet === this.cometId);
    const origin = { epoch, ids: [id], prev, transient: transient ? [0] : [], former };
    const tally = receipt ? this.receipts.follow(epoch, id) : undefined;
    void this.target.pushAll(unfiltered ? null : protoOp, proto.body, own?.perSecond ?? speed, origin, tally);
  }
}
