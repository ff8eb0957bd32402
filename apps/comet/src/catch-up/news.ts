import { systemClock, type Clock } from '../hub/slices.js';
import type { LogicHistory } from './logic-history.js';

/** Cursors in one request. */
const ASKED_AT_ONCE = 500;
/** While this many requests are under way, whoever comes waits for the next one, and shares it. */
const MAX_UNDER_WAY = 2;
/**
 * From one request to the next, unless the next one is full before. Each request has logic look at every partition of the push
 * queue that one of its targets is in, however many cursors it has; so clients that come one after another share these looks.
 */
const SPACING_MS = 200;

/** What became of a target since a cursor: `missed` = something came or was lost, and all of it can be read now. */
export interface NewsOfTarget {
  readonly verdict: string;
  /** 0 = no history is kept, or logic did not answer. */
  readonly epoch: number;
  readonly upTo: number;
  /** The cursor is beyond all that was pushed, to whomever. */
  readonly isBeyond?: boolean;
}

/** What is told where logic did not answer in time. */
export const NO_NEWS: NewsOfTarget = { verdict: 'unavailable', epoch: 0, upTo: 0 };

interface Waiting {
  readonly target: string;
  readonly epoch: number;
  readonly after: number;
  /** By the clock: it is not asked for later. */
  readonly until: number;
  readonly answer: (news: NewsOfTarget) => void;
}

/** Whether cursors are of the current epoch, or of others. */
type Kind = 'current' | 'past';

/**
 * Finds out whether anything came after cursors. When all clients of a dead comet come back, each with its own targets, most
 * of these have missed nothing: they are asked about together, in few requests, each of which waits once for the history.
 * Cursors of all other epochs than the current one are reset alike, so they go together too: clients name what they like, and
 * an epoch that one of them made up costs the others no request.
 */
export class News {
  /** In the order in which they came. */
  private readonly waiting: Record<Kind, Waiting[]> = { current: [], past: [] };
  private underWay = 0;
  private isGathering = false;
  private isResting = false;
  /** The epoch of the newest reply; 0 = none came. */
  private current = 0;
  /** By the clock: when the newest request about cursors of each kind began. */
  private readonly begun: Record<Kind, number> = {
    current: Number.NEGATIVE_INFINITY,
    past: Number.NEGATIVE_INFINITY,
  };

  constructor(
    private readonly history: Pick<LogicHistory, 'news'>,
    private readonly clock: Clock = systemClock,
  ) {}

  /**
   * Never rejects. The request that answers it begins after this was called.
   *
   * @param until by the clock: where it has not begun by then, the answer is NO_NEWS, as soon as another request has ended
   */
  since(target: string, epoch: number, after: number, until = Number.POSITIVE_INFINITY): Promise<NewsOfTarget> {
    return new Promise((answer) => {
      this.await({ target, epoch, after, until, answer });
      if (this.isGathering) return;
      this.isGathering = true;
      // The other targets of the same client go along.
      queueMicrotask(() => {
        this.isGathering = false;
        this.askOn();
      });
    });
  }

  private await(one: Waiting): void {
    this.waiting[one.epoch === this.current ? 'current' : 'past'].push(one);
  }

  private askOn(): void {
    while (this.underWay < MAX_UNDER_WAY) {
      const asked = this.next();
      if (asked.length === 0) return;
      this.underWay++;
      void this.ask(asked[0]!.epoch, asked).finally(() => {
        this.underWay--;
        this.giveUp();
        this.askOn();
      });
    }
  }

  /** Those whose turn it is, all of the current epoch or all of others; they wait no more. */
  private next(): Waiting[] {
    const now = this.clock.now();
    let rest = Number.POSITIVE_INFINITY;
    for (const kind of ['current', 'past'] as const) {
      const waiting = this.waiting[kind];
      if (waiting.length === 0) continue;
      const left = this.begun[kind] + SPACING_MS - now;
      if (left <= 0 || waiting.length >= ASKED_AT_ONCE) {
        this.begun[kind] = now;
        return waiting.splice(0, ASKED_AT_ONCE);
      }
      rest = Math.min(rest, left);
    }
    if (rest < Number.POSITIVE_INFINITY && !this.isResting) {
      this.isResting = true;
      this.clock.after(rest, () => {
        this.isResting = false;
        this.askOn();
      });
    }
    return [];
  }

  /** Those whose time is over wait no more. */
  private giveUp(): void {
    const now = this.clock.now();
    for (const kind of ['current', 'past'] as const) {
      const over = this.waiting[kind].filter(({ until }) => until <= now);
      if (over.length === 0) continue;
      this.waiting[kind] = this.waiting[kind].filter(({ until }) => until > now);
      for (const { answer } of over) answer(NO_NEWS);
    }
  }

  private async ask(epoch: number, asked: readonly Waiting[]): Promise<void> {
    const targets = asked.map(({ target }) => target);
    const after = asked.map((one) => one.after);
    const reply = await this.history.news({ epoch, targets, after }).catch(() => undefined);
    if (reply) this.nowIs(reply.epoch);
    for (const [n, one] of asked.entries()) {
      // A reply is for cursors of the epoch that was asked about; where that is past, for those of all past ones.
      if (reply && one.epoch !== epoch && (epoch === reply.epoch || one.epoch === reply.epoch)) this.await(one);
      else {
        const verdict = reply?.verdicts[n] ?? 'unavailable';
        const isBeyond = reply?.beyond[n] ?? false;
        one.answer(reply ? { verdict, epoch: reply.epoch, upTo: reply.upTo[n] ?? 0, isBeyond } : NO_NEWS);
      }
    }
  }

  private nowIs(epoch: number): void {
    if (epoch === this.current) return;
    this.current = epoch;
    const { current, past } = this.waiting;
    for (const one of [...current.splice(0), ...past.splice(0)]) this.await(one);
  }
}
