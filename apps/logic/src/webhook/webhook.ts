import { Logger } from '@nestjs/common';
import type { Live } from '#config';
import { AppError, errorText, parseExactJson } from '#contracts';
import { textUpTo } from '#http';
import type { WebhookKeys } from '../config/webhook-keys.js';

export interface WebhookAnswer {
  readonly status: number;
  /** The JSON of the answer; undefined where it is none. */
  readonly body: unknown;
}

/** How often a service that gives no answer is logged, however many are asked about meanwhile. */
const LOG_INTERVAL_MS = 60_000;

/** Asks a service of the team's own by POST. Questions are bounded in number and time, answers in length. */
export class Webhook {
  private readonly logger = new Logger(Webhook.name);
  private inFlight = 0;
  private loggedAt = Number.NEGATIVE_INFINITY;
  private failures = 0;

  /** @param setting that has its address: `auth.webhook.url` @param now milliseconds, monotonic */
  constructor(
    private readonly config: Live<WebhookKeys>,
    private readonly setting: string,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * @param read what the answer says; undefined where it can't be used
   * @throws AppError `unavailable` where there is no answer that can be used, or as many questions as may be are in flight;
   *   and whatever `read` throws
   */
  async ask<Said>(question: object, read: (answer: WebhookAnswer) => Said | undefined): Promise<Said> {
    const { maxInFlight } = this.config.current;
    if (this.inFlight >= maxInFlight) {
      throw this.failed('too many are being asked about', `${maxInFlight} questions wait for their answers already`);
    }
    this.inFlight++;
    let answer: WebhookAnswer;
    try {
      answer = await this.post(JSON.stringify(question));
    } catch (cause) {
      throw this.failed('the webhook did not answer', whyOf(cause), cause);
    } finally {
      this.inFlight--;
    }
    const said = read(answer);
    if (said !== undefined) return said;
    const { status } = answer;
    throw this.failed(`the webhook answered with ${status}`, `an answer with ${status} that can't be used`);
  }

  private async post(body: string): Promise<WebhookAnswer> {
    const { url, secret, timeout, maxAnswer } = this.config.current;
    const response = await fetch(url!, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(secret && { authorization: `Bearer ${secret}` }) },
      body,
      // Credentials go to the address that is configured, and to no other.
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    });
    return { status: response.status, body: jsonOf(await textUpTo(response, maxAnswer)) };
  }

  /** Nobody else says why nobody is let in: clients are told to come back, and no more. */
  private failed(message: string, why: string, cause?: unknown): AppError {
    this.failures++;
    if (this.now() - this.loggedAt >= LOG_INTERVAL_MS) {
      const { setting, failures } = this;
      this.logger.warn('a webhook gives no answer that can be used, so what is asked is refused', {
        setting,
        why,
        failures,
      });
      [this.loggedAt, this.failures] = [this.now(), 0];
    }
    return new AppError('unavailable', message, { cause });
  }
}

/** Of what `fetch` throws the cause alone says what was wrong, and where a name has several addresses its code alone. */
function whyOf(error: unknown): string {
  const cause = (error as Error).cause ?? error;
  return errorText(cause) || String((cause as NodeJS.ErrnoException).code);
}

function jsonOf(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}
