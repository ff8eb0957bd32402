import type { Bus, StoreClock } from '#bus';
import { ReceiptNews, subjects, type CometId, type DeliveredMessage } from '#contracts';
import { Tally } from '../../hub/tally.js';

/** What is delivered within this time is told in one message. */
const GATHERED_MS = 50;
/** What was told is told once more: plain NATS loses what is published while a logic is cut off. */
const AGAIN_AFTER_MS = 3_000;
/** Messages that are followed at a time; the oldest are forgotten, and counted anew where they come again. */
const MAX_FOLLOWED = 10_000;
/** Messages in one report. */
const MAX_TOLD = 1_000;

interface Followed {
  readonly message: string;
  readonly tally: Tally;
  /** When it came, by the clock of NATS. */
  readonly time: number;
}

/**
 * Tells logics what becomes here of the messages whose pushers asked. Each report has all that is known of a message, so one
 * that is lost is made up for by the next.
 */
export class ReceiptReports {
  private readonly byMessage = new Map<string, Followed>();
  private changed = new Set<Followed>();
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly bus: Pick<Bus, 'publish' | 'isConnected'>,
    private readonly comet: CometId,
    private readonly clock: Pick<StoreClock, 'now'>,
  ) {}

  /** What the hub counts a message by, which has begun. It is the same where a message comes in parts, or again. */
  follow(epoch: number, id: number): Tally {
    const message = `${epoch}:${id}`;
    let followed = this.byMessage.get(message);
    if (!followed) {
      const opened: Followed = { message, tally: new Tally(() => this.note(opened)), time: this.clock.now() };
      followed = opened;
      this.byMessage.set(message, opened);
      if (this.byMessage.size > MAX_FOLLOWED) this.byMessage.delete(this.byMessage.keys().next().value!);
    }
    return followed.tally.begin();
  }

  onModuleDestroy(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.tell([...this.changed]);
  }

  private note(followed: Followed): void {
    if (this.changed.size === 0) this.after(GATHERED_MS, () => this.report());
    this.changed.add(followed);
  }

  private report(): void {
    const changed = [...this.changed];
    this.changed = new Set();
    this.tell(changed);
    this.after(AGAIN_AFTER_MS, () => this.tell(changed));
  }

  private after(ms: number, task: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      task();
    }, ms).unref();
    this.timers.add(timer);
  }

  private tell(all: readonly Followed[]): void {
    for (let from = 0; from < all.length && this.bus.isConnected; from += MAX_TOLD) {
      const delivered = all.slice(from, from + MAX_TOLD).map((followed) => this.told(followed));
      this.bus.publish(subjects.receipts, ReceiptNews.encode({ accepted: [], dispatched: [], delivered }).finish());
    }
  }

  private told({ message, tally, time }: Followed): DeliveredMessage {
    return { message, comet: this.comet, time, ...tally.counts, done: tally.isDone };
  }
}
