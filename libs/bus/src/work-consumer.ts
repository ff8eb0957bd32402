import { AppError, epochOf } from '#contracts';
import { jetstream, type JetStreamManager } from '@nats-io/jetstream';
import type { Bus } from './bus.js';
import { ConsumerPull } from './consumer-pull.js';
import { DurableAssets } from './durable/durable-assets.js';
import type { QueuedTask } from './pulled-message.js';

/**
 * Pulls what a durable consumer of a work queue gives out. One process at a time may do so: the holder of a lease. So what it
 * gets is in the order of the stream.
 */
export class WorkConsumer {
  private pull: ConsumerPull | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly stream: string,
    private readonly name: string,
  ) {}

  /**
   * Messages that were given out and are not acknowledged, of this process or another.
   *
   * @throws AppError `unavailable`
   */
  async unacknowledged(): Promise<number> {
    return (await this.look((manager) => manager.consumers.info(this.stream, this.name))).num_ack_pending;
  }

  /**
   * Starts pulling up to `prefetch` messages ahead.
   *
   * @param onLost the consumer is gone, with what it knew of acknowledgements: nothing more comes. Call `start` again.
   * @throws AppError `unavailable`
   */
  async start(
    prefetch: number,
    onTask: (task: QueuedTask) => void,
    onLost: () => void = () => undefined,
  ): Promise<void> {
    this.stop();
    const options = { stream: this.stream, consumer: this.name, ahead: prefetch };
    const pull = new ConsumerPull(this.bus, options, { message: onTask, lost: onLost });
    this.pull = pull;
    try {
      pull.start(epochOf(await this.created()));
    } catch (error) {
      pull.stop();
      throw error;
    }
  }

  stop(): void {
    this.pull?.stop();
    this.pull = undefined;
  }

  /** The time of the stream's creation; its consumer is there as well. @throws AppError `unavailable` */
  private async created(): Promise<string> {
    return this.look(async (manager) => {
      const [{ created }] = await Promise.all([
        manager.streams.info(this.stream),
        manager.consumers.info(this.stream, this.name),
      ]);
      return created;
    });
  }

  private async look<Found>(ask: (manager: JetStreamManager) => Promise<Found>): Promise<Found> {
    try {
      return await ask(await jetstream(this.bus.connection).jetstreamManager(false));
    } catch (cause) {
      DurableAssets.of(this.bus).suspect(this.stream);
      throw new AppError('unavailable', `cannot look at the consumer ${this.name} of ${this.stream}`, { cause });
    }
  }
}
