import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ensurePushStream, type Bus } from '#bus';
import type { Live } from '#config';
import type { JobConfig } from '../config/job.config.js';
import type { Dispatcher } from '../dispatch/dispatcher.js';
import type { Feeds } from '../history/history-feed.js';
import type { HistoryWriting } from '../history/history-writing.js';
import { PartitionLeases, type Lease } from './partition-leases.js';
import { PartitionWorker } from './partition-worker.js';
import type { Settlement } from './settlement.js';
import type { WaitingTasks } from './waiting-tasks.js';

/** Whoever holds its lease writes the history of all partitions. */
const WRITING_PARTITION = 0;

/** Where the messages of the queue are kept. */
export interface QueueHistory {
  readonly feed: Feeds;
  /** Undefined: this job keeps no history. */
  readonly writing?: HistoryWriting;
}

/** Consumes the push queue: a worker for each partition that this job holds the lease of. */
export class QueueConsumer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(QueueConsumer.name);
  private readonly workers = new Map<number, PartitionWorker>();
  private leases: PartitionLeases | undefined;
  /** Known once the queue is open. */
  private partitions = 0;
  /** Terms of writing whose last statements are in flight. */
  private readonly writingEnds = new Set<Promise<void>>();
  /** Batches that went back into the queue as a whole, to come again in their order. Only grows. */
  failedBatches = 0;

  constructor(
    private readonly bus: Bus,
    private readonly config: Live<Pick<JobConfig, 'queue' | 'roomBatch'>>,
    private readonly settlement: Settlement,
    private readonly dispatcher: Pick<Dispatcher, 'dispatch' | 'forget' | 'ready'>,
    private readonly waiting: Pick<WaitingTasks, 'partitions'>,
    private readonly history?: QueueHistory,
  ) {}

  get heldPartitions(): number {
    return this.leases?.heldCount ?? 0;
  }

  get heldLeases(): readonly Lease[] {
    return this.leases?.all ?? [];
  }

  /** Undefined while this job has none. */
  get anyLease(): Lease | undefined {
    return this.leases?.any;
  }

  /** @throws AppError where the queue can't be opened, or has another number of partitions */
  async onApplicationBootstrap(): Promise<void> {
    const { queue } = this.config.current;
    this.partitions = await ensurePushStream(this.bus, {
      ...queue,
      deadLetters: { maxAge: queue.deadLetterMaxAge, maxBytes: queue.deadLetterMaxBytes ?? queue.maxBytes },
    });
    this.leases = await PartitionLeases.start(
      this.bus,
      { partitions: this.partitions, replicas: queue.replicas },
      { acquired: (lease) => this.acquired(lease), released: (partition) => this.released(partition) },
      (err) => this.logger.warn('cannot renew the leases', { err }),
    );
  }

  /** Finishes the batches in flight and gives the partitions back, while the bus and the comets' links still work. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.leases?.stop();
    await Promise.all(this.writingEnds);
  }

  private acquired(lease: Lease): void {
    this.logger.debug('took a partition', { partition: lease.partition });
    if (lease.partition === WRITING_PARTITION) this.history?.writing?.begin(lease, this.partitions);
    this.waiting.partitions.add(lease.partition);
    this.workers.set(
      lease.partition,
      new PartitionWorker(lease, {
        bus: this.bus,
        config: this.config,
        settlement: this.settlement,
        dispatcher: this.dispatcher,
        history: this.history?.feed,
        onError: (partition, err) => {
          this.failedBatches++;
          this.logger.warn('a batch failed, trying again', { partition, err });
        },
      }),
    );
  }

  private async released(partition: number): Promise<void> {
    const worker = this.workers.get(partition);
    this.workers.delete(partition);
    this.waiting.partitions.delete(partition);
    if (partition === WRITING_PARTITION) this.endWriting();
    await worker?.stop();
    this.settlement.forget(partition);
    this.logger.debug('released a partition', { partition });
  }

  /** The lease does not wait for the statements in flight: the next writer may begin meanwhile. */
  private endWriting(): void {
    const end = this.history?.writing?.end().finally(() => this.writingEnds.delete(end!));
    if (end) this.writingEnds.add(end);
  }
}
