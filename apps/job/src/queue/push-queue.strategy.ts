import { ensurePushStream, type Bus, type PushStreamOptions } from '#bus';
import { Logger } from '@nestjs/common';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { PartitionLeases, type Lease } from './partition-leases.js';
import { PartitionWorker } from './partition-worker.js';
import type { PushBatch } from './push-batch.js';
import type { Settlement } from './settlement.js';

/** Pattern of the @EventPattern handler that works the batches. */
export const PUSH_BATCH = 'goim.push';

export interface PushQueueOptions extends PushStreamOptions {
  readonly prefetch: number;
  /** Milliseconds. */
  readonly gather: number;
}

/**
 * The push queue as a Nest transport: batches of tasks of the partitions that this job holds go to the @EventPattern
 * handler of `PUSH_BATCH`; a task is settled when the handler has returned.
 */
export class PushQueueStrategy extends Server implements CustomTransportStrategy {
  // The handler's failure decides whether a batch is acknowledged.
  override readonly propagatesEventHandlerErrors = true;
  private readonly log = new Logger(PushQueueStrategy.name);
  private readonly workers = new Map<number, PartitionWorker>();
  private leases: PartitionLeases | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly options: PushQueueOptions,
    private readonly settlement: Settlement,
    private readonly cometsReady: () => Promise<void>,
  ) {
    super();
  }

  get heldPartitions(): number {
    return this.leases?.heldCount ?? 0;
  }

  listen(callback: (error?: unknown) => void): void {
    const handler = this.messageHandlers.get(PUSH_BATCH);
    if (!handler || handler.next) {
      callback(new Error(`exactly one @EventPattern('${PUSH_BATCH}') handler is needed`));
      return;
    }
    this.start(handler).then(() => callback(), callback);
  }

  /** Finishes what is under way and gives the partitions back. */
  async close(): Promise<void> {
    await this.leases?.stop();
  }

  on(): void {
    throw new Error('listen to the events of the Bus itself');
  }

  unwrap<T>(): T {
    return this.bus.connection as T;
  }

  private async start(handler: MessageHandler): Promise<void> {
    await ensurePushStream(this.bus, this.options);
    this.leases = await PartitionLeases.start(
      this.bus,
      this.options.partitions,
      {
        acquired: (lease) => this.acquired(lease, handler),
        released: (partition) => this.released(partition),
      },
      (err) => this.log.warn('cannot renew the leases', { err }),
    );
    this.bus.on('reconnect', () => void this.ensureStream());
  }

  /** A server that comes back without its data has lost the stream as well. */
  private async ensureStream(): Promise<void> {
    try {
      await ensurePushStream(this.bus, this.options);
    } catch (err) {
      this.log.error('cannot open the push queue', { err });
    }
  }

  private acquired(lease: Lease, handler: MessageHandler): void {
    this.log.debug('took a partition', { partition: lease.partition });
    this.workers.set(
      lease.partition,
      new PartitionWorker(lease, {
        bus: this.bus,
        settlement: this.settlement,
        options: this.options,
        work: (batch) => invoke(handler, batch),
        cometsReady: this.cometsReady,
        onError: (partition, err) => this.log.warn('a batch failed, trying again', { partition, err }),
      }),
    );
  }

  private async released(partition: number): Promise<void> {
    const worker = this.workers.get(partition);
    this.workers.delete(partition);
    await worker?.stop();
    this.log.debug('gave up a partition', { partition });
  }
}

async function invoke(handler: MessageHandler, batch: PushBatch): Promise<void> {
  const result: unknown = await handler(batch);
  // Nest turns what a handler throws into an observable that errors.
  if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
}
