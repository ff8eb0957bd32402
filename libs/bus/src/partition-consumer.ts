import { AppError, partitionConsumer, PUSH_STREAM } from '#contracts';
import { jetstream } from '@nats-io/jetstream';
import type { Bus } from './bus.js';
import { ConsumerPull } from './consumer-pull.js';
import { DurableAssets } from './durable/durable-assets.js';
import type { QueuedTask } from './pulled-message.js';

/** Pulls the tasks of one partition of the push queue. One process at a time may do so: the lease's holder. */
export class PartitionConsumer {
  private readonly name: string;
  private pull: ConsumerPull | undefined;
  private generation = 0;

  constructor(
    private readonly bus: Bus,
    private readonly partition: number,
  ) {
    this.name = partitionConsumer(partition);
  }

  /**
   * Tasks that were given out and are not acknowledged, of this process or another.
   *
   * @throws AppError `unavailable`
   */
  async unacknowledged(): Promise<number> {
    try {
      const manager = await jetstream(this.bus.connection).jetstreamManager(false);
      const info = await manager.consumers.info(PUSH_STREAM, this.name);
      return info.num_ack_pending;
    } catch (cause) {
      DurableAssets.of(this.bus).suspect(PUSH_STREAM);
      throw new AppError('unavailable', `cannot look at partition ${this.partition}`, { cause });
    }
  }

  /**
   * Starts pulling up to `prefetch` tasks ahead.
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
    const generation = this.generation;
    await this.unacknowledged();
    if (generation !== this.generation) return;
    const options = { stream: PUSH_STREAM, consumer: this.name, ahead: prefetch };
    this.pull = new ConsumerPull(this.bus, options, { message: onTask, lost: onLost });
    this.pull.start();
  }

  stop(): void {
    this.generation++;
    this.pull?.stop();
    this.pull = undefined;
  }
}
