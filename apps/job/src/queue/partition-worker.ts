import { PartitionConsumer, type Bus, type QueuedTask } from '#bus';
import type { Live } from '#config';
import { AppError } from '#contracts';
import { BatchLoop } from '../batches/batch-loop.js';
import type { JobConfig } from '../config/job.config.js';
import type { Dispatcher } from '../dispatch/dispatcher.js';
import type { ReceivedTask } from '../dispatch/received-task.js';
import type { HistoryFeed, PartitionFeed } from '../history/history-feed.js';
import type { Lease } from './partition-leases.js';
import { decodeTask, untilRoomHas } from './queued-push.js';
import type { Settlement } from './settlement.js';

export interface WorkerEnvironment {
  readonly bus: Bus;
  readonly config: Live<Pick<JobConfig, 'queue' | 'roomBatch'>>;
  readonly settlement: Settlement;
  readonly dispatcher: Pick<Dispatcher, 'dispatch' | 'ready'>;
  /** Undefined: no history is kept. */
  readonly history: HistoryFeed | undefined;
  onError(partition: number, error: unknown): void;
}

const NOTHING_BEFORE: readonly number[] = Object.freeze([]);

/**
 * Works one partition of the push queue. Each batch is dispatched to the comets while its messages are handed to the history,
 * and its tasks are settled when both are done.
 */
export class PartitionWorker {
  private readonly feed: PartitionFeed | undefined;
  private readonly loop: BatchLoop;

  constructor(
    private readonly lease: Lease,
    private readonly env: WorkerEnvironment,
  ) {
    const { bus, config, dispatcher, history } = env;
    const { partition } = lease;
    this.feed = history?.open(partition);
    this.loop = new BatchLoop({
      bus,
      consumer: new PartitionConsumer(bus, partition),
      mayGoOnFor: () => lease.validForMs(),
      prefetch: () => config.current.queue.prefetch,
      linger: () => {
        const { signal, batch } = config.current.roomBatch;
        return { ms: signal, isEnough: untilRoomHas(batch) };
      },
      quietSince: lease.quietSince,
      ready: async () => {
        await Promise.all([lease.confirmed(), dispatcher.ready(), this.feed?.ready()]);
      },
      work: (batch) => this.work(batch),
      onError: (error) => env.onError(partition, error),
    });
  }

  /** Finishes the batch in flight and drops the rest. */
  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async work(queued: readonly QueuedTask[]): Promise<void> {
    const { partition } = this.lease;
    const { settlement, dispatcher } = this.env;
    const decoded: QueuedTask[] = [];
    const tasks: ReceivedTask[] = [];
    for (const one of queued) {
      const task = decodeTask(one);
      if (!task) {
        await settlement.giveUp(partition, one, 'the task cannot be decoded');
        continue;
      }
      decoded.push(one);
      const { seq: sequence, epoch, storedAt } = one;
      tasks.push({ task, sequence, epoch, storedAt, bytes: one.data.length, prevs: NOTHING_BEFORE });
    }
    // Where the bus breaks this rejects, and nothing is settled: an acknowledgement would be lost as well.
    const misses = this.feed
      ? await this.feed.beside(tasks, (linked) => dispatcher.dispatch(linked, this.lease))
      : await dispatcher.dispatch(tasks, this.lease);
    // Comets may have refused what was sent; whoever has the partition now must get the tasks, and it alone settles them.
    if (!this.lease.isValid()) throw new AppError('unavailable', 'the lease of the partition has ended');
    for (const one of decoded) {
      const reason = misses.reasonOf(one.seq);
      if (reason === undefined) settlement.done(one);
      else if (misses.isDeferred(one.seq)) settlement.defer(one);
      else await settlement.failed(partition, one, reason);
    }
  }
}
