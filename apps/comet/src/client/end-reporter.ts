import type { EndedSession, LogicClient } from './logic-client.js';
import type { SessionCounts } from './session-counts.js';

const MAX_WAITING = 100_000;
const RETRY_INTERVAL_MS = 2_000;
const CONCURRENCY = 64;
/** Waits before each report of an end whose session logic may store even after this comet gave up waiting. */
const UNKNOWN_WAITS_MS = [2_000, 10_000, 50_000];

interface UnknownEnd {
  readonly ended: EndedSession;
  readonly waits: readonly number[];
  /** By `performance.now()`. */
  readonly due: number;
}

/**
 * Notifies logic of sessions that are over. Where logic can't be reached, the report waits and is tried again: else the session
 * would stay in the registry until it expires. Beyond 100,000 waiting reports it does, and is counted.
 */
export class EndReporter {
  private waiting: EndedSession[] = [];
  private unknown: UnknownEnd[] = [];
  private retrying = false;
  private stopped = false;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly logic: Pick<LogicClient, 'disconnect'>,
    private readonly counts: SessionCounts,
  ) {
    this.timer = setInterval(() => {
      void this.retry();
      this.reportDue();
    }, RETRY_INTERVAL_MS);
    this.timer.unref();
  }

  report(ended: EndedSession): void {
    if (this.stopped) return;
    void this.send(ended);
  }

  /**
   * Reports the end of a session whose connect or last renewal logic did not answer: logic may have stored it, or may be
   * about to. So it is reported a few times over a minute, until logic knew it.
   */
  reportUnknown(ended: EndedSession): void {
    this.wait(ended, UNKNOWN_WAITS_MS);
  }

  /** From now on nothing is reported: the comet's own withdrawal ends all its sessions at once. */
  stop(): void {
    this.stopped = true;
    clearInterval(this.timer);
    this.waiting = [];
    this.unknown = [];
  }

  private wait(ended: EndedSession, [next, ...waits]: readonly number[]): void {
    if (this.stopped || next === undefined) return;
    if (this.unknown.length < MAX_WAITING) this.unknown.push({ ended, waits, due: performance.now() + next });
    else this.counts.unreportedEnds++;
  }

  private reportDue(): void {
    if (this.unknown.length === 0) return;
    const now = performance.now();
    const due = this.unknown.filter((one) => one.due <= now);
    this.unknown = this.unknown.filter((one) => one.due > now);
    for (const { ended, waits } of due) void this.reportUntilKnown(ended, waits);
  }

  private async reportUntilKnown(ended: EndedSession, waits: readonly number[]): Promise<void> {
    try {
      if (!(await this.logic.disconnect(ended))) this.wait(ended, waits);
    } catch {
      this.counts.failedCalls.add('disconnect');
      this.wait(ended, [RETRY_INTERVAL_MS, ...waits]);
    }
  }

  private async send(ended: EndedSession): Promise<boolean> {
    try {
      await this.logic.disconnect(ended);
      return true;
    } catch {
      this.counts.failedCalls.add('disconnect');
      if (this.waiting.length < MAX_WAITING) this.waiting.push(ended);
      else this.counts.unreportedEnds++;
      return false;
    }
  }

  private async retry(): Promise<void> {
    if (this.retrying || this.waiting.length === 0) return;
    this.retrying = true;
    try {
      const batch = this.waiting.splice(0);
      while (batch.length > 0 && !this.stopped) {
        const sent = await Promise.all(batch.splice(0, CONCURRENCY).map((ended) => this.send(ended)));
        if (sent.includes(false)) {
          this.waiting.push(...batch.splice(0));
          return;
        }
      }
    } finally {
      this.retrying = false;
    }
  }
}
