import { PartitionConsumer, type Bus, type QueuedTask } from '#bus';
import type { Live } from '#config';
import { AppError } from '#contracts';
import { withinTime } from '#limits';
import { BatchLoop } from '../batches/batch-loop.js';
import type { JobConfig } from '../config/job.config.js';
import type { Dispatcher } from '../dispatch/dispatcher.js';
import type { ReceivedTask } from '../dispatch/received-task.js';
import type { Feeds } from '../history/history-feed.js';
import type { Lease } from './partition-leases.js';
import { openTasks, tasksOf, untilRoomHas, type OpenMessage } from './open-tasks.js';
import type { Outcomes, Settlement } from './settlement.js';

type SendingLease = Parameters<Dispatcher['dispatch']>[1];
/** Whether what is known of a message still holds, and it will be settled: else it comes again. */
type Hold = () => boolean;
/** Messages that are not settled yet, and what resolves when they are. */
interface Unsettled {
  readonly ends: Map<OpenMessage, Promise<void>>;
  readonly hold: Hold;
}

/** Where no dead letter is stored, others are not to wait. */
const DEAD_LETTER_PATIENCE_MS = 50;

export interface WorkerEnvironment {
  readonly bus: Bus;
  readonly config: Live<Pick<JobConfig, 'queue' | 'roomBatch'>>;
  readonly settlement: Settlement;
  readonly dispatcher: Pick<Dispatcher, 'dispatch' | 'forget' | 'ready'>;
  /** Undefined: nobody is to know what is delivered. */
  readonly history: Feeds | undefined;
  onError(partition: number, error: unknown): void;
}

/**
 * Works one partition of the push queue. Each batch is dispatched to the comets while its messages are handed to the history,
 * and its tasks are settled when both are done. What a comet, or a dead letter, takes its time for is settled later, beside the
 * next batches.
 */
export class PartitionWorker {
  private readonly feed: ReturnType<Feeds['open']> | undefined;
  private readonly loop: BatchLoop;
  /** What some comet, or a dead letter, takes its time for: it is settled afterwards. */
  private readonly late = new Map<QueuedTask, Hold>();
  private readonly ends = new Set<Promise<void>>();
  private readonly sending: SendingLease;
  private readonly stopping = new AbortController();
  private isOver = false;

  constructor(
    private readonly lease: Lease,
    private readonly env: WorkerEnvironment,
  ) {
    const { bus, config, dispatcher, history } = env;
    const { partition } = lease;
    this.feed = history?.open(partition);
    this.sending = {
      get epoch() {
        return lease.epoch;
      },
      isValid: () => !this.isOver && lease.isValid(),
      over: this.stopping.signal,
    };
    this.loop = new BatchLoop({
      bus,
      consumer: new PartitionConsumer(bus, partition),
      mayGoOnFor: () => lease.validForMs(),
      prefetch: () => config.current.queue.prefetch,
      batch: { most: () => config.current.queue.prefetch, sizeOf: tasksOf },
      linger: () => {
        const { signal, batch } = config.current.roomBatch;
        return { ms: signal, isEnough: untilRoomHas(batch) };
      },
      ready: async () => {
        await Promise.all([lease.confirmed(), dispatcher.ready(), this.feed?.ready()]);
      },
      work: (batch) => this.work(batch),
      late: () => this.inHand(),
      onError: (error) => env.onError(partition, error),
    });
  }

  /** Finishes the batch in flight, unless that waits for a comet or the history's stream, and drops the rest. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const fed = this.feed?.end();
    await this.loop.stop();
    this.isOver = true;
    await Promise.allSettled([...this.ends, fed]);
  }

  private async work(queued: readonly QueuedTask[]): Promise<void> {
    const { bus, settlement, dispatcher } = this.env;
    const messages = queued.map((one) =>
      openTasks(
        one,
        (position) => settlement.isOpen(one, position),
        (position) => settlement.isLastTry(one, position),
      ),
    );
    const tasks: ReceivedTask[] = [];
    for (const { tasks: open } of messages) for (const { received } of open) if (received) tasks.push(received);
    const isUnbroken = bus.unbroken();
    const misses = this.feed
      ? await this.feed.beside(tasks, (linked) => dispatcher.dispatch(linked, this.sending))
      : await dispatcher.dispatch(tasks, this.sending);
    // Comets may have refused what was sent; whoever has the partition now must get the tasks, and it alone settles them.
    if (!this.lease.isValid()) throw new AppError('unavailable', 'the lease of the partition has ended');
    const { late } = misses;
    const isLate = ({ tasks: open }: OpenMessage): boolean =>
      late !== undefined && open.some(({ received }) => received !== undefined && late.ids.has(received.id));
    const unsettled = await this.settle(late ? messages.filter((one) => !isLate(one)) : messages, misses, isUnbroken);
    for (const [message, end] of unsettled.ends) this.endLater([message], end, unsettled.hold);
    if (!late) return;
    const open = messages.filter(isLate);
    let hold: Hold = isUnbroken;
    const end = late.end.then(async (): Promise<void> => {
      // Whoever has the partition now gets them. While this worker ends, that is still this job.
      if (!this.lease.isValid()) return;
      const rest = await this.settle(open, misses, isUnbroken);
      hold = rest.hold;
      await Promise.all(rest.ends.values());
    });
    this.endLater(open, end, () => hold());
  }

  /**
   * @param isUnbroken whether the connection is still that by which the messages' tasks were sent
   * @returns what is not settled yet, since a dead letter takes its time
   * @throws AppError `unavailable` where the connection broke
   */
  private async settle(
    messages: readonly OpenMessage[],
    outcomes: Outcomes,
    isUnbroken: () => boolean,
  ): Promise<Unsettled> {
    const { bus, settlement } = this.env;
    let isTaken = false;
    const hold: Hold = () => (isTaken || isUnbroken()) && this.lease.isValid();
    const ends = new Map<OpenMessage, Promise<void>>();
    const unsettled: Unsettled = { ends, hold };
    if (messages.length === 0) return unsettled;
    // Nobody has said that the bus took what was sent: by the same connection it takes no acknowledgement without.
    if (!isUnbroken()) throw new AppError('unavailable', 'the connection to NATS broke');
    const others = messages.filter((message) => !settlement.acknowledge(message, outcomes));
    // Whoever works the partition next gets the rest at once, and in its order.
    if (this.isOver || others.length === 0) return unsettled;
    for (const message of others) {
      ends.set(
        message,
        this.settleOne(message, outcomes, hold).finally(() => ends.delete(message)),
      );
    }
    const all = Promise.all(ends.values());
    // It may reject before anybody awaits it.
    all.catch(() => undefined);
    if (await withinTime(DEAD_LETTER_PATIENCE_MS, all)) return unsettled;
    // What the server has is not lost with the connection: so nothing newer overtakes it.
    await bus.flush();
    isTaken = isUnbroken();
    return unsettled;
  }

  /** Forgets, too, what was kept for the next try of those that were given up. */
  private async settleOne(message: OpenMessage, outcomes: Outcomes, hold: Hold): Promise<void> {
    const { settlement, dispatcher } = this.env;
    for (const { received } of await settlement.settle(this.lease.partition, message, outcomes, hold)) {
      if (received) dispatcher.forget(received, this.sending);
    }
  }

  /** What was sent by a connection that broke is not settled, and comes again: before anything newer. */
  private *inHand(): Generator<QueuedTask, void> {
    for (const [queued, hold] of this.late) if (hold()) yield queued;
  }

  /** They are in hand until then, for as long as they will be settled. */
  private endLater(messages: readonly OpenMessage[], end: Promise<void>, hold: Hold): void {
    for (const { queued } of messages) this.late.set(queued, hold);
    const settled = end
      // The bus broke: they come again.
      .catch(() => undefined)
      .finally(() => {
        for (const { queued } of messages) this.late.delete(queued);
        this.ends.delete(settled);
      });
    this.ends.add(settled);
  }
}
