import type { Live } from '#config';
import { AppError, parseExactJson } from '#contracts';
import { textUpTo } from '#http';
import type { WebhookKeys } from '../config/webhook-keys.js';

export interface WebhookAnswer {
  readonly status: number;
  /** The JSON of the answer; undefined where it is none. */
  readonly body: unknown;
}

/** Asks a service of the team's own by POST. Questions are bounded in number and time, answers in length. */
export class Webhook {
  private inFlight = 0;

  constructor(private readonly config: Live<WebhookKeys>) {}

  /** @throws AppError `unavailable` where there is no answer, or as many questions as may be are in flight */
  async ask(question: object): Promise<WebhookAnswer> {
    if (this.inFlight >= this.config.current.maxInFlight)
      throw new AppError('unavailable', 'too many are being asked about');
    this.inFlight++;
    try {
      return await this.post(JSON.stringify(question));
    } catch (cause) {
      throw new AppError('unavailable', 'the webhook did not answer', { cause });
    } finally {
      this.inFlight--;
    }
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
}

function jsonOf(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}
