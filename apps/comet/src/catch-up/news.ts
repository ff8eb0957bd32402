import type { LogicHistory } from './logic-history.js';

/** Cursors in one request. */
const ASKED_AT_ONCE = 500;
/** While so many requests are under way, whoever comes waits for the next one, and shares it. */
const MAX_UNDER_WAY = 2;

/** What became of a target since a cursor: `missed` = something came or was lost, and all of it can be read now. */
export interface NewsOfTarget {
  readonly verdict: string;
  readonly epoch: number;
  readonly upTo: number;
}

interface Waiting {
  readonly target: string;
  readonly epoch: number;
  readonly after: number;
  readonly answer: (news: NewsOfTarget) => void;
}

/**
 * Finds out whether anything came after cursors. When all clients of a dead comet come back, each with its own targets, most
 * of these have missed nothing: they are asked about together, in few requests, each of which waits once for the history.
 * Cursors of all other epochs than the current one are reset alike, so they go together too: clients name what they like, and
 * an epoch that one of them made up costs the others no request.
 */
export class News {
  private waiting: Waiting[] = [];
  private underWay = 0;
  private isGathering = false;
  /** The epoch of the newest reply; 0 = none came. */
  private current = 0;

  constructor(private readonly history: Pick<LogicHistory, 'news'>) {}

  /** Never rejects. The request that answers it begins after this was called. */
  since(target: string, epoch: number, after: number): Promise<NewsOfTarget> {
    return new Promise((answer) => {
      this.waiting.push({ target, epoch, after, answer });
      if (this.isGathering) return;
      this.isGathering = true;
      // The other targets of the same client go along.
      queueMicrotask(() => {
        this.isGathering = false;
        this.askOn();
      });
    });
  }

  private askOn(): void {
    while (this.waiting.length > 0 && this.underWay < MAX_UNDER_WAY) {
      const { epoch } = this.waiting[0]!;
      const isCurrent = epoch === this.current;
      const asked = this.waiting.filter((one) => (one.epoch === this.current) === isCurrent).slice(0, ASKED_AT_ONCE);
      const isAsked = new Set(asked);
      this.waiting = this.waiting.filter((one) => !isAsked.has(one));
      this.underWay++;
      void this.ask(epoch, asked).finally(() => {
        this.underWay--;
        this.askOn();
      });
    }
  }

  private async ask(epoch: number, asked: readonly Waiting[]): Promise<void> {
    const targets = asked.map(({ target }) => target);
    const after = asked.map((one) => one.after);
    const reply = await this.history.news({ epoch, targets, after }).catch(() => undefined);
    if (reply) this.current = reply.epoch;
    for (const [n, one] of asked.entries()) {
      // A reply is for cursors of the epoch that was asked about; where that is past, for those of all past ones.
      if (reply && one.epoch !== epoch && (epoch === reply.epoch || one.epoch === reply.epoch)) this.waiting.push(one);
      else {
        const { verdicts, upTo } = reply ?? { verdicts: [], upTo: [] };
        one.answer({ verdict: verdicts[n] ?? 'unavailable', epoch: reply?.epoch ?? 0, upTo: upTo[n] ?? 0 });
      }
    }
  }
}
