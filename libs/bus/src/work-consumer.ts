import type { Bus } from './bus.js';
import { ConsumerLook } from './consumer-look.js';
import { ConsumerPull } from './consumer-pull.js';
import type { QueuedTask } from './pulled-message.js';

/**
 * Pulls what a durable consumer of a work queue gives out. One process at a time may do so: the holder of a lease. So what it
 * gets is in the order of the stream.
 */
export class WorkConsumer {
  private readonly look: ConsumerLook;
  private pull: ConsumerPull | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly stream: string,
    private readonly name: string,
  ) {
    this.look = new ConsumerLook(bus, stream, name);
  }

  /**
   * Messages that were given out and are not acknowledged, of this process or another.
   *
   * @throws AppError `unavailable`
   */
  async unacknowledged(): Promise<number> {
    return (await this.look.info()).num_ack_pending;
  }

  /**
   * Starts pulling up to `prefetch` messages ahead.
   *
   * @param onLost the consumer is gone, with what it knew of acknowledgements: nothing more comes. Call `start` again.
   * @param mayPullFor so many milliseconds this process may have messages, from now on: by its lease
   * @throws AppError `unavailable`
   */
  async start(
    prefetch: number,
    onTask: (task: QueuedTask) => void,
    onLost: () => void = () => undefined,
    mayPullFor?: () => number,
  ): Promise<void> {
    this.stop();
    const options = { stream: this.stream, consumer: this.name, ahead: prefetch, mayPullFor };
    const pull = new ConsumerPull(this.bus, options, { message: onTask, lost: onLost });
    this.pull = pull;
    try {
      const { epoch } = await this.look.withEpoch();
      pull.start(epoch);
    } catch (error) {
      pull.stop();
      throw error;
    }
  }

  stop(): void {
    this.pull?.stop();
    this.pull = undefined;
  }
}
