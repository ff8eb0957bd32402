import { Injectable } from '@nestjs/common';
import { NodeDirectory } from '#bus';
import { PUSH_LATENCY_BOUNDS } from '#contracts';
import { Metrics } from '#observability';
import { CometProbes } from './comets/probes/comet-probes.js';
import { Dispatcher } from './dispatch/dispatcher.js';
import { QueueConsumer } from './queue/queue-consumer.js';
import { Settlement } from './queue/settlement.js';
import { WaitingTasks } from './queue/waiting-tasks.js';

const MS_PER_SECOND = 1_000;

/** Exposes what the queue and the dispatcher count. */
@Injectable()
export class JobMetrics {
  constructor(
    metrics: Metrics,
    consumer: QueueConsumer,
    dispatcher: Dispatcher,
    settlement: Settlement,
    directory: NodeDirectory,
    waiting: WaitingTasks,
    probes: CometProbes,
  ) {
    metrics.observedGauge(
      'goim_partitions_held',
      'Partitions of the queue that this job works.',
      () => consumer.heldPartitions,
    );
    metrics.observedGauge(
      'goim_oldest_task_age_seconds',
      'How long the oldest task that is not settled has waited, of each partition that this job works; 0 = none does.',
      () => waiting.ages(),
      'partition',
    );
    metrics.observedCounter(
      'goim_dispatched_tasks_total',
      'Tasks that were sent to comets, by type.',
      () => ({ keys: dispatcher.counts.keys, room: dispatcher.counts.room, all: dispatcher.counts.all }),
      'type',
    );
    metrics.observedCounter(
      'goim_located_tasks_total',
      'Pushes by key and by member whose comet had gone, or that had waited for 0.5 s, and whose recipients logic was asked for anew.',
      () => dispatcher.counts.located,
    );
    metrics.observedHistogram(
      'goim_push_latency_seconds',
      'From the word of the queue that it has a task until the comets have it, of those that all of them have.',
      PUSH_LATENCY_BOUNDS.map((ms) => ms / MS_PER_SECOND),
      () => ({ counts: dispatcher.latency.counts, sum: dispatcher.latency.sum / MS_PER_SECOND }),
    );
    metrics.observedCounter(
      'goim_expired_tasks_total',
      'Tasks whose time was up before they were delivered: nobody got them.',
      () => dispatcher.counts.expired,
    );
    metrics.observedCounter(
      'goim_failed_batches_total',
      'Batches that went back into the queue as a whole: the bus broke, no comet was there, or the lease had ended.',
      () => consumer.failedBatches,
    );
    metrics.observedCounter(
      'goim_comet_messages_total',
      'Messages to comets; joined room pushes are one.',
      () => dispatcher.counts.messages,
    );
    metrics.observedCounter(
      'goim_settled_tasks_total',
      'Tasks by what became of them.',
      () => ({
        acknowledged: settlement.counts.acknowledged,
        retried: settlement.counts.retried,
        'dead-letter': settlement.counts.deadLetters,
        lost: settlement.counts.lost,
      }),
      'outcome',
    );
    metrics.observedGauge('goim_comets', 'Comets that are alive.', () => directory.size);
    metrics.observedGauge(
      'goim_silent_comets',
      'Comets that are alive, and have taken no probe of this job for 5 s.',
      () => probes.silent().length,
    );
    metrics.observedCounter(
      'goim_probes_total',
      'Probes that this job sent to comets, one a second to each, by whether the comet took it.',
      () => ({ taken: probes.counts.taken, missed: probes.counts.missed }),
      'outcome',
    );
  }
}
