import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '#contracts';
import { Metrics, type LabelledCounts } from '#observability';
import { IdempotencyStore, NO_ROOM } from './idempotency-store.js';
import type { IdempotentRequest } from './idempotent-request.js';

/**
 * Bytes of an answer that is kept. All callers share the bucket, and one that is pushed to a thousand keys may repeat them all in its
 * answer, 245 KB: a caller who did so would fill the bucket by 1,100 requests.
 */
const MAX_KEPT_BYTES = 4 * 1024;

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
      'Requests with an idempotency key: first, repeated, resumed (the one before came to no end, or its answer was too long to keep), refused, unsettled (its answer was not noted), unnoted (there was no room to note it).',
      ['outcome'],
    );
  }

  /**
   * Works the request, or answers it as it was answered within the last 2 minutes. One that came before and did not come
   * to an end, or whose answer is longer than 4 KiB, is worked again, with the same key: what `work` stores under it is stored once.
   *
   * So is each repetition where the store has no room. Refusing instead would let whoever fills it lock out everybody's requests;
   * what is given up is that the same key with another body is refused.
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
    const options = { idempotencyKey: `${id}/${fingerprint}`, givenKey: key };
    const known = await this.store.claim(id, { fingerprint });
    if (known === NO_ROOM) {
      this.outcomes.inc({ outcome: 'unnoted' });
      return work(options);
    }
    if (known && known.fingerprint !== fingerprint) {
      this.outcomes.inc({ outcome: 'refused' });
      throw new AppError('idempotency-key-reused', `the idempotency key ${key} came with another body before`);
    }
    if (known?.answer !== undefined) {
      this.outcomes.inc({ outcome: 'repeated' });
      return known.answer as Answer;
    }
    this.outcomes.inc({ outcome: known ? 'resumed' : 'first' });
    const answer = await work(options);
    await this.settle(id, fingerprint, answer);
    return answer;
  }

  /** The work is done, whatever comes of this: a repetition is worked again, under the same key. */
  private async settle(id: string, fingerprint: string, answer: unknown): Promise<void> {
    // What was claimed stays, and still tells another body.
    if (lengthOf(answer) > MAX_KEPT_BYTES) return;
    try {
      await this.store.settle(id, { fingerprint, answer });
    } catch (err) {
      this.outcomes.inc({ outcome: 'unsettled' });
      this.logger.warn('cannot note the answer to a request with an idempotency key', { err });
    }
  }
}

/** Bytes of JSON. */
function lengthOf(answer: unknown): number {
  return Buffer.byteLength(JSON.stringify(answer) ?? '');
}
