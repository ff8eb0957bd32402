import { Injectable } from '@nestjs/common';
import { Metrics } from '#observability';
import { HistoryBacklog } from './history-backlog.js';
import { HistoryFeed } from './history-feed.js';
import { HistoryWriting } from './history-writing.js';
import { LastIds } from './last-ids.js';
import { Pruning } from './pruning.js';

/** Exposes what handing over, writing and pruning count. */
@Injectable()
export class HistoryMetrics {
  constructor(
    metrics: Metrics,
    feed: HistoryFeed,
    backlog: HistoryBacklog,
    writing: HistoryWriting,
    lastIds: LastIds,
    pruning: Pruning,
  ) {
    metrics.observedCounter(
      'goim_history_batches_total',
      'Batches of messages that were handed to the writer of the history.',
      () => feed.counts.batches,
    );
    metrics.observedCounter(
      'goim_history_lost_messages_total',
      'Messages that were delivered and that the history does not get, since the stream GOIM_HISTORY was full or away.',
      () => ({ full: feed.counts.lostFull, unavailable: feed.counts.lostUnavailable }),
      'reason',
    );
    metrics.observedGauge(
      'goim_history_backlog_batches',
      'Batches of messages that wait to be written.',
      () => backlog.batches,
    );
    metrics.observedGauge(
      'goim_history_backlog_age_seconds',
      'How long the oldest batch of messages has waited to be written.',
      () => backlog.ageS,
    );
    metrics.observedGauge('goim_history_writing', 'Whether this job writes the history.', () =>
      Number(writing.isWriting),
    );
    metrics.observedCounter(
      'goim_history_rows_total',
      'Messages that were written, each once a target.',
      () => writing.counts.rows,
    );
    metrics.observedCounter(
      'goim_history_gaps_total',
      'Gaps that were recorded, where messages were lost before they were written.',
      () => writing.counts.gaps,
    );
    metrics.observedCounter(
      'goim_history_failures_total',
      'Writes that failed: unavailable (the database was away), refused (one message, now a dead letter), prune (old messages were not removed), other.',
      () => ({
        unavailable: writing.counts.unavailable,
        refused: writing.counts.refused,
        other: writing.otherFailures,
        prune: pruning.failures,
      }),
      'reason',
    );
    metrics.observedCounter(
      'goim_history_lookups_total',
      'Looks for the message before one: found, unanswered (the database took too long, or was away), spared (it was not asked, since it had no answer before).',
      () => ({ ...lastIds.counts }),
      'outcome',
    );
    metrics.observedCounter(
      'goim_history_pruned_total',
      'Messages that were removed: expired, aged (history.keepFor), surplus (history.keepCount).',
      () => ({ ...pruning.counts }),
      'reason',
    );
  }
}
