import type { AckedPublisher, QueuedTask } from '#bus';
import type { Live } from '#config';
import { publishDeadLetter } from '../batches/dead-letter.js';
import type { JobConfig } from '../config/job.config.js';

/** Counts that only grow; the metrics read them. */
export interface SettlementCounts {
  acknowledged: number;
  retried: number;
  deadLetters: number;
}

const LONGEST_DELAY_MS = 600_000;
/** Tasks whose failed tries are known at a time; of the oldest beyond them they are counted anew. */
const MAX_FAILING = 10_000;
/** A task that jobs take turns at never fails often enough at one of them: it was given out so often for each try. */
const DELIVERIES_PER_TRY = 100;

/** The only place where a task is acknowledged, handed back for another try, or made a dead letter. */
export class Settlement {
  readonly counts: SettlementCounts = { acknowledged: 0, retried: 0, deadLetters: 0 };
  /** By task: tries that failed. */
  private readonly failures = new Map<string, number>();

  constructor(
    private readonly publisher: Pick<AckedPublisher, 'publish'>,
    private readonly config: Live<{ readonly queue: Pick<JobConfig['queue'], 'maxTries' | 'retryDelay'> }>,
    private readonly onDeadLetter: (sequence: number, reason: string) => void,
  ) {}

  done(queued: QueuedTask): void {
    this.failures.delete(queued.id);
    queued.ack();
    this.counts.acknowledged++;
  }

  /** Has the task redelivered after a wait, or makes it a dead letter after its last try. */
  async failed(partition: number, queued: QueuedTask, reason: string): Promise<void> {
    const { maxTries } = this.config.current.queue;
    const tries = this.triesOf(queued);
    this.failures.set(queued.id, tries);
    const isWornOut = queued.info.deliveryCount >= maxTries * DELIVERIES_PER_TRY;
    if (tries >= maxTries || isWornOut) await this.giveUp(partition, queued, reason, tries);
    else this.retry(queued, tries);
  }

  /** Has a task redelivered that could not be tried, since something else is away. */
  defer(queued: QueuedTask): void {
    this.retry(queued, 1);
  }

  /** Makes the task a dead letter, which operators can look at and publish again. */
  async giveUp(partition: number, queued: QueuedTask, reason: string, tries = 1): Promise<void> {
    try {
      const { data, id, subject, seq } = queued;
      const headers = { 'Goim-Tries': String(tries), 'Goim-Sequence': String(seq) };
      await publishDeadLetter(this.publisher, { partition, data, id, reason, subject, headers });
    } catch {
      this.retry(queued, tries);
      return;
    }
    this.failures.delete(queued.id);
    queued.term();
    this.counts.deadLetters++;
    this.onDeadLetter(queued.seq, reason);
  }

  /**
   * With this one. JetStream's count of deliveries is another: it grows for each task that was fetched ahead when the bus
   * broke, or a job died, and that nobody has tried yet.
   */
  private triesOf({ id }: QueuedTask): number {
    const tries = (this.failures.get(id) ?? 0) + 1;
    if (tries === 1 && this.failures.size >= MAX_FAILING) {
      const [oldest] = this.failures.keys();
      this.failures.delete(oldest!);
    }
    return tries;
  }

  /** Always delayed: redelivered at once, a task that can't be worked would spin. */
  private retry(queued: QueuedTask, tries: number): void {
    const { retryDelay } = this.config.current.queue;
    queued.nak(Math.min(retryDelay * 2 ** (tries - 1), LONGEST_DELAY_MS));
    this.counts.retried++;
  }
}
