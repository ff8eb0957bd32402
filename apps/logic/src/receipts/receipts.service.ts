import { Injectable } from '@nestjs/common';
import { Bus, NodeDirectory, StoreClock } from '#bus';
import {
  AppError,
  formatCursor,
  parseCursor,
  parseTarget,
  ReceiptNews,
  subjects,
  type AcceptedPush,
  type CometId,
  type Cursor,
  type Target,
} from '#contracts';
import { Metrics } from '#observability';
import { parseMessagePlace } from '../http/values.js';
import { SessionRegistry } from '../sessions/session-registry.js';
import { receiptOf } from './receipt-view.js';
import { ReceiptStore, type TaskNews } from './receipt-store.js';
import type { Receipt } from './receipts.schema.js';

/** A push whose pusher asked, and that the queue holds. */
export interface FollowedPush {
  readonly stored: readonly Cursor[];
  readonly targets: readonly Target[];
  readonly operation: number;
  readonly sessions: number;
  readonly offline: number;
  readonly unfiltered: boolean;
  /** Milliseconds since 1970; 0 = never. */
  readonly expires: number;
}

/** Where pushes went, for those whose pushers asked. Every logic hears everything that is told of them. */
@Injectable()
export class ReceiptsService {
  private readonly store = new ReceiptStore();
  /** Epoch of the newest push that a receipt was asked for; 0 = there was none. */
  private epoch = 0;

  constructor(
    private readonly bus: Bus,
    private readonly clock: StoreClock,
    private readonly sessions: SessionRegistry,
    private readonly comets: NodeDirectory,
    metrics: Metrics,
  ) {
    bus.subscribe(subjects.receipts, ({ data }) => this.take(ReceiptNews.decode(data)));
    metrics.observedGauge('goim_receipts', 'Tasks whose receipts are kept.', () => this.store.size);
    metrics.observedCounter(
      'goim_receipts_dropped_total',
      'Tasks whose receipts were forgotten before their time, since there were too many.',
      () => this.store.dropped,
    );
  }

  /** From now on the push has a receipt. Cost of one to a room: a lookup a comet, however many are in it. */
  accepted({ stored, ...push }: FollowedPush): void {
    if (stored.length === 0) return;
    const accepted: AcceptedPush = {
      ...push,
      messages: stored.map(formatCursor),
      targets: [...push.targets],
      time: this.clock.now(),
      comets: this.cometsOf(push.targets),
    };
    const news = { accepted: [accepted], dispatched: [], delivered: [] };
    this.take(news);
    const told = ReceiptNews.encode(news).finish();
    // What is too long for the bus must not cost the answer to a push that is stored: other logics know no receipt of it then.
    if (this.bus.isConnected && told.length <= this.bus.maxPayloadBytes) this.bus.publish(subjects.receipts, told);
  }

  /** @throws AppError `not-found`, InvalidInput where the id can be none */
  one(id: string): Receipt {
    const message = this.messageOf(id);
    const push = this.store.get(message)?.accepted;
    if (!push) {
      throw new AppError(
        'not-found',
        `no receipt of ${id} is known: the push did not ask for one (receipt=true), or was more than 10 minutes ago, or before this logic started`,
      );
    }
    const tasks = push.messages.map((each): TaskNews => this.store.get(each) ?? { delivered: new Map() });
    return receiptOf(message, push, tasks, (comet) => this.comets.get(comet as CometId)?.goim !== true);
  }

  /** Epoch of the newest push whose receipt is known; 0 = there is none. */
  get newestEpoch(): number {
    return this.epoch;
  }

  /** What is known of a message by its push's receipt. @param message epoch:id */
  factsOf(message: string): TaskNews | undefined {
    return this.store.get(message);
  }

  private messageOf(text: string): string {
    const { epoch = this.epoch, id } = parseMessagePlace(text, 'id');
    return formatCursor({ epoch, id });
  }

  private take(news: ReceiptNews): void {
    for (const { messages } of news.accepted) {
      for (const message of messages) this.epoch = Math.max(this.epoch, parseCursor(message)?.epoch ?? 0);
    }
    this.store.take(news);
  }

  /** Those that are to tell of a push to many; of one by name job says which it handed it to. */
  private cometsOf([target = '']: readonly string[]): string[] {
    const addressee = parseTarget(target);
    if (addressee?.kind === 'all') return this.comets.ids();
    return addressee?.kind === 'room' ? this.sessions.cometsIn(addressee.room) : [];
  }
}
