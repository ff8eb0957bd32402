import type { AckedPublisher, QueuedTask } from '#bus';
import { subjects } from '#contracts';

export interface SettlementOptions {
  readonly maxTries: number;
  /** Wait before the second try, in milliseconds; it doubles with every further one. */
  readonly retryDelay: number;
}

/** Counts that grow for ever; read by the metrics. */
export interface SettlementCounts {
  acknowledged: number;
  retried: number;
  deadLetters: number;
}

const LONGEST_DELAY_MS = 600_000;

/** The only place where a task is acknowledged, given back or given up. */
export class Settlement {
  readonly counts: SettlementCounts = { acknowledged: 0, retried: 0, deadLetters: 0 };

  constructor(
    private readonly publisher: Pick<AckedPublisher, 'publish'>,
    private readonly options: SettlementOptions,
    private readonly onDeadLetter: (sequence: number, reason: string) => void,
  ) {}

  done(queued: QueuedTask): void {
    queued.ack();
    this.counts.acknowledged++;
  }

  /** Gives the task back for another try after a wait, or up after the last one. */
  async failed(partition: number, queued: QueuedTask, reason: string): Promise<void> {
    const tries = queued.info.deliveryCount;
    if (tries >= this.options.maxTries) await this.giveUp(partition, queued, reason);
    else this.retry(queued, tries);
  }

  /** Puts a task that can't be worked aside, where people can look at it. */
  async giveUp(partition: number, queued: QueuedTask, reason: string): Promise<void> {
    try {
      await this.publisher.publish(subjects.deadLetter(partition), queued.data, {
        // A job that dies between the two steps makes its successor write the letter again.
        'Nats-Msg-Id': `dead-${queued.seq}`,
        'Goim-Reason': reason.replaceAll(/[\r\n]+/g, ' '),
        'Goim-Tries': String(queued.info.deliveryCount),
        'Goim-Subject': queued.subject,
        'Goim-Sequence': String(queued.seq),
      });
    } catch {
      this.retry(queued, queued.info.deliveryCount);
      return;
    }
    queued.term();
    this.counts.deadLetters++;
    this.onDeadLetter(queued.seq, reason);
  }

  /** Always delayed: given back at once, one task that can't be worked would spin. */
  private retry(queued: QueuedTask, tries: number): void {
    queued.nak(Math.min(this.options.retryDelay * 2 ** (tries - 1), LONGEST_DELAY_MS));
    this.counts.retried++;
  }
}
