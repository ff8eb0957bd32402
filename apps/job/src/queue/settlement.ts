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

/** The only place where a task is acknowledged, handed back for another try, or made a dead letter. */
export class Settlement {
  readonly counts: SettlementCounts = { acknowledged: 0, retried: 0, deadLetters: 0 };

  constructor(
    private readonly publisher: Pick<AckedPublisher, 'publish'>,
    private readonly config: Live<{ readonly queue: Pick<JobConfig['queue'], 'maxTries' | 'retryDelay'> }>,
    private readonly onDeadLetter: (sequence: number, reason: string) => void,
  ) {}

  done(queued: QueuedTask): void {
    queued.ack();
    this.counts.acknowledged++;
  }

  /** Has the task redelivered after a wait, or makes it a dead letter after its last try. */
  async failed(partition: number, queued: QueuedTask, reason: string): Promise<void> {
    const tries = queued.info.deliveryCount;
    if (tries >= this.config.current.queue.maxTries) await this.giveUp(partition, queued, reason);
    else this.retry(queued, tries);
  }

  /** Makes the task a dead letter, which operators can look at and publish again. */
  async giveUp(partition: number, queued: QueuedTask, reason: string): Promise<void> {
    try {
      const { data, id, subject, seq, info } = queued;
      const headers = { 'Goim-Tries': String(info.deliveryCount), 'Goim-Sequence': String(seq) };
      await publishDeadLetter(this.publisher, { partition, data, id, reason, subject, headers });
    } catch {
      this.retry(queued, queued.info.deliveryCount);
      return;
    }
    queued.term();
    this.counts.deadLetters++;
    this.onDeadLetter(queued.seq, reason);
  }

  /** Always delayed: redelivered at once, a task that can't be worked would spin. */
  private retry(queued: QueuedTask, tries: number): void {
    const { retryDelay } = this.config.current.queue;
    queued.nak(Math.min(retryDelay * 2 ** (tries - 1), LONGEST_DELAY_MS));
    this.counts.retried++;
  }
}
