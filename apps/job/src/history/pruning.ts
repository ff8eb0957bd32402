import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { HistoryWriter, PruneKind, PruneLimits } from '#history';

const INTERVAL_MS = 60_000;
/** Between two rounds where there is more: writers and readers come first. */
const BREATH_MS = 50;
const BATCH = 5_000;

const KINDS: readonly PruneKind[] = ['expired', 'aged', 'surplus'];

/** Messages that were removed. Only grow. */
export type PruneCounts = Record<PruneKind, number>;

/**
 * Removes what is not to be kept any longer, once a minute, a bounded number of messages at a time. One statement after another,
 * since two may want the same rows.
 */
export class Pruning {
  readonly counts: PruneCounts = { expired: 0, aged: 0, surplus: 0 };
  /** Statements that failed: what they were to remove is there for a minute longer. Only grows. */
  failures = 0;
  private stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private wake = new AbortController();

  constructor(
    private readonly writer: Pick<HistoryWriter, 'prune' | 'pruneNotes'>,
    private readonly limits: () => Pick<PruneLimits, 'keepFor' | 'keepCount'>,
    /** Resolves when the database can be used for the first time: until then there is nothing to remove. */
    private readonly opened: () => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.stopping = new AbortController();
    this.running = this.run(this.stopping.signal);
  }

  /** Begins at once. */
  limitsChanged(): void {
    this.wake.abort();
  }

  /** Resolves when the statement that runs has ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(stopped: AbortSignal): Promise<void> {
    await Promise.race([this.opened(), once(stopped, 'abort')]);
    while (!stopped.aborted) {
      this.wake = new AbortController();
      await this.pruneAll(stopped);
      await delay(INTERVAL_MS, undefined, { signal: AbortSignal.any([stopped, this.wake.signal]) }).catch(
        () => undefined,
      );
    }
  }

  /** In rounds: a kind that has much to remove, or fails, holds up no other. */
  private async pruneAll(stopped: AbortSignal): Promise<void> {
    const agedBefore = this.counts.aged;
    const due = new Set<PruneKind | 'notes'>(KINDS);
    while (due.size > 0) {
      for (const kind of due) {
        if (stopped.aborted) return;
        if (await this.pruneSome(kind)) continue;
        due.delete(kind);
        if (kind === 'aged' && this.counts.aged > agedBefore) due.add('notes');
      }
      if (due.size > 0) await delay(BREATH_MS, undefined, { signal: stopped }).catch(() => undefined);
    }
  }

  /** @returns whether there may be more that can be removed now */
  private async pruneSome(kind: PruneKind | 'notes'): Promise<boolean> {
    if (kind === 'notes') return (await this.attempt(() => this.writer.pruneNotes(BATCH)))?.more ?? false;
    const limits = { ...this.limits(), batch: BATCH };
    const pruned = await this.attempt(() => this.writer.prune(kind, limits));
    this.counts[kind] += pruned?.removed ?? 0;
    return pruned?.more ?? false;
  }

  private async attempt<Result>(statement: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await statement();
    } catch (error) {
      this.failures++;
      this.onError(error);
      return undefined;
    }
  }
}
