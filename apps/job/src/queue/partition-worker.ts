import { setTimeout as delay } from 'node:timers/promises';
import { ACK_WAIT_MS, PartitionConsumer, type Bus, type QueuedTask } from '#bus';
import type { Live } from '#config';
import { PushTask, PushType } from '#contracts';
import type { JobConfig } from '../config/job.config.js';
import type { Dispatcher } from '../dispatch/dispatcher.js';
import type { ReceivedTask } from '../dispatch/received-task.js';
import type { Lease } from './partition-leases.js';
import type { Settlement } from './settlement.js';

export interface WorkerEnvironment {
  readonly bus: Bus;
  readonly config: Live<Pick<JobConfig, 'queue' | 'roomBatch'>>;
  readonly settlement: Settlement;
  readonly dispatcher: Pick<Dispatcher, 'dispatch' | 'ready'>;
  onError(partition: number, error: unknown): void;
}

const NOTHING_BEFORE: readonly number[] = Object.freeze([]);
const RETRY_WAIT_MS = 500;
const POLL_MS = 250;
/** Tasks held longer than this are reported as in progress, so that JetStream does not redeliver them meanwhile. */
const PROGRESS_INTERVAL_MS = ACK_WAIT_MS / 4;

/**
 * Works one partition, a batch at a time, in the order of the queue: a batch is whatever has arrived while the one before
 * it was worked.
 *
 * Order across failures: where the bus breaks, or a batch fails as a whole, the worker drops everything that it fetched and
 * fetches it anew after the acknowledgement time, so that a task never overtakes one that was delivered before it.
 */
export class PartitionWorker {
  private readonly consumer: PartitionConsumer;
  private inbox: QueuedTask[] = [];
  private inFlight: readonly QueuedTask[] = [];
  private arrived: (() => void) | undefined;
  private stopping = false;
  private broken = false;
  private requestStop!: () => void;
  private readonly stopRequested = new Promise<void>((resolve) => (this.requestStop = resolve));
  private readonly ended: Promise<void>;
  private readonly breakOff = (): void => {
    this.broken = true;
    this.letGo();
  };

  constructor(
    private readonly lease: Lease,
    private readonly env: WorkerEnvironment,
  ) {
    this.consumer = new PartitionConsumer(env.bus, lease.partition);
    env.bus.on('disconnect', this.breakOff);
    this.ended = this.run();
  }

  /** Finishes the batch in flight and drops the rest. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.requestStop();
    this.letGo();
    await this.ended;
  }

  private async run(): Promise<void> {
    const progress = setInterval(() => this.reportProgress(), PROGRESS_INTERVAL_MS);
    while (!this.isOver()) {
      try {
        this.broken = false;
        await this.resume();
        while (!this.isOver() && !this.broken) await this.workNext();
      } catch (error) {
        this.env.onError(this.lease.partition, error);
        this.broken = true;
        await delay(RETRY_WAIT_MS);
      }
      this.letGo();
    }
    clearInterval(progress);
    this.env.bus.off('disconnect', this.breakOff);
  }

  private isOver(): boolean {
    return this.stopping || !this.lease.isValid();
  }

  /** Waits until it is safe to fetch: the comets listen, and what was delivered before is redelivered first. */
  private async resume(): Promise<void> {
    // A comet that is awaited in vain must not hold up the end of this worker.
    await Promise.race([this.env.dispatcher.ready(), this.stopRequested]);
    const patience = performance.now() + ACK_WAIT_MS + POLL_MS;
    while (!this.isOver() && (await this.consumer.unacknowledged()) > 0 && performance.now() < patience) {
      await delay(POLL_MS);
    }
    if (this.isOver()) return;
    const arrived = (queued: QueuedTask): void => {
      this.inbox.push(queued);
      this.arrived?.();
    };
    await this.consumer.start(this.env.config.current.queue.prefetch, arrived, this.breakOff);
  }

  private async workNext(): Promise<void> {
    if (this.inbox.length === 0) {
      await new Promise<void>((resolve) => (this.arrived = resolve));
      this.arrived = undefined;
      const { signal } = this.env.config.current.roomBatch;
      if (signal > 0) await delay(signal);
    }
    if (this.isOver() || this.broken) return;
    const queued = this.inbox;
    this.inbox = [];
    this.inFlight = queued;
    try {
      await this.workBatch(queued);
    } finally {
      this.inFlight = [];
    }
  }

  private async workBatch(queued: readonly QueuedTask[]): Promise<void> {
    const { partition } = this.lease;
    const decoded: QueuedTask[] = [];
    const tasks: ReceivedTask[] = [];
    for (const one of queued) {
      const task = decode(one);
      if (!task) {
        await this.env.settlement.giveUp(partition, one, 'the task cannot be decoded');
        continue;
      }
      decoded.push(one);
      tasks.push({ task, sequence: one.seq, epoch: one.epoch, bytes: one.data.length, prevs: NOTHING_BEFORE });
    }
    // Where the bus breaks this rejects, and nothing is settled: an acknowledgement would be lost as well.
    const misses = await this.env.dispatcher.dispatch(tasks);
    for (const one of decoded) {
      const reason = misses.reasonOf(one.seq);
      if (reason === undefined) this.env.settlement.done(one);
      else await this.env.settlement.failed(partition, one, reason);
    }
  }

  /** JetStream redelivers the fetched tasks that are not worked yet, here or elsewhere, since they are not acknowledged. */
  private letGo(): void {
    this.consumer.stop();
    this.inbox = [];
    this.arrived?.();
  }

  private reportProgress(): void {
    if (this.broken) return;
    for (const queued of this.inFlight) queued.working();
    for (const queued of this.inbox) queued.working();
  }
}

function decode(queued: QueuedTask): PushTask | undefined {
  try {
    const task = PushTask.decode(queued.data);
    return Object.values(PushType).includes(task.type) ? task : undefined;
  } catch {
    return undefined;
  }
}
