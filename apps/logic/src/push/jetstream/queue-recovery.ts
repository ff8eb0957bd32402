import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { DurableAssets, pushEpoch, type AckedPublisher, type Bus } from '#bus';
import { AppError, epochOf, errorText, PUSH_STREAM, sequenceOf, subjects, type Cursor } from '#contracts';
import { countUpTo, PLACEHOLDER } from './placeholders.js';
import type { Place, QueueMessage } from './partition-queue.js';
import { RecentTasks, withFormerPlaces, type RecentMessage } from './recent-tasks.js';
import type { Exchange, FoundSetBack, SetBack, SetBackNotes } from './set-back-notes.js';
import { StreamEnd, type Asked } from './stream-end.js';

const PAUSE_MS = 100;
/** How long pushes are held where the stream can't be looked at, or where other logics can't be asked what they have found. */
const ANSWERED_WITHIN_MS = 10_000;
/** Messages: below the least that `queue.maxPending` is worth having. */
const RESTORED_AT_A_TIME = 500;
/** Messages that other logics may have stored since this one last looked at the stream, a second ago. */
const MAY_BE_UNSEEN = 10_000;

/** Counts that only grow; the metrics read them. */
export interface RecoveryCounts {
  /** Tasks that were stored again. */
  restored: number;
  /** Tasks that were accepted and lost, at most. */
  lost: number;
  /** Times that the stream had lost its newest messages. */
  setBacks: number;
}

/**
 * Stores messages of the push queue, and stores those again that the stream has lost: all of them, or the newest ones, as by a power
 * failure of a server that had not written them to its disk. The ids of those are known to clients, comets and the history, which
 * leave out or ignore what comes with one of them: so none is given again.
 */
export class QueueRecovery {
  readonly counts: RecoveryCounts = { restored: 0, lost: 0, setBacks: 0 };
  /** While it is found out whether the stream was lost, and while tasks of a lost one are stored again: new ones wait, and stay behind them. */
  held: Promise<void> | undefined;
  private readonly logger = new Logger(QueueRecovery.name);
  private readonly recent = new RecentTasks();
  private readonly end: StreamEnd;
  /** The last of what pushes are held for. */
  private work: Promise<void> = Promise.resolve();
  private epoch: number;
  /** The stream may have lost its newest messages: it is to be asked. */
  private isInDoubt = false;
  /** The start of the server that the stream was asked of last. */
  private server: string | undefined;
  private closed = false;

  constructor(
    private readonly bus: Bus,
    private readonly publisher: Pick<AckedPublisher, 'publish'>,
    private readonly notes: SetBackNotes,
  ) {
    this.epoch = pushEpoch(bus);
    this.end = new StreamEnd(this.epoch);
    this.server = serverOf(bus);
    const assets = DurableAssets.of(bus);
    assets.on('looked', (stream, { created, state }) => {
      if (stream !== PUSH_STREAM) return;
      this.epoch = epochOf(created);
      // Also while this process stays connected: the stream may be on another server of the cluster.
      const isSetBack = this.end.look(this.epoch, state.last_seq);
      // It answers again.
      if ((isSetBack || this.isInDoubt) && !this.held) this.doubt();
      if (!this.held) this.recent.settledBelow(state.first_seq);
    });
    assets.on('recreated', (stream) => {
      if (stream === PUSH_STREAM) this.streamLost();
    });
    // A server that comes back may have lost its data, or the newest of them.
    bus.on('reconnect', () => this.doubt());
  }

  /** A message got this place, as whoever has it knows. Resolves when the stream was asked whether it has counted as far. */
  wasAt({ epoch, id }: Cursor): Promise<void> {
    this.end.gave(epoch, sequenceOf(id));
    return this.ask();
  }

  /**
   * Stores a message that nobody had before, behind whatever is held.
   *
   * @param wait throws where it takes too long
   * @throws AppError as `wait` and `AckedPublisher.publish` do
   */
  async store(subject: string, message: QueueMessage, wait: (held: Promise<void>) => Promise<void>): Promise<Place> {
    for (let { messageId } = message; ; messageId = undefined) {
      if (this.held) await wait(this.held);
      const asked = this.end.ask();
      const { sequence, isNew } = await this.publish(subject, { ...message, messageId }, asked);
      if (!isNew) await wait(this.ask());
      // Be it that the stream was made anew, and has it.
      if (isNew || this.end.isOther(asked)) return this.remember(subject, message, sequence);
      // Once more, and without the message id, by which the stream knows it now.
    }
  }

  /** Nothing is stored again any more. */
  close(): void {
    this.closed = true;
  }

  private ask(): Promise<void> {
    this.doubt();
    return this.held ?? Promise.resolve();
  }

  /** @returns `isNew`: false where another message had this sequence before */
  private async publish(
    subject: string,
    { data, messageId }: QueueMessage,
    asked = this.end.ask(),
  ): Promise<{ sequence: number; isNew: boolean }> {
    const headers = messageId === undefined ? undefined : { 'Nats-Msg-Id': messageId };
    const { sequence, duplicate } = await this.publisher.publish(subject, data, headers);
    return { sequence, isNew: duplicate || this.end.gives(asked, sequence) };
  }

  private remember(subject: string, message: QueueMessage, sequence: number): Place {
    const { epoch } = this;
    this.recent.add({ ...message, epoch, sequence, subject });
    return { epoch, sequence };
  }

  /** @returns false where it is to be stored once more, since another message had its sequence before */
  private async storeAgain(message: RecentMessage): Promise<boolean> {
    const again = { ...message, data: withFormerPlaces(message) };
    try {
      return await this.storeAs(again);
    } catch (error) {
      if (!isOfTheMessage(error)) throw error;
      // It has no room for that. Better twice than not at all.
      return this.storeAs(message);
    }
  }

  private async storeAs(message: RecentMessage): Promise<boolean> {
    const { sequence, isNew } = await this.publish(message.subject, message);
    if (isNew) this.remember(message.subject, message, sequence);
    return isNew;
  }

  private doubt(): void {
    this.isInDoubt = true;
    this.hold(() => this.clearDoubt());
  }

  /** Where the stream can't be looked at for long, the doubt stays until it can, and pushes go on. */
  private async clearDoubt(): Promise<void> {
    const deadline = performance.now() + ANSWERED_WITHIN_MS;
    while (this.isInDoubt && !this.closed) {
      this.isInDoubt = false;
      const asked = this.end.ask();
      try {
        await DurableAssets.of(this.bus).ensure(PUSH_STREAM);
      } catch {
        this.isInDoubt = true;
        if (performance.now() >= deadline) return;
        await delay(PAUSE_MS);
        continue;
      }
      await this.regain(asked);
    }
  }

  /** @param asked before the stream was looked at */
  private async regain(asked: Asked): Promise<void> {
    const { epoch } = this;
    const { reached } = asked;
    const isOver = (): boolean => this.closed || this.isInDoubt || this.epoch !== epoch;
    const store = async (): Promise<number> =>
      (await this.publisher.publish(subjects.pushPartition(0), PLACEHOLDER)).sequence;
    const isLost = this.end.isBehind(asked) && !(await this.isLagging(reached, store, isOver));
    if (isOver()) return;
    const server = serverOf(this.bus);
    const from = this.end.missing;
    const most = Math.max(reached, this.end.seen);
    const found = { from, upTo: most + MAY_BE_UNSEEN, reached: most, isLost, server };
    // Others may know of more that a server has lost which was started again: they are not to find the numbers given to other messages.
    const mayBeLost = server !== undefined && server !== this.server && !this.end.isOther(asked);
    const { others, isNoted } = await this.exchange(epoch, isLost || mayBeLost ? found : undefined);
    this.server = server;
    this.end.regained();
    const lost: SetBack[] = isLost ? [...others, { from, upTo: Infinity }] : others;
    // What was stored here since another one had it count up is not lost.
    const { messages, tasks } = this.recent.takeLost((sequence) =>
      lost.some((range) => sequence >= range.from && sequence <= range.upTo),
    );
    if (isLost || messages.length > 0) {
      this.counts.setBacks++;
      const about = { from: Math.min(...lost.map((range) => range.from)), upTo: reached, restored: tasks };
      this.logger.error('the push queue lost its newest messages; ids go on behind those that were given', about);
    }
    const upTo = Math.max(0, ...others.map((other) => other.upTo), isNoted ? found.upTo : 0);
    const deadline = isLost ? Infinity : performance.now() + ANSWERED_WITHIN_MS;
    await countUpTo(upTo, this.end.seen, store, () => isOver() || performance.now() >= deadline);
    await this.restore(messages);
  }

  /** Where the others can't be told, what this logic has found itself is seen to all the same. */
  private async exchange(epoch: number, found: FoundSetBack | undefined): Promise<Exchange> {
    for (const deadline = performance.now() + ANSWERED_WITHIN_MS; ; await delay(PAUSE_MS)) {
      try {
        return await this.notes.exchange(epoch, found);
      } catch (error) {
        if (performance.now() < deadline && !this.closed) continue;
        const reason = errorText(error);
        this.logger.warn('logics cannot tell each other what the push queue has lost, and may lose some of it', {
          reason,
        });
        return { others: [], isNoted: found !== undefined };
      }
    }
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
    this.end.beginAnew();
    this.counts.lost += dropped;
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
          if (outcome.status === 'rejected') {
            if (isOfTheMessage(outcome.reason)) this.counts.lost += message.tasks;
            else failed.push(message);
          } else if (outcome.value) this.counts.restored += message.tasks;
          else {
            this.isInDoubt = true;
            failed.push({ ...message, messageId: undefined });
          }
        }
        left = failed;
        if (left.length > 0) await delay(PAUSE_MS);
      }
    }
  }
}

/** A server of a cluster may go, and come back, while the stream is on others: nothing is known of its start. */
function serverOf({ connection }: Bus): string | undefined {
  return connection.info?.cluster === undefined ? connection.info?.server_id : undefined;
}

/** The server takes less by now: it never takes this one. */
function isOfTheMessage(error: unknown): boolean {
  return error instanceof AppError && error.code === 'invalid-argument';
}
