import { z } from 'zod';
import type { Live } from '#config';
import { AppError, parseExactJson } from '#contracts';
import { textOf } from '#protocol';
import type { WebhookSection } from '../../config/auth-section.js';
import { Authenticator, type Credentials, type Identity } from '../authenticator.js';
import { identityOf } from '../identity-fields.js';
import { nameOf, RefusalCache } from './refusal-cache.js';

const Expires = z.object({ expires: z.number().positive().optional() });
const Refusal = z.object({ message: z.string().max(1_000) });

/** Has a service of the team's own decide. Whatever is no answer lets nobody in. */
export class WebhookAuthenticator extends Authenticator {
  private inFlight = 0;
  private readonly refusals: RefusalCache;

  constructor(
    private readonly config: Live<WebhookSection>,
    now: () => number = () => performance.now(),
  ) {
    super();
    this.refusals = new RefusalCache(now);
  }

  async authenticate(credentials: Credentials): Promise<Identity> {
    const name = nameOf(credentials);
    const refused = this.refusals.find(name);
    if (refused) throw refused;
    const token = textOf(Buffer.from(credentials.token));
    if (token === undefined) throw new AppError('unauthenticated', 'the token is no UTF-8');
    if (this.inFlight >= this.config.current.maxInFlight)
      throw new AppError('unavailable', 'too many are being asked about');
    this.inFlight++;
    try {
      return await this.ask({ ...credentials, token });
    } catch (error) {
      if (error instanceof AppError && !error.retryable) {
        this.refusals.add(name, error, this.config.current.cacheRefusals);
      }
      throw error;
    } finally {
      this.inFlight--;
    }
  }

  private async ask({ token, cookie, ip }: Omit<Credentials, 'token'> & { token: string }): Promise<Identity> {
    const { status, text } = await this.post(JSON.stringify({ token, cookie, ip }));
    const answer = jsonOf(text);
    if (status === 401 || status === 403) {
      const { data } = Refusal.safeParse(answer);
      throw new AppError(status === 401 ? 'unauthenticated' : 'forbidden', data?.message ?? 'refused');
    }
    const { data } = Expires.safeParse(answer);
    if (status !== 200 || !data) throw new AppError('unavailable', `the webhook answered with ${status}`);
    return { ...identityOf(answer, 'answer'), ...(data.expires && { expires: data.expires * 1_000 }) };
  }

  private async post(body: string): Promise<{ status: number; text: string }> {
    const { url, secret, timeout, maxAnswer } = this.config.current;
    try {
      const response = await fetch(url!, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(secret && { authorization: `Bearer ${secret}` }) },
        body,
        // Credentials go to the address that is configured, and to no other.
        redirect: 'error',
        signal: AbortSignal.timeout(timeout),
      });
      return { status: response.status, text: await textUpTo(response, maxAnswer) };
    } catch (cause) {
      throw new AppError('unavailable', 'the webhook did not answer', { cause });
    }
  }
}

/** @throws Error where the answer is longer than `max` bytes */
async function textUpTo(response: Response, max: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    const bytes = part as Uint8Array;
    length += bytes.length;
    if (length > max) throw new Error('the answer is too long');
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString();
}

function jsonOf(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}
