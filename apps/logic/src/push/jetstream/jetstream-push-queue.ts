import { AckedPublisher, ensurePushStream, type Bus, type PushStreamOptions } from '#bus';
import type { Live } from '#config';
import {
  AppError,
  maxGroupBytes,
  partitionOf,
  PUSH_STREAM,
  PushTask,
  subjects,
  type Cursor,
  type Target,
} from '#contracts';
import { withinTime } from '#limits';
import type { Metrics } from '#observability';
import { PushQueue } from '../push-queue.js';
import { Lanes } from './lanes.js';
import { PartitionQueue, type GroupCounts } from './partition-queue.js';
import { QueueRecovery } from './queue-recovery.js';
import { RefusedTasks } from './refused-tasks.js';
import type { Rounds } from './rounds.js';
import type { SetBackNotes } from './set-back-notes.js';

/** How long pushes that wait may hold up the end of this process, which has 10 s; those of requests have had 5 s by then. */
const LAST_ANSWERS_MS = 4_000;
interface QueueOptions extends PushStreamOptions {
  /** Milliseconds. */
  readonly ackTimeout: number;
  /** Pushes that may wait for JetStream at a time. */
  readonly maxPending: number;
  /** Tasks of a group. */
  readonly groupMax: number;
  /** Milliseconds between two rounds in which pushes are stored, where they come one after another. */
  readonly gather: number;
}

/** The push queue in JetStream: a stream with a subject for each partition. */
export class JetStreamPushQueue extends PushQueue {
  private readonly publisher: AckedPublisher;
  private readonly recovery: QueueRecovery;
  private readonly lanes: Lanes;
  private readonly groups: GroupCounts = { groups: 0, tasks: 0 };
  private readonly refused: RefusedTasks;
  /** Tasks that are not stored yet. */
  private pending = 0;
  /** Nothing new is taken any more. */
  private closing = false;
  /** Nothing is pending any more. */
  private answered: (() => void) | undefined;

  private constructor(
    private readonly bus: Bus,
    readonly partitions: number,
    private readonly queue: Live<QueueOptions>,
    metrics: Metrics,
    notes: SetBackNotes,
  ) {
    super();
    this.lanes = new Lanes(
      partitions,
      () => queue.current.gather,
      (partition, rounds) => this.openPartition(partition, rounds),
    );
    this.publisher = new AckedPublisher(bus, queue.current.ackTimeout, queue, PUSH_STREAM);
    this.refused = new RefusedTasks(metrics);
    this.recovery = new QueueRecovery(bus, this.publisher, notes);
    const { counts } = this.recovery;
    metrics.observedGauge('goim_push_partitions', 'Partitions of the push queue.', () => partitions);
    metrics.observedCounter(
      'goim_push_restored_tasks_total',
      'Tasks that were stored again because the push queue, or its newest messages, were lost; comets leave out those that they had delivered.',
      () => counts.restored,
    );
    metrics.observedCounter(
      'goim_push_set_backs_total',
      'Times that the push queue had lost its newest messages, and counted from a number that it had given before.',
      () => counts.setBacks,
    );
    metrics.observedCounter(
      'goim_push_lost_tasks_total',
      'Tasks that were accepted and lost with the push queue, at most: more than this logic could keep.',
      () => counts.lost,
    );
    metrics.observedCounter(
      'goim_push_groups_total',
      'Groups of tasks that were stored, each as one message of the push queue.',
      () => this.groups.groups,
    );
    metrics.observedCounter(
      'goim_push_grouped_tasks_total',
      'Tasks that were stored in groups; the others were stored alone.',
      () => this.groups.tasks,
    );
  }

  /** @throws AppError where the stream can't be had, or has another number of partitions */
  static async open(
    bus: Bus,
    queue: Live<QueueOptions>,
    metrics: Metrics,
    notes: SetBackNotes,
  ): Promise<JetStreamPushQueue> {
    return new JetStreamPushQueue(bus, await ensurePushStream(bus, queue.current), queue, metrics, notes);
  }

  get maxTaskBytes(): number {
    return this.bus.maxPayloadBytes;
  }

  partitionOf(target: Target): number {
    return partitionOf(target, this.partitions);
  }

  wasAt(place: Cursor): Promise<void> {
    return this.recovery.wasAt(place);
  }

  /** Not async: a promise more for each push is seen in the cost of a batch of them. */
  publish(task: PushTask, partition: number, messageId?: string): Promise<Cursor> {
    if (this.closing) {
      this.refused.count('closing');
      return Promise.reject(new AppError('unavailable', 'logic is shutting down'));
    }
    if (this.pending >= this.queue.current.maxPending) {
      this.refused.count('too-many');
      return Promise.reject(new AppError('unavailable', `${this.pending} pushes already wait to be stored`));
    }
    this.pending++;
    return this.lanes.of(task, partition).publish(PushTask.encode(task).finish(), messageId);
  }

  /** Nest's last hook, ahead of the bus's own: hooks of extensions may push until then, and whoever was promised an answer gets it. */
  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    this.lanes.storeGathered();
    if (this.pending > 0 || this.recovery.held) await this.lastAnswers();
    this.recovery.close();
    this.publisher.close();
  }

  private async lastAnswers(): Promise<void> {
    const answered = new Promise<void>((resolve) => (this.answered = resolve));
    const all = Promise.all([this.recovery.held, this.pending > 0 && answered]);
    await withinTime(LAST_ANSWERS_MS, all);
  }

  private openPartition(partition: number, rounds: Rounds): PartitionQueue {
    const subject = subjects.pushPartition(partition);
    const untilNotHeld = (held: Promise<void>): Promise<void> =>
      withinTime(this.queue.current.ackTimeout, held, refuseHeld);
    return new PartitionQueue({
      store: async (message) => {
        try {
          return await this.recovery.store(subject, message, untilNotHeld);
        } catch (error) {
          this.refused.failed(error, message.tasks);
          throw error;
        } finally {
          this.pending -= message.tasks;
          if (this.pending === 0) this.answered?.();
        }
      },
      maxTasks: () => this.queue.current.groupMax,
      maxBytes: () => maxGroupBytes(this.bus.maxPayloadBytes),
      counts: this.groups,
      rounds,
    });
  }
}

function refuseHeld(): never {
  throw new AppError('unavailable', 'the push queue was lost, or JetStream does not say so yet; a retry is safe');
}
