import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { AckedPublisher, DurableAssets, ensurePushStream, pushEpoch, type Bus, type PushStreamOptions } from '#bus';
import type { Live } from '#config';
import {
  AppError,
  epochOf,
  maxGroupBytes,
  partitionOf,
  PUSH_STREAM,
  PushTask,
  sequenceOf,
  subjects,
  type Cursor,
  type Target,
} from '#contracts';
import { withinTime } from '#limits';
import type { Metrics } from '#observability';
import { PushQueue } from '../push-queue.js';
import { Lanes } from './lanes.js';
import { countUpTo, PLACEHOLDER } from './placeholders.js';
import { PartitionQueue, type GroupCounts, type Place, type QueueMessage } from './partition-queue.js';
import { RecentTasks, withFormerPlaces, type RecentMessage } from './recent-tasks.js';
import { RefusedTasks } from './refused-tasks.js';
import type { Rounds } from './rounds.js';
import type { SetBack, SetBackNotes } from './set-back-notes.js';
import { StreamEnd } from './stream-end.js';

const RESTORE_PAUSE_MS = 100;
/** How long pushes that wait may hold up the end of this process, which has 10 s; those of requests have had 5 s by then. */
const LAST_ANSWERS_MS = 4_000;
/** Messages: below the least that `queue.maxPending` is worth having. */
const RESTORED_AT_A_TIME = 500;
/** Messages that other logics may have stored since this one last looked at the stream, a second ago. */
const MAY_BE_UNSEEN = 10_000;

interface QueueOptions extends PushStreamOptions {
  /** Milliseconds. */
  readonly ackTimeout: number;
  /** Pushes that may wait for JetStream at a time. */
  readonly maxPending: number;
  /** Tasks of a group. */
  readonly groupMax: number;
  /** Milliseconds between two rounds in which pushes are stored, where they come one after another. */
  readonly gather: number;
}

/** The push queue in JetStream: a stream with a subject for each partition. */
export class JetStreamPushQueue extends PushQueue {
  private readonly logger = new Logger(JetStreamPushQueue.name);
  private readonly publisher: AckedPublisher;
  private readonly recent = new RecentTasks();
  private readonly lanes: Lanes;
  private readonly groups: GroupCounts = { groups: 0, tasks: 0 };
  private readonly refused: RefusedTasks;
  /** Tasks that are not stored yet. */
  private pending = 0;
  /** While it is found out whether the stream was lost, and while tasks of a lost one are stored again: new ones wait, and stay behind them. */
  private held: Promise<void> | undefined;
  /** The last of what pushes are held for. */
  private work: Promise<void> = Promise.resolve();
  private restored = 0;
  private lost = 0;
  /** Nothing new is taken any more. */
  private closing = false;
  private closed = false;
  /** Nothing is pending any more. */
  private answered: (() => void) | undefined;
  private epoch: number;
  /** The greatest sequence that this epoch's stream has told. */
  private newest = 0;
  private readonly end: StreamEnd;
  /** The stream may have lost its newest messages: it is to be asked. */
  private isInDoubt = false;
  private setBacks = 0;

  private constructor(
    private readonly bus: Bus,
    readonly partitions: number,
    private readonly queue: Live<QueueOptions>,
    metrics: Metrics,
    private readonly notes: SetBackNotes,
  ) {
    super();
    this.lanes = new Lanes(
      partitions,
      () => queue.current.gather,
      (partition, rounds) => this.openPartition(partition, rounds),
    );
    this.publisher = new AckedPublisher(bus, queue.current.ackTimeout, queue, PUSH_STREAM);
    this.refused = new RefusedTasks(metrics);
    metrics.observedGauge('goim_push_partitions', 'Partitions of the push queue.', () => partitions);
    metrics.observedCounter(
      'goim_push_restored_tasks_total',
      'Tasks that were stored again because the push queue, or its newest messages, were lost; comets leave out those that they had delivered.',
      () => this.restored,
    );
    metrics.observedCounter(
      'goim_push_set_backs_total',
      'Times that the push queue had lost its newest messages, and counted from a number that it had given before.',
      () => this.setBacks,
    );
    metrics.observedCounter(
      'goim_push_lost_tasks_total',
      'Tasks that were accepted and lost with the push queue, at most: more than this logic could keep.',
      () => this.lost,
    );
    metrics.observedCounter(
      'goim_push_groups_total',
      'Groups of tasks that were stored, each as one message of the push queue.',
      () => this.groups.groups,
    );
    metrics.observedCounter(
      'goim_push_grouped_tasks_total',
      'Tasks that were stored in groups; the others were stored alone.',
      () => this.groups.tasks,
    );
    this.epoch = pushEpoch(bus);
    this.end = new StreamEnd(this.epoch);
    const assets = DurableAssets.of(bus);
    assets.on('looked', (stream, { created, state }) => {
      if (stream !== PUSH_STREAM) return;
      this.epoch = epochOf(created);
      this.end.look(this.epoch, state.last_seq);
      // It answers again.
      if (this.isInDoubt && !this.held) this.doubt();
      if (!this.held) this.recent.settledBelow(state.first_seq);
    });
    assets.on('recreated', (stream) => {
      if (stream === PUSH_STREAM) this.streamLost();
    });
    // A server that comes back may have lost its data, or the newest of them.
    bus.on('reconnect', () => this.doubt());
  }

  /** @throws AppError where the stream can't be had, or has another number of partitions */
  static async open(
    bus: Bus,
    queue: Live<QueueOptions>,
    metrics: Metrics,
    notes: SetBackNotes,
  ): Promise<JetStreamPushQueue> {
    return new JetStreamPushQueue(bus, await ensurePushStream(bus, queue.current), queue, metrics, notes);
  }

  get maxTaskBytes(): number {
    return this.bus.maxPayloadBytes;
  }

  partitionOf(target: Target): number {
    return partitionOf(target, this.partitions);
  }

  wasAt({ epoch, id }: Cursor): Promise<void> {
    this.end.gave(epoch, sequenceOf(id));
    this.doubt();
    return this.held ?? Promise.resolve();
  }

  /** Not async: a promise more for each push is seen in the cost of a batch of them. */
  publish(task: PushTask, partition: number, messageId?: string): Promise<Cursor> {
    if (this.closing) {
      this.refused.count('closing');
      return Promise.reject(new AppError('unavailable', 'logic is shutting down'));
    }
    if (this.pending >= this.queue.current.maxPending) {
      this.refused.count('too-many');
      return Promise.reject(new AppError('unavailable', `${this.pending} pushes already wait to be stored`));
    }
    this.pending++;
    return this.lanes.of(task, partition).publish(PushTask.encode(task).finish(), messageId);
  }

  /** Nest's last hook, ahead of the bus's own: hooks of extensions may push until then, and whoever was promised an answer gets it. */
  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    this.lanes.storeGathered();
    if (this.pending > 0 || this.held) await this.lastAnswers();
    this.closed = true;
    this.publisher.close();
  }

  private async lastAnswers(): Promise<void> {
    const answered = new Promise<void>((resolve) => (this.answered = resolve));
    const all = Promise.all([this.held, this.pending > 0 && answered]);
    await withinTime(LAST_ANSWERS_MS, all);
  }

  private openPartition(partition: number, rounds: Rounds): PartitionQueue {
    const subject = subjects.pushPartition(partition);
    return new PartitionQueue({
      store: async (message) => {
        try {
          if (this.held) await withinTime(this.queue.current.ackTimeout, this.held, refuseHeld);
          return await this.store(subject, message);
        } catch (error) {
          this.refused.failed(error, message.tasks);
          throw error;
        } finally {
          this.pending -= message.tasks;
          if (this.pending === 0) this.answered?.();
        }
      },
      maxTasks: () => this.queue.current.groupMax,
      maxBytes: () => maxGroupBytes(this.bus.maxPayloadBytes),
      counts: this.groups,
      rounds,
    });
  }

  private async store(subject: string, { data, tasks, messageId }: QueueMessage): Promise<Place> {
    const headers = messageId === undefined ? undefined : { 'Nats-Msg-Id': messageId };
    const { sequence, duplicate } = await this.publisher.publish(subject, data, headers);
    this.recent.add({ epoch: this.epoch, sequence, subject, data, tasks, messageId });
    this.end.gave(this.epoch, sequence);
    // Numbers begin anew where the stream was replaced, which this process may not have heard of yet.
    if (sequence < this.newest && !duplicate) await DurableAssets.of(this.bus).ensure(PUSH_STREAM);
    else if (!duplicate) this.newest = sequence;
    return { epoch: this.epoch, sequence };
  }

  private async storeAgain(message: RecentMessage): Promise<Place> {
    try {
      return await this.store(message.subject, { ...message, data: withFormerPlaces(message) });
    } catch (error) {
      if (!isOfTheMessage(error)) throw error;
      // It has no room for that. Better twice than not at all.
      return this.store(message.subject, message);
    }
  }

  private doubt(): void {
    this.isInDoubt = true;
    this.hold(() => this.clearDoubt());
  }

  /** Where the stream can't be looked at, the doubt stays until it can. */
  private async clearDoubt(): Promise<void> {
    while (this.isInDoubt && !this.closed) {
      this.isInDoubt = false;
      const asked = this.end.ask();
      try {
        await DurableAssets.of(this.bus).ensure(PUSH_STREAM);
      } catch {
        this.isInDoubt = true;
        return;
      }
      await this.regain(this.end.isBehind(asked) ? this.end.seen + 1 : Infinity, asked.reached);
    }
  }

  /**
   * The newest messages of the stream may be lost, as by a power failure of a server that had not written them to its disk. Their ids
   * are known to clients, comets and the history, which leave out or ignore what comes with one of them: so none is given again.
   *
   * @param missing the first sequence that this logic finds missing; Infinity = it finds none, but another one may have
   */
  private async regain(missing: number, reached: number): Promise<void> {
    const { epoch } = this;
    const isOver = (): boolean => this.closed || this.epoch !== epoch;
    const store = async (): Promise<number> =>
      (await this.publisher.publish(subjects.pushPartition(0), PLACEHOLDER)).sequence;
    const isBehind = missing <= reached && !((await this.isLagging(reached, store, isOver)) || isOver());
    const lost: SetBack[] = await this.notes.read(epoch).catch(() => []);
    const upTo = reached + MAY_BE_UNSEEN;
    if (isBehind) {
      await this.notes.write(epoch, { from: missing, upTo }).catch(() => undefined);
      lost.push({ from: missing, upTo: Infinity });
    }
    // What was stored here since another one had it count up is not lost.
    const { messages, tasks } = this.recent.takeLost((sequence) =>
      lost.some((range) => sequence >= range.from && sequence <= range.upTo),
    );
    if (!isBehind && messages.length === 0) return;
    this.setBacks++;
    const about = { from: Math.min(...lost.map(({ from }) => from)), upTo: reached, restored: tasks };
    this.logger.error('the push queue lost its newest messages; ids go on behind those that were given', about);
    if (isBehind) await countUpTo(upTo, missing - 1, store, isOver);
    await this.restore(messages);
  }

  /** In a cluster a look may be answered by a server that is not up to date; what is stored then gets the next number all the same. */
  private async isLagging(reached: number, store: () => Promise<number>, isOver: () => boolean): Promise<boolean> {
    if (this.bus.connection.info?.cluster === undefined) return false;
    let next = 0;
    await countUpTo(1, 0, async () => (next = await store()), isOver);
    return next > reached;
  }

  private streamLost(): void {
    const { messages, tasks, dropped } = this.recent.take();
    this.newest = 0;
    this.end.beginAnew();
    this.lost += dropped;
    const about = { restored: tasks, lost: dropped };
    if (dropped > 0) this.logger.error('the push queue was lost with tasks that were accepted', about);
    else this.logger.warn('the push queue was lost; what may not have been delivered is stored again', about);
    this.hold(() => this.restore(messages));
  }

  /** Whoever waits waits for all of it, so that none comes before another that has waited longer. */
  private hold(work: () => Promise<void>): void {
    this.work = this.work.then(work);
    this.held ??= this.untilWorked().finally(() => (this.held = undefined));
  }

  private async untilWorked(): Promise<void> {
    for (let seen: Promise<void> | undefined; seen !== this.work;) {
      seen = this.work;
      await seen;
    }
  }

  /** In their order, each until it is stored; behind those that the stream has lost again meanwhile. */
  private async restore(messages: readonly RecentMessage[]): Promise<void> {
    for (let from = 0; from < messages.length; from += RESTORED_AT_A_TIME) {
      let left: readonly RecentMessage[] = messages.slice(from, from + RESTORED_AT_A_TIME);
      while (left.length > 0 && !this.closed) {
        await this.clearDoubt();
        const outcomes = await Promise.allSettled(left.map((message) => this.storeAgain(message)));
        const failed: RecentMessage[] = [];
        for (const [n, message] of left.entries()) {
          const outcome = outcomes[n]!;
          if (outcome.status === 'fulfilled') this.restored += message.tasks;
          else if (isOfTheMessage(outcome.reason)) this.lost += message.tasks;
          else failed.push(message);
        }
        left = failed;
        if (left.length > 0) await delay(RESTORE_PAUSE_MS);
      }
    }
  }
}

function refuseHeld(): never {
  throw new AppError('unavailable', 'the push queue was lost, or JetStream does not say so yet; a retry is safe');
}

/** The server takes less by now: it never takes this one. */
function isOfTheMessage(error: unknown): boolean {
  return error instanceof AppError && error.code === 'invalid-argument';
}
