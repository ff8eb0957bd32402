import type { AckedPublisher, QueuedTask } from '#bus';
import type { Live } from '#config';
import { AppError, messageId, type MessageId } from '#contracts';
import { isTooLong, publishDeadLetter } from '../batches/dead-letter.js';
import type { JobConfig } from '../config/job.config.js';
import type { OpenMessage, OpenTask } from './open-tasks.js';

/** Counts of tasks that only grow; the metrics read them. */
export interface SettlementCounts {
  acknowledged: number;
  retried: number;
  deadLetters: number;
  /** Given up, and too long for a dead letter. */
  lost: number;
}

/** What became of the tasks of a batch, by their ids. */
export interface Outcomes {
  /** Undefined: it reached all whom it is for. */
  reasonOf(id: number): string | undefined;
  /** It could not be tried. */
  isDeferred(id: number): boolean;
}

const LONGEST_DELAY_MS = 600_000;
/**
 * Messages of which it is known what is to be tried again. Beyond them the oldest is forgotten: all of it is tried again, and
 * its tries are counted anew.
 */
const MAX_FAILING = 10_000;
/** Deliveries that count as a try: a task that jobs take turns at never fails often enough at one of them. */
const DELIVERIES_PER_TRY = 100;
/** For each position of a message whose task is to be tried again, the tries that failed. */
type Failing = Map<number, number>;
/** What becomes of a task: given up, or tried again after a wait, with the tries that failed. */
type End = 'done' | 'given up' | { readonly tries: number; readonly waitMs: number };

/**
 * The only place where a task is acknowledged, handed back for another try, or made a dead letter. The tasks of a group are
 * settled each by itself: the group comes again for as long as some of them are to be tried again, and they alone are.
 */
export class Settlement {
  readonly counts: SettlementCounts = { acknowledged: 0, retried: 0, deadLetters: 0, lost: 0 };
  private readonly failing = new Map<string, { readonly partition: number; readonly tries: Failing }>();

  constructor(
    private readonly publisher: Pick<AckedPublisher, 'publish'>,
    private readonly config: Live<{ readonly queue: Pick<JobConfig['queue'], 'maxTries' | 'retryDelay'> }>,
    /** Is told of each task that is given up, and whether a dead letter of it is stored. */
    private readonly onGivenUp: (id: MessageId, reason: string, isStored: boolean) => void,
  ) {}

  /**
   * Whether the task is still to be worked. Another job does not know: it works the whole group, and comets leave out what
   * they have.
   */
  isOpen(queued: QueuedTask, position: number): boolean {
    const failing = this.failingOf(queued);
    return !failing || failing.has(position);
  }

  /**
   * The partition is given back. Where it comes back in the end, another job may have worked a whole group meanwhile, and others of
   * its tasks have failed.
   */
  forget(partition: number): void {
    for (const [id, { partition: own }] of this.failing) if (own === partition) this.failing.delete(id);
  }

  /** Whether the task is given up where it fails once more. */
  isLastTry(queued: QueuedTask, position: number): boolean {
    return this.isLast(queued, (this.failingOf(queued)?.get(position) ?? 0) + 1);
  }

  /**
   * Settles the tasks that were worked: those that were missed are redelivered after a wait, or are dead letters after their
   * last try; where none is left the message is acknowledged.
   *
   * @param hold whether the outcomes still do: what was sent is not lost, and the partition is still this job's
   * @returns those that were given up
   * @throws AppError `unavailable` where they do not any more when the dead letters are stored: the message comes again
   */
  async settle(
    partition: number,
    message: OpenMessage,
    outcomes: Outcomes,
    hold: () => boolean = () => true,
  ): Promise<OpenTask[]> {
    const { queued, tasks } = message;
    const { counts } = this;
    // At once: where no dead letter is stored, each waits until its time is up, and the message for them.
    const ends = await Promise.all(tasks.map((task) => this.endOf(partition, queued, task, outcomes)));
    if (!hold())
      throw new AppError('unavailable', 'the connection to NATS broke, or the lease of the partition has ended');
    let again: Failing | undefined;
    let waitMs = 0;
    const givenUp: OpenTask[] = [];
    for (const [n, end] of ends.entries()) {
      if (end === 'done') continue;
      if (end === 'given up') {
        givenUp.push(tasks[n]!);
        continue;
      }
      again ??= new Map();
      again.set(tasks[n]!.position, end.tries);
      waitMs = Math.max(waitMs, end.waitMs);
    }
    const left = again?.size ?? 0;
    counts.acknowledged += tasks.length - givenUp.length - left;
    counts.retried += left;
    if (again) this.tryAgain(queued, { partition, tries: again }, waitMs);
    else this.finish(queued, givenUp.length > 0 && givenUp.length === tasks.length);
    return givenUp;
  }

  /**
   * Settles a message of which no task was missed, and none could not be decoded: without waiting for anything, as nearly
   * always.
   *
   * @returns false where the message is another; nothing is done then
   */
  acknowledge({ queued, tasks }: OpenMessage, outcomes: Outcomes): boolean {
    for (const { received } of tasks) if (!received || outcomes.reasonOf(received.id) !== undefined) return false;
    this.counts.acknowledged += tasks.length;
    this.finish(queued, false);
    return true;
  }

  /** Its name is put together when it is asked for, and nearly always nothing fails. */
  private failingOf(queued: QueuedTask): Failing | undefined {
    return this.failing.size > 0 ? this.failing.get(queued.id)?.tries : undefined;
  }

  private async endOf(partition: number, queued: QueuedTask, task: OpenTask, outcomes: Outcomes): Promise<End> {
    const { received, position } = task;
    const reason = received ? outcomes.reasonOf(received.id) : 'the task cannot be decoded';
    if (reason === undefined) return 'done';
    const before = this.failingOf(queued)?.get(position) ?? 0;
    // What could not be tried, since something else is away, may be deferred however often.
    if (received && outcomes.isDeferred(received.id)) return { tries: before, waitMs: this.waitAfter(1) };
    const tries = before + 1;
    // One that can't be decoded never will be.
    const isLast = !received || this.isLast(queued, tries);
    if (isLast && (await this.giveUp(partition, queued, task, reason, tries))) return 'given up';
    return { tries, waitMs: this.waitAfter(tries) };
  }

  private isLast({ info }: QueuedTask, tries: number): boolean {
    const { maxTries } = this.config.current.queue;
    return tries >= maxTries || info.deliveryCount >= maxTries * DELIVERIES_PER_TRY;
  }

  /**
   * Makes the task a dead letter, which operators can look at and publish again.
   *
   * @returns whether it is stored, or never can be; else the task is to be tried again, so that it is not lost
   */
  private async giveUp(
    partition: number,
    queued: QueuedTask,
    { position, data }: OpenTask,
    reason: string,
    tries: number,
  ): Promise<boolean> {
    const { subject, seq } = queued;
    const id = messageId(seq, position);
    try {
      const name = position === 0 ? queued.id : `${queued.id}-${position}`;
      const headers = { 'Goim-Tries': String(tries), 'Goim-Sequence': String(seq), 'Goim-Message-Id': String(id) };
      await publishDeadLetter(this.publisher, { partition, data, id: name, reason, subject, headers });
    } catch (error) {
      if (!isTooLong(error)) return false;
      // NATS takes less than when it stored the task: however often it is tried, neither can it be sent, nor its letter.
      this.counts.lost++;
      this.onGivenUp(id, reason, false);
      return true;
    }
    this.counts.deadLetters++;
    this.onGivenUp(id, reason, true);
    return true;
  }

  private finish(queued: QueuedTask, isDead: boolean): void {
    if (this.failing.size > 0) this.failing.delete(queued.id);
    if (isDead) queued.term();
    else queued.ack();
  }

  /**
   * The tries are counted with this job. JetStream's count of deliveries is another: it grows for each message that was fetched
   * ahead when the bus broke, or a job died, and that nobody has tried yet.
   */
  private tryAgain(
    queued: QueuedTask,
    failing: { readonly partition: number; readonly tries: Failing },
    waitMs: number,
  ): void {
    if (!this.failing.has(queued.id) && this.failing.size >= MAX_FAILING) {
      this.failing.delete(this.failing.keys().next().value!);
    }
    this.failing.set(queued.id, failing);
    queued.nak(waitMs);
  }

  /** Milliseconds. Always some: redelivered at once, a task that can't be worked would spin. */
  private waitAfter(tries: number): number {
    const { retryDelay } = this.config.current.queue;
    return Math.min(retryDelay * 2 ** (tries - 1), LONGEST_DELAY_MS);
  }
}
