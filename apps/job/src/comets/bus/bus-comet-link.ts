import type { Bus } from '#bus';
import type { Live } from '#config';
import {
  BroadcastMessage,
  errorText,
  PushKeysMessage,
  PushRoomMessage,
  subjects,
  type CometId,
  type NodeInfo,
  type RoomKey,
} from '#contracts';
import type { JobConfig } from '../../config/job.config.js';
import { CometLink, TO_NOBODY, type Delivery, type Misses, type SendingLease } from '../comet-link.js';
import type { CometRollCall } from './comet-roll-call.js';

const PROBE_TIMEOUT_MS = 2_000;

type Confirm = (comet: CometId) => Promise<void>;

/** Our own comets, which are on the bus. */
export class BusCometLink extends CometLink {
  private readonly confirm: Confirm;

  constructor(
    private readonly bus: Bus,
    private readonly rollCall: CometRollCall,
    config: Live<Pick<JobConfig, 'dispatch'>>,
  ) {
    super();
    this.confirm = (comet) => rollCall.confirm(comet, config.current.dispatch.cometTimeout);
  }

  get maxMessageBytes(): number {
    return this.bus.maxPayloadBytes;
  }

  serves({ goim }: NodeInfo): boolean {
    return !goim;
  }

  ready(): Promise<void> {
    return this.rollCall.ready();
  }

  /** A push that wants an answer. */
  async probe({ id }: NodeInfo, { epoch }: SendingLease): Promise<void> {
    const message = { keys: [], ...TO_NOBODY, lease: epoch };
    await this.bus.request(subjects.cometPush(id), PushKeysMessage.encode(message).finish(), PROBE_TIMEOUT_MS);
  }

  begin(misses: Misses): Delivery {
    return new BusDelivery(this.bus, this.confirm, misses);
  }
}

/**
 * Publishes at once. A comet confirms what it was sent by key once a batch; rooms and broadcasts need no confirmation,
 * since the bus brings them to whoever listens: so only a push by key is ever owed to a comet on the bus.
 */
class BusDelivery implements Delivery {
  private readonly sentByKey = new Map<CometId, number[]>();

  constructor(
    private readonly bus: Bus,
    private readonly confirm: Confirm,
    private readonly misses: Misses,
  ) {}

  toKeys({ id: comet }: NodeInfo, message: PushKeysMessage, id: number): number {
    this.bus.publish(subjects.cometPush(comet), PushKeysMessage.encode(message).finish());
    const ids = this.sentByKey.get(comet);
    if (ids) ids.push(id);
    else this.sentByKey.set(comet, [id]);
    return 1;
  }

  toRoom(message: PushRoomMessage, _ids: readonly number[], only?: ReadonlySet<CometId>): number {
    if (only) return 0;
    this.bus.publish(subjects.room(message.roomID as RoomKey), PushRoomMessage.encode(message).finish());
    return 1;
  }

  toAll(message: BroadcastMessage, _id: number, only?: ReadonlySet<CometId>): number {
    if (only) return 0;
    this.bus.publish(subjects.broadcast, BroadcastMessage.encode(message).finish());
    return 1;
  }

  async end(): Promise<void> {
    const confirmed = [...this.sentByKey].map(([comet, ids]) => this.confirmed(comet, ids));
    await Promise.all([this.bus.flush(), ...confirmed]);
  }

  private async confirmed(comet: CometId, ids: readonly number[]): Promise<void> {
    try {
      await this.confirm(comet);
    } catch (error) {
      const reason = `comet ${comet} did not confirm: ${errorText(error)}`;
      for (const id of ids) this.misses.note(id, reason, comet);
    }
  }
}
