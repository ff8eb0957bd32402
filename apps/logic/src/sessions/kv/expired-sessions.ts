import type { SessionRecord } from '../session-record.js';

/** The store removes what has expired a moment after this process forgets it; and a late renewal may be on its way. */
const GRACE_MS = 2_000;
const RETRY_WAIT_MS = 1_000;
/** Requests to the store at a time. */
const PARALLEL = 100;

interface Forgotten {
  readonly session: SessionRecord;
  /** By `performance.now()`. */
  readonly since: number;
}

/**
 * Sessions that the mirror forgot because nobody renewed them: reported once the store says that they are gone. While it
 * can't be asked they wait, each once, so there are never more of them than the mirror held.
 */
export class ExpiredSessions {
  private waiting: Forgotten[] = [];
  private isRunning = false;
  private isClosed = false;

  constructor(
    private readonly isGone: (session: SessionRecord) => Promise<boolean>,
    private readonly report: (session: SessionRecord) => void,
  ) {}

  add(session: SessionRecord): void {
    this.waiting.push({ session, since: performance.now() });
    if (!this.isRunning) void this.run();
  }

  close(): void {
    this.isClosed = true;
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    for (let first = this.waiting[0]; first && !this.isClosed; first = this.waiting[0]) {
      const early = first.since + GRACE_MS - performance.now();
      if (early > 0) await delay(early);
      const due = performance.now() - GRACE_MS;
      const batch = this.waiting.slice(0, PARALLEL).filter(({ since }) => since <= due);
      this.waiting = this.waiting.slice(batch.length);
      const outcomes = await Promise.all(batch.map((forgotten) => this.settle(forgotten)));
      const unknown = batch.filter((_, n) => !outcomes[n]);
      if (unknown.length === 0) continue;
      this.waiting.unshift(...unknown);
      await delay(RETRY_WAIT_MS);
    }
    this.isRunning = false;
  }

  /** @returns false where the store did not say */
  private async settle({ session }: Forgotten): Promise<boolean> {
    try {
      if (await this.isGone(session)) this.report(session);
      return true;
    } catch {
      return false;
    }
  }
}

/** Keeps no process alive. */
function delay(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
