import type { Bus } from '#bus';
import type { Live } from '#config';
import {
  AppError,
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
import { AnswersDue } from '../answers-due.js';
import { CometLink, TO_NOBODY, type BatchDelivery, type Misses, type SendingLease } from '../comet-link.js';
import type { CometRollCall } from './comet-roll-call.js';

const PROBE_TIMEOUT_MS = 2_000;

type Confirm = (comet: CometId, push: Uint8Array) => Promise<void>;

/** What one comet is sent by key. */
interface SentByKey {
  readonly ids: number[];
  /** Goes out at the end. */
  last: Uint8Array;
  isAnswered: boolean;
  isConfirmed: boolean;
}

/** Our own comets, which are on the bus. */
export class BusCometLink extends CometLink {
  private readonly confirm: Confirm;
  private readonly due = new WeakMap<SendingLease, AnswersDue>();

  constructor(
    private readonly bus: Bus,
    private readonly rollCall: CometRollCall,
    config: Live<Pick<JobConfig, 'dispatch'>>,
  ) {
    super();
    this.confirm = (comet, push) => rollCall.confirm(comet, push, config.current.dispatch.cometTimeout);
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

  begin(misses: Misses, lease: SendingLease): BatchDelivery {
    let due = this.due.get(lease);
    if (!due) this.due.set(lease, (due = new AnswersDue()));
    return new BusDelivery(this.bus, this.confirm, misses, due);
  }
}

/**
 * Publishes at once, but for the last push by key to each comet, which goes out at the end: its answer confirms what the comet
 * was sent before as well. Rooms and broadcasts need no confirmation, since the bus brings them to whoever listens: so only a
 * push by key is ever owed to a comet on the bus.
 */
class BusDelivery implements BatchDelivery {
  prompt: Promise<unknown> | undefined;
  private readonly sentByKey = new Map<CometId, SentByKey>();
  private readonly isUnbroken: () => boolean;

  constructor(
    private readonly bus: Bus,
    private readonly confirm: Confirm,
    private readonly misses: Misses,
    private readonly due: AnswersDue,
  ) {
    this.isUnbroken = bus.unbroken();
  }

  toKeys({ id: comet }: NodeInfo, message: PushKeysMessage, id: number): number {
    const last = PushKeysMessage.encode(message).finish();
    // It is sent when the next one comes, which would be taken for the one that is too long.
    if (last.length > this.bus.maxPayloadBytes) throw new AppError('invalid-argument', 'it is longer than NATS takes');
    const sent = this.sentByKey.get(comet);
    if (!sent) {
      this.sentByKey.set(comet, { ids: [id], last, isAnswered: false, isConfirmed: false });
      return 1;
    }
    this.bus.publish(subjects.cometPush(comet), sent.last);
    sent.last = last;
    sent.ids.push(id);
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
    const { all, prompt } = this.due.begin(this.sentByKey, (comet, sent) =>
      this.due.take(comet, () => this.confirmed(comet, sent)),
    );
    this.prompt = prompt;
    await all;
  }

  *unanswered(): Iterable<number> {
    for (const { isAnswered, ids } of this.sentByKey.values()) if (!isAnswered) yield* ids;
  }

  async sent(): Promise<void> {
    // Whoever has confirmed has what the bus was given before.
    for (const { isConfirmed } of this.sentByKey.values()) if (isConfirmed) return;
    if (!this.isUnbroken()) throw new AppError('unavailable', 'the connection to NATS broke');
    await this.bus.flush();
  }

  private async confirmed(comet: CometId, sent: SentByKey): Promise<boolean> {
    try {
      await this.confirm(comet, sent.last);
      sent.isConfirmed = true;
    } catch (error) {
      const reason = `comet ${comet} did not confirm: ${errorText(error)}`;
      for (const id of sent.ids) this.misses.note(id, reason, comet);
    }
    sent.isAnswered = true;
    return sent.isConfirmed;
  }
}
