import { partitionConsumer, PUSH_STREAM, subjects } from '#contracts';
import type { Bus } from '../connection/bus.js';
import { ConsumerLook } from './consumer-look.js';
import { ConsumerPull } from './consumer-pull.js';
import { recall } from './consumer-recall.js';
import { ConsumerRepair, type WorkQueue } from './consumer-repair.js';
import type { QueuedTask } from './pulled-message.js';

export interface WorkConsumerOptions {
  /** The consumer is gone, with what it knew of acknowledgements: nothing more comes. Call `start` again. */
  readonly onLost?: () => void;
  /** For how many milliseconds, from now on, this process may have messages: by its lease. */
  readonly mayPullFor?: () => number;
  /** What this process was given before and will settle: it does not come again for now. */
  readonly inHand?: Iterable<Pick<QueuedTask, 'seq'>>;
}

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
   * Starts pulling up to `prefetch` messages ahead. What was given out before, and nobody acknowledged, is given out again
   * first: whoever had it must have ended, or have no right to it any more.
   *
   * @returns how many those are, about. Newer ones may come before the server has them all ready
   * @throws AppError `unavailable`
   */
  async start(
    prefetch: number,
    onTask: (task: QueuedTask) => void,
    { onLost = () => undefined, mayPullFor, inHand = [] }: WorkConsumerOptions = {},
  ): Promise<number> {
    this.stop();
    const { stops } = this;
    const isWanted = (): boolean => this.stops === stops;
    await this.repair.forgetGone();
    if (!isWanted()) return 0;
    const { stream, consumer } = this.queue;
    const options = { stream, consumer, ahead: prefetch, mayPullFor };
    const pull = new ConsumerPull(this.bus, options, { message: onTask, lost: onLost });
    this.pull = pull;
    try {
      const { epoch, info } = await this.look.withEpoch();
      const before = new Set(Array.from(inHand, ({ seq }) => seq));
      const again = await recall(this.bus, this.queue, { info, inHand: before, isWanted });
      pull.start(epoch);
      if (isWanted()) this.repair.watch(info);
      return again;
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

/** Pulls the tasks of one partition of the push queue. */
export class PartitionConsumer extends WorkConsumer {
  constructor(bus: Bus, partition: number) {
    const subject = subjects.pushPartition(partition);
    super(bus, { stream: PUSH_STREAM, consumer: partitionConsumer(partition), subject, isCountedUp: true });
  }
}
