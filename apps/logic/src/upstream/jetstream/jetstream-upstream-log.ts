import { AckedPublisher, ensureUpstreamStream, type Bus, type UpstreamStreamOptions } from '#bus';
import { ReceiveRequest, subjects } from '#contracts';
import { UpstreamLog } from '../upstream-log.js';

interface Options extends UpstreamStreamOptions {
  /** Milliseconds. */
  ackTimeout: number;
  /** Messages that may wait for JetStream at a time. */
  maxPending: number;
}

/** The messages of clients in JetStream: a stream with a subject for each operation. */
export class JetStreamUpstreamLog extends UpstreamLog {
  readonly isEnabled = true;
  private readonly publisher: AckedPublisher;

  private constructor(bus: Bus, options: Options) {
    super();
    this.publisher = new AckedPublisher(bus, { timeoutMs: options.ackTimeout, maxPending: options.maxPending });
  }

  /** @throws AppError where the stream can't be had */
  static async open(bus: Bus, options: Options): Promise<JetStreamUpstreamLog> {
    await ensureUpstreamStream(bus, options);
    return new JetStreamUpstreamLog(bus, options);
  }

  async append(message: ReceiveRequest, messageId?: string): Promise<void> {
    await this.publisher.publish(
      subjects.upstream(message.proto?.op ?? 0),
      ReceiveRequest.encode(message).finish(),
      messageId === undefined ? undefined : { 'Nats-Msg-Id': messageId },
    );
  }

  /** Nest's hook: by now no request is under way. */
  onModuleDestroy(): void {
    this.publisher.close();
  }
}
