import { z } from 'zod';
import type { Live } from '#config';
import { AppError } from '#contracts';
import { textOf } from '#protocol';
import type { WebhookSection } from '../../config/auth-section.js';
import { Webhook, type WebhookAnswer } from '../../webhook/webhook.js';
import { Authenticator, type Credentials, type Identity } from '../authenticator.js';
import { canBeTokenId, FURTHEST_SECONDS } from '../checked-identity.js';
import { identityOf } from '../identity-fields.js';
import { nameOf, RefusalCache } from './refusal-cache.js';
import { RefusedToken } from '#tokens';

const Besides = z.object({
  expires: z.number().positive().max(FURTHEST_SECONDS).optional(),
  token_id: z.string().refine(canBeTokenId).optional(),
});
const Refusal = z.object({ message: z.string().max(1_000) });

/** Has a service of the team's own decide. Whatever is no answer lets nobody in. */
export class WebhookAuthenticator extends Authenticator {
  private readonly webhook: Webhook;
  private readonly refusals: RefusalCache;

  constructor(
    private readonly config: Live<WebhookSection>,
    now: () => number = () => performance.now(),
  ) {
    super();
    this.webhook = new Webhook(config, 'auth.webhook.url');
    this.refusals = new RefusalCache(now);
  }

  async authenticate(credentials: Credentials): Promise<Identity> {
    const name = nameOf(credentials);
    const refused = this.refusals.find(name);
    if (refused) throw refused;
    const token = textOf(Buffer.from(credentials.token));
    if (token === undefined) throw new RefusedToken('malformed', 'the token is no UTF-8');
    try {
      return await this.ask({ ...credentials, token });
    } catch (error) {
      if (error instanceof AppError && !error.retryable) {
        this.refusals.add(name, error, this.config.current.cacheRefusals);
      }
      throw error;
    }
  }

  private ask({ token, cookie, ip, origin }: Omit<Credentials, 'token'> & { token: string }): Promise<Identity> {
    return this.webhook.ask({ token, cookie, ip, origin }, identityIn);
  }
}

/** @returns undefined where it is no answer @throws AppError `unauthenticated`, `forbidden` */
function identityIn({ status, body: answer }: WebhookAnswer): Identity | undefined {
  if (status === 401 || status === 403) {
    const { data } = Refusal.safeParse(answer);
    throw new AppError(status === 401 ? 'unauthenticated' : 'forbidden', data?.message ?? 'refused');
  }
  const { data } = Besides.safeParse(answer);
  if (status !== 200 || !data) return undefined;
  return {
    ...identityOf(answer, 'answer'),
    ...(data.expires && { expires: data.expires * 1_000 }),
    ...(data.token_id !== undefined && { tokenId: data.token_id }),
  };
}
