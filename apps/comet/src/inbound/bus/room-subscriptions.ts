import type { Bus, BusSubscription } from '#bus';
import { subjects, type RoomKey } from '#contracts';
import { RoomInterest } from '../../hub/hub.js';

/** Gets a push to a room, as it is on the bus. */
type DeliverRoomPush = (room: RoomKey, push: Uint8Array) => void;

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
export class RoomSubscriptions extends RoomInterest {
  private readonly interests = new Map<RoomKey, Interest>();
  private deliver: DeliverRoomPush = () => undefined;

  constructor(private readonly bus: Pick<Bus, 'subscribe' | 'flush'>) {
    super();
  }

  /** From now on `deliver` gets the pushes. Called once, before a room is held. */
  deliverTo(deliver: DeliverRoomPush): void {
    this.deliver = deliver;
  }

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
    const settle = (): void => {
      interest.isReady = true;
    };
    const interest: Interest = {
      subscription: this.bus.subscribe(subjects.room(room), ({ data }) => this.deliver(room, data)),
      holders: 0,
      isReady: false,
      // While the bus is away nothing is pushed either, and it gets every subscription first when it is back.
      ready: this.bus.flush().then(settle, settle),
    };
    return interest;
  }
}
