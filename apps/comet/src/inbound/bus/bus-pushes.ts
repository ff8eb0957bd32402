import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Bus } from '#bus';
import { BroadcastCodec, PushKeysCodec, subjects, type CometId } from '#contracts';
import { Hub } from '../../hub/hub.js';
import { COMET_ID } from '../../node/comet-id.js';

const NOTHING = new Uint8Array(0);

/** Takes the pushes for this comet off the bus. Those of rooms come by the rooms' own subscriptions. */
@Injectable()
export class DeliveryService implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly hub: Hub,
    @Inject(COMET_ID) private readonly cometId: CometId,
  ) {}

  onModuleInit(): void {
    this.bus.subscribe(subjects.cometPush(this.cometId), ({ data }) => {
      const { keys, protoOp, proto, unfiltered } = PushKeysCodec.decode(data);
      if (proto) this.hub.pushKeys(keys, unfiltered ? null : protoOp, proto.body);
    });
    this.bus.subscribe(subjects.broadcast, ({ data }) => {
      const { protoOp, proto, speed, paces, unfiltered } = BroadcastCodec.decode(data);
      const own = paces?.find(({ comet }) => comet === this.cometId);
      if (proto) this.hub.pushAll(unfiltered ? null : protoOp, proto.body, own?.perSecond ?? speed);
    });
    this.bus.subscribe(subjects.cometFence(this.cometId), (message) => message.respond(NOTHING));
  }
}
