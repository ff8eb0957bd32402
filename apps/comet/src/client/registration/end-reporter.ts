import { AppError } from '#contracts';
import type { EndedSession, LogicClient } from './logic-client.js';
import type { SessionCounts } from '../session/session-counts.js';

const MAX_WAITING = 100_000;
/** Of sessions that logic may never have stored: these leave room for those that it has. */
const MAX_UNKNOWN = MAX_WAITING / 2;
const RETRY_INTERVAL_MS = 2_000;
/** Reports that logic is to answer at a time: some 5 ms of its work. */
const CONCURRENCY = 64;
/** Waits before each report of an end whose session logic may store even after this comet gave up waiting. */
const UNKNOWN_WAITS_MS = [2_000, 10_000, 50_000];
/** Waits before each other report of an end that logic refuses: it may do so for ever. */
const REFUSED_WAITS_MS = [2_000, 10_000, 50_000];

interface Report {
  readonly ended: EndedSession;
  /** Where logic does not know the session it is reported again after these; none of an end that is reported once. */
  readonly waits: readonly number[];
  /** How often logic has refused it. */
  readonly refusals: number;
}

interface LaterReport extends Report {
  /** By `performance.now()`. */
  readonly due: number;
}

/**
 * Notifies logic of sessions that are over, of a few at a time: where thousands end together, as those behind a balancer that
 * dies, neither logic nor this comet is kept from everything else. Where logic can't be reached, the report waits and is tried
 * again: else the session would stay in the registry until it expires. Beyond 100,000 waiting reports it does, and where logic
 * goes on refusing its report, and is counted.
 */
export class EndReporter {
  /** In the order in which they are sent. */
  private readonly line = new Set<Report>();
  private underWay = 0;
  /** Since logic last answered one. At `CONCURRENCY` it is taken to be away, and is left alone until the next round. */
  private failures = 0;
  /** Those that logic did not take go into the line again. */
  private failed: Report[] = [];
  private later: LaterReport[] = [];
  private stopped = false;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly logic: Pick<LogicClient, 'disconnect'>,
    private readonly counts: SessionCounts,
  ) {
    this.timer = setInterval(() => {
      this.queueDue();
      this.retry();
    }, RETRY_INTERVAL_MS);
    this.timer.unref();
  }

  report(ended: EndedSession): void {
    if (!this.hasRoom(MAX_WAITING)) return;
    this.line.add({ ended, waits: [], refusals: 0 });
    this.sendOn();
  }

  /**
   * Reports the end of a session whose connect or last renewal logic did not answer: logic may have stored it, or may be
   * about to. So it is reported a few times over a minute, until logic knew it.
   */
  reportUnknown(ended: EndedSession): void {
    if (this.hasRoom(MAX_UNKNOWN)) this.wait({ ended, waits: UNKNOWN_WAITS_MS, refusals: 0 });
  }

  /** From now on nothing is reported: the comet's own withdrawal ends all its sessions at once. */
  stop(): void {
    this.stopped = true;
    clearInterval(this.timer);
    this.line.clear();
    this.failed = [];
    this.later = [];
  }

  private hasRoom(bound: number): boolean {
    if (this.stopped) return false;
    const waiting = this.line.size + this.underWay + this.failed.length + this.later.length;
    if (waiting >= bound) this.counts.unreportedEnds++;
    return waiting < bound;
  }

  private retry(): void {
    this.failures = 0;
    for (const report of this.failed.splice(0)) this.line.add(report);
    this.sendOn();
  }

  private sendOn(): void {
    for (const report of this.line) {
      if (this.underWay >= CONCURRENCY || this.failures >= CONCURRENCY) return;
      this.line.delete(report);
      this.underWay++;
      void this.send(report);
    }
  }

  private async send(report: Report): Promise<void> {
    try {
      const wasKnown = await this.logic.disconnect(report.ended);
      this.failures = 0;
      if (!wasKnown) this.wait(report);
    } catch (error) {
      if (error instanceof AppError && !error.retryable) this.refused(report);
      else {
        this.failures++;
        if (!this.stopped) this.failed.push(report);
      }
    }
    this.underWay--;
    this.sendOn();
  }

  private wait({ ended, waits: [next, ...waits], refusals }: Report): void {
    if (next !== undefined) this.addLater({ ended, waits, refusals }, next);
  }

  private refused({ ended, waits, refusals }: Report): void {
    const next = REFUSED_WAITS_MS[refusals];
    if (next === undefined) this.counts.unreportedEnds++;
    else this.addLater({ ended, waits, refusals: refusals + 1 }, next);
  }

  private addLater(report: Report, ms: number): void {
    if (!this.stopped) this.later.push({ ...report, due: performance.now() + ms });
  }

  private queueDue(): void {
    if (this.later.length === 0) return;
    const now = performance.now();
    for (const report of this.later) if (report.due <= now) this.line.add(report);
    this.later = this.later.filter(({ due }) => due > now);
  }
}
