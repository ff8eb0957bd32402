import { setTimeout as delay } from 'node:timers/promises';
import { ACK_WAIT_MS, PartitionConsumer, type Bus, type QueuedTask } from '#bus';
import { PushTaskCodec, PushType, type PushTask } from '#contracts';
import type { Lease } from './partition-leases.js';
import { PushBatch, type ReceivedTask } from './push-batch.js';
import type { Settlement } from './settlement.js';

export interface WorkerEnvironment {
  readonly bus: Bus;
  readonly settlement: Settlement;
  readonly options: {
    readonly prefetch: number;
    /** Milliseconds to wait for more tasks after the first one; 0 = take what is there. */
    readonly gather: number;
  };
  /** Works a batch. Rejects where nothing is known of what became of it. */
  work(batch: PushBatch): Promise<void>;
  /** Resolves when the comets are there again, after the start and after the bus was away. */
  cometsReady(): Promise<void>;
  onError(partition: number, error: unknown): void;
}

const RETRY_WAIT_MS = 500;
const POLL_MS = 250;
/** Tasks that are held longer than this are said to be in progress, so that they are not given out again meanwhile. */
const PROGRESS_INTERVAL_MS = ACK_WAIT_MS / 4;

/**
 * Works one partition, a batch at a time, in the order of the queue.
 *
 * Order across failures: where the bus breaks, or a batch fails as a whole, everything fetched is let go and fetched anew
 * after the acknowledgement time, so that a task never overtakes one that was given out before it.
 */
export class PartitionWorker {
  private readonly consumer: PartitionConsumer;
  private inbox: QueuedTask[] = [];
  /** Those that are worked now. */
  private working: readonly QueuedTask[] = [];
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

  /** Finishes the batch that is under way and lets the rest go. */
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

  /** Waits until it is safe to fetch: the comets listen, and what was given out before comes again first. */
  private async resume(): Promise<void> {
    // A comet that is awaited in vain must not hold up the end of this worker.
    await Promise.race([this.env.cometsReady(), this.stopRequested]);
    const patience = performance.now() + ACK_WAIT_MS + POLL_MS;
    while (!this.isOver() && (await this.consumer.unacknowledged()) > 0 && performance.now() < patience) {
      await delay(POLL_MS);
    }
    if (this.isOver()) return;
    await this.consumer.start(this.env.options.prefetch, (queued) => {
      this.inbox.push(queued);
      this.arrived?.();
    });
  }

  private async workNext(): Promise<void> {
    if (this.inbox.length === 0) {
      await new Promise<void>((resolve) => (this.arrived = resolve));
      this.arrived = undefined;
      if (this.env.options.gather > 0) await delay(this.env.options.gather);
    }
    if (this.isOver() || this.broken) return;
    const queued = this.inbox;
    this.inbox = [];
    this.working = queued;
    try {
      await this.workBatch(queued);
    } finally {
      this.working = [];
    }
  }

  private async workBatch(queued: readonly QueuedTask[]): Promise<void> {
    const { partition } = this.lease;
    const received = new Map<QueuedTask, ReceivedTask>();
    for (const one of queued) {
      const task = decode(one);
      if (task) received.set(one, { task, sequence: one.seq, bytes: one.data.length, tries: one.info.deliveryCount });
      else await this.env.settlement.giveUp(partition, one, 'the task cannot be decoded');
    }
    const batch = new PushBatch(partition, [...received.values()]);
    await this.env.work(batch);
    // Where the bus broke meanwhile, an acknowledgement would be lost, and the tasks come again.
    for (const [one, task] of received) {
      const failure = batch.failureOf(task);
      if (failure === undefined) this.env.settlement.done(one);
      else await this.env.settlement.failed(partition, one, failure);
    }
  }

  /** Fetched tasks that are not worked yet are not acknowledged, and so come again, here or elsewhere. */
  private letGo(): void {
    this.consumer.stop();
    this.inbox = [];
    this.arrived?.();
  }

  private reportProgress(): void {
    if (this.broken) return;
    for (const queued of this.working) queued.working();
    for (const queued of this.inbox) queued.working();
  }
}

function decode(queued: QueuedTask): PushTask | undefined {
  try {
    const task = PushTaskCodec.decode(queued.data);
    return Object.values(PushType).includes(task.type) ? task : undefined;
  } catch {
    return undefined;
  }
}
