import type { MessageId, Target } from '#contracts';
import type { HistoryStore } from '#history';
import { withinTime } from '#limits';

/** Deliveries wait no longer for what the database knows. */
const PATIENCE_MS = 100;
/** How long the database is not asked again after it had no answer. */
const PAUSE_MS = 1_000;

/** Counts that only grow; the metrics read them. */
export interface LookupCounts {
  found: number;
  /** The database was asked, and had no answer in time. */
  unanswered: number;
  /** The database was not asked, since it had no answer a moment before. */
  spared: number;
}

const NOTHING: ReadonlyMap<Target, MessageId> = new Map();

/** The newest ids of targets as the database has them, for all partitions of this job. Never rejects, and never takes long. */
export class LastIds {
  readonly counts: LookupCounts = { found: 0, unanswered: 0, spared: 0 };
  private pausedUntil = 0;

  constructor(private readonly store: Pick<HistoryStore, 'lastIds'>) {}

  /** @returns what could be had within 100 ms: nothing where the database is away */
  async of(epoch: number, targets: readonly Target[]): Promise<ReadonlyMap<Target, MessageId>> {
    if (performance.now() < this.pausedUntil) {
      this.counts.spared++;
      return NOTHING;
    }
    const looked = this.store.lastIds(epoch, targets).catch(() => undefined);
    const found = await withinTime(PATIENCE_MS, looked);
    if (found) this.counts.found++;
    else {
      this.counts.unanswered++;
      this.pausedUntil = performance.now() + PAUSE_MS;
    }
    return found ?? NOTHING;
  }
}
