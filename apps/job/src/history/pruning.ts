import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { HistoryWriter, PruneLimits } from '#history';

const INTERVAL_MS = 60_000;
/** Between two calls where there is more: writers and readers come first. */
const BREATH_MS = 50;
const BATCH = 5_000;

/** Messages that were removed. Only grow. */
export interface PruneCounts {
  expired: number;
  aged: number;
  surplus: number;
}

/** Removes what is not to be kept any longer, once a minute, a bounded number of messages at a time. */
export class Pruning {
  readonly counts: PruneCounts = { expired: 0, aged: 0, surplus: 0 };
  private stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private wake = new AbortController();

  constructor(
    private readonly writer: Pick<HistoryWriter, 'prune'>,
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

  private async pruneAll(stopped: AbortSignal): Promise<void> {
    try {
      for (let more = true; more && !stopped.aborted;) {
        const pruned = await this.writer.prune({ ...this.limits(), batch: BATCH });
        this.counts.expired += pruned.expired;
        this.counts.aged += pruned.aged;
        this.counts.surplus += pruned.surplus;
        more = pruned.more;
        if (more) await delay(BREATH_MS);
      }
    } catch (error) {
      this.onError(error);
    }
  }
}
