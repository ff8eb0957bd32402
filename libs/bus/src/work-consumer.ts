import type { Bus } from './bus.js';
import { ConsumerLook } from './consumer-look.js';
import { ConsumerPull } from './consumer-pull.js';
import { ConsumerRepair, type WorkQueue } from './consumer-repair.js';
import type { QueuedTask } from './pulled-message.js';

/**
 * Pulls what a durable consumer of a work queue gives out. One process at a time may do so: the holder of a lease. So what it
 * gets is in the order of the stream.
 */
export class WorkConsumer {
  private readonly look: ConsumerLook;
  private readonly repair: ConsumerRepair;
  private pull: ConsumerPull | undefined;
  /** A start that is overtaken by a stop comes to nothing. */
  private stops = 0;

  constructor(
    private readonly bus: Bus,
    private readonly queue: WorkQueue,
  ) {
    this.look = new ConsumerLook(bus, queue.stream, queue.consumer);
    this.repair = new ConsumerRepair(bus, queue, this.look);
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
    const { stops } = this;
    await this.repair.forgetGone();
    if (this.stops !== stops) return;
    const { stream, consumer } = this.queue;
    const options = { stream, consumer, ahead: prefetch, mayPullFor };
    const pull = new ConsumerPull(this.bus, options, { message: onTask, lost: onLost });
    this.pull = pull;
    try {
      const { epoch, info } = await this.look.withEpoch();
      pull.start(epoch);
      if (this.pull === pull) this.repair.watch(info);
    } catch (error) {
      pull.stop();
      throw error;
    }
  }

  stop(): void {
    this.stops++;
    this.repair.unwatch();
    this.pull?.stop();
    this.pull = undefined;
  }
}
