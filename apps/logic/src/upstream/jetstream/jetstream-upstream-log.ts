import { AckedPublisher, ensureUpstreamStream, type Bus, type UpstreamStreamOptions } from '#bus';
import type { Live } from '#config';
import { ReceiveRequest, subjects, UPSTREAM_STREAM } from '#contracts';
import { UpstreamLog } from '../upstream-log.js';

/** Of the push queue: both go to JetStream alike. */
interface QueueOptions {
  /** Milliseconds. */
  readonly ackTimeout: number;
  /** Messages that may wait for JetStream at a time. */
  readonly maxPending: number;
}

/** The messages of clients in JetStream: a stream with a subject for each operation. */
export class JetStreamUpstreamLog extends UpstreamLog {
  readonly isEnabled = true;
  private readonly publisher: AckedPublisher;
  private readonly underWay = new Set<Promise<void>>();

  private constructor(bus: Bus, stream: UpstreamStreamOptions, queue: Live<QueueOptions>) {
    super();
    this.publisher = new AckedPublisher(bus, queue.current.ackTimeout, queue, UPSTREAM_STREAM);
  }

  /** @throws AppError where the stream can't be had */
  static async open(bus: Bus, stream: UpstreamStreamOptions, queue: Live<QueueOptions>): Promise<JetStreamUpstreamLog> {
    await ensureUpstreamStream(bus, stream);
    return new JetStreamUpstreamLog(bus, stream, queue);
  }

  append(message: ReceiveRequest, messageId?: string): Promise<void> {
    const stored = this.store(message, messageId).finally(() => this.underWay.delete(stored));
    this.underWay.add(stored);
    return stored;
  }

  /** Nest's last hook, ahead of the bus's own: whatever calls this has ended, and gets its answer, or hears that it is too late for one. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.underWay);
    this.publisher.close();
  }

  private async store(message: ReceiveRequest, messageId?: string): Promise<void> {
    await this.publisher.publish(
      subjects.upstream(message.proto?.op ?? 0),
      ReceiveRequest.encode(message).finish(),
      messageId === undefined ? undefined : { 'Nats-Msg-Id': messageId },
    );
  }
}
