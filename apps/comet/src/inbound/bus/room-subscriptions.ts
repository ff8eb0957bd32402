import type { Bus, BusSubscription } from '#bus';
import { PushRoomCodec, subjects, type RoomKey } from '#contracts';
import type { RoomInterest } from '../../client/session.js';

interface Interest {
  readonly subscription: BusSubscription;
  holders: number;
  isReady: boolean;
  readonly ready: Promise<void>;
}

/**
 * A subscription for each room that this comet holds members of, or is about to: so the bus itself brings a room's pushes
 * to the comets that need them, and to no others.
 */
export class BusRoomInterest implements RoomInterest {
  private readonly interests = new Map<RoomKey, Interest>();

  /** @param onPush gets the packed packets of a push */
  constructor(
    private readonly bus: Pick<Bus, 'subscribe' | 'flush'>,
    private readonly onPush: (room: RoomKey, packets: Uint8Array) => void,
  ) {}

  isReady(room: RoomKey): boolean {
    return this.interests.get(room)?.isReady ?? false;
  }

  hold(room: RoomKey): Promise<void> {
    let interest = this.interests.get(room);
    if (!interest) {
      interest = this.open(room);
      this.interests.set(room, interest);
    }
    interest.holders++;
    return interest.ready;
  }

  drop(room: RoomKey): void {
    const interest = this.interests.get(room);
    if (!interest || --interest.holders > 0) return;
    this.interests.delete(room);
    interest.subscription.unsubscribe();
  }

  private open(room: RoomKey): Interest {
    const subscription = this.bus.subscribe(subjects.room(room), ({ data }) => {
      const { proto } = PushRoomCodec.decode(data);
      if (proto) this.onPush(room, proto.body);
    });
    const settle = (): void => {
      interest.isReady = true;
    };
    const interest: Interest = {
      subscription,
      holders: 0,
      isReady: false,
      // While the bus is away nothing is pushed either, and it gets every subscription first when it is back.
      ready: this.bus.flush().then(settle, settle),
    };
    return interest;
  }
}
