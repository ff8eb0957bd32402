import { Injectable } from '@nestjs/common';
import { NodeDirectory } from '#bus';
import { Metrics } from '#observability';
import { Dispatcher } from './dispatch/dispatcher.js';
import { QueueConsumer } from './queue/queue-consumer.js';
import { Settlement } from './queue/settlement.js';

/** Exposes what the queue and the dispatcher count. */
@Injectable()
export class JobMetrics {
  constructor(
    metrics: Metrics,
    consumer: QueueConsumer,
    dispatcher: Dispatcher,
    settlement: Settlement,
    directory: NodeDirectory,
  ) {
    metrics.observedGauge(
      'goim_partitions_held',
      'Partitions of the queue that this job works.',
      () => consumer.heldPartitions,
    );
    metrics.observedCounter(
      'goim_dispatched_tasks_total',
      'Tasks that were sent to comets, by type.',
      () => ({ keys: dispatcher.counts.keys, room: dispatcher.counts.room, all: dispatcher.counts.all }),
      'type',
    );
    metrics.observedCounter(
      'goim_rerouted_tasks_total',
      'Pushes by key that were handed back to logic, because their comet has gone.',
      () => dispatcher.counts.rerouted,
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
      }),
      'outcome',
    );
    metrics.observedGauge('goim_comets', 'Comets that are alive.', () => directory.size);
  }
}
