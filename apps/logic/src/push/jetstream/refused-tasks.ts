import { AppError } from '#contracts';
import type { Metrics } from '#observability';

/**
 * Why a task was not stored: JetStream is away, or did not say in time that it has it (`unavailable`); the stream or its disk is
 * full (`full`); `queue.maxPending` wait already (`too-many`); this logic ends (`closing`).
 */
type Reason = 'unavailable' | 'full' | 'too-many' | 'closing';

/** Counts the tasks that the queue did not store and that may come again. */
export class RefusedTasks {
  private readonly counts: Record<Reason, number> = { unavailable: 0, full: 0, 'too-many': 0, closing: 0 };

  constructor(metrics: Metrics) {
    // Each reason is there from the start: alert rules see growth from 0 on.
    metrics.observedCounter(
      'goim_push_refused_tasks_total',
      'Tasks that the push queue did not store, or did not say in time that it has, by reason.',
      () => this.counts,
      'reason',
    );
  }

  count(reason: Reason): void {
    this.counts[reason]++;
  }

  /** A task that no retry helps, such as one that is too long for the server, is its pusher's matter, and not counted. */
  failed(error: unknown, tasks: number): void {
    const code = error instanceof AppError ? error.code : 'internal';
    if (code === 'invalid-argument') return;
    this.counts[code === 'queue-full' ? 'full' : 'unavailable'] += tasks;
  }
}
