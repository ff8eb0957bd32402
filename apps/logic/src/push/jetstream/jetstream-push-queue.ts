import { Logger } from '@nestjs/common';
import { AckedPublisher, ensurePushStream, type Bus, type PushStreamOptions } from '#bus';
import { partitionOf, PushTask, subjects } from '#contracts';
import { PushQueue } from '../push-queue.js';

/** The push queue in JetStream: a stream with a subject for each partition. */
export class JetStreamPushQueue extends PushQueue {
  private readonly publisher: AckedPublisher;

  private constructor(
    bus: Bus,
    private readonly partitions: number,
    options: PushStreamOptions & { ackTimeout: number; maxPending: number },
  ) {
    super();
    this.publisher = new AckedPublisher(bus, {
      timeoutMs: options.ackTimeout,
      // It may change while the app runs.
      get maxPending() {
        return options.maxPending;
      },
    });
    const logger = new Logger(JetStreamPushQueue.name);
    // A server that comes back without its data has lost the stream as well.
    bus.on('reconnect', () => {
      ensurePushStream(bus, options).catch((err: unknown) => logger.error('cannot open the push queue', { err }));
    });
  }

  /** @throws AppError where the stream can't be had, or has another number of partitions */
  static async open(
    bus: Bus,
    options: PushStreamOptions & { ackTimeout: number; maxPending: number },
  ): Promise<JetStreamPushQueue> {
    await ensurePushStream(bus, options);
    return new JetStreamPushQueue(bus, options.partitions, options);
  }

  async publish(task: PushTask, orderedBy: string, messageId?: string): Promise<void> {
    await this.publisher.publish(
      subjects.pushPartition(partitionOf(orderedBy, this.partitions)),
      PushTask.encode(task).finish(),
      messageId === undefined ? undefined : { 'Nats-Msg-Id': messageId },
    );
  }

  /** Nest's hook: by now no request is under way. */
  onModuleDestroy(): void {
    this.publisher.close();
  }
}
