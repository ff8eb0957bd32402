import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '#contracts';
import { Metrics, type LabelledCounts } from '#observability';
import { IdempotencyStore } from './idempotency-store.js';
import type { IdempotentRequest } from './idempotent-request.js';

/** What names a request to whoever works it. */
export interface Once {
  /** The same at each repetition, and of no other request. */
  readonly idempotencyKey?: string;
  /** As the caller gave it. */
  readonly givenKey?: string;
}

/** Works a request once, whichever logic gets the repetitions of it. */
@Injectable()
export class Idempotency {
  private readonly logger = new Logger(Idempotency.name);
  private readonly outcomes: LabelledCounts<'outcome'>;

  constructor(
    private readonly store: IdempotencyStore,
    metrics: Metrics,
  ) {
    this.outcomes = metrics.counter(
      'goim_idempotent_requests_total',
      'Requests with an idempotency key: first, repeated, resumed (the one before came to no end), refused, unsettled (its answer was not noted).',
      ['outcome'],
    );
  }

  /**
   * Works the request, or answers it as it was answered within the last 2 minutes. One that came before and did not come
   * to an end is worked again, with the same key: what `work` stores under it is stored once.
   *
   * @throws AppError `idempotency-key-reused` where the key came with another body before, `unavailable`, and whatever
   *   `work` throws
   */
  async once<Answer>(
    request: IdempotentRequest | undefined,
    work: (options: Once) => Promise<Answer>,
  ): Promise<Answer> {
    if (!request) return work({});
    const { key, id, fingerprint } = request;
    const known = await this.store.claim(id, { fingerprint });
    if (known && known.fingerprint !== fingerprint) {
      this.outcomes.inc({ outcome: 'refused' });
      throw new AppError('idempotency-key-reused', `the idempotency key ${key} came with another body before`);
    }
    if (known?.answer !== undefined) {
      this.outcomes.inc({ outcome: 'repeated' });
      return known.answer as Answer;
    }
    this.outcomes.inc({ outcome: known ? 'resumed' : 'first' });
    const answer = await work({ idempotencyKey: `${id}/${fingerprint}`, givenKey: key });
    await this.settle(id, fingerprint, answer);
    return answer;
  }

  /** The work is done, whatever comes of this: a repetition is worked again, under the same key. */
  private async settle(id: string, fingerprint: string, answer: unknown): Promise<void> {
    try {
      await this.store.settle(id, { fingerprint, answer });
    } catch (err) {
      this.outcomes.inc({ outcome: 'unsettled' });
      this.logger.warn('cannot note the answer to a request with an idempotency key', { err });
    }
  }
}
