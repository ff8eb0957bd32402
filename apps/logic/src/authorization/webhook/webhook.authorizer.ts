import { z } from 'zod';
import type { Live } from '#config';
import { jsonMid, type RoomKey } from '#contracts';
import type { RoomWebhookSection } from '../../config/rooms-section.js';
import { Webhook, type WebhookAnswer } from '../../webhook/webhook.js';
import { Authorizer, type Asker, type Decision } from '../authorizer.js';

const MAX_TTL_S = 24 * 3_600;

const Answer = z.object({
  allow: z.boolean(),
  message: z.string().max(1_000).optional(),
  ttl: z.number().min(0).max(MAX_TTL_S).optional(),
});

/** Has a service of the team's own decide who may join which room. Whatever is no answer lets nobody in. */
export class WebhookAuthorizer extends Authorizer {
  private readonly webhook: Webhook;

  constructor(config: Live<RoomWebhookSection>) {
    super();
    this.webhook = new Webhook(config, 'rooms.webhook.url');
  }

  canJoin(client: Asker, room: RoomKey): Promise<Decision> {
    return this.ask(client, room, 'primary');
  }

  override canSubscribe(client: Asker, room: RoomKey): Promise<Decision> {
    return this.ask(client, room, 'extra');
  }

  private ask(client: Asker, room: RoomKey, as: 'primary' | 'extra'): Promise<Decision> {
    const { mid, key, rooms, ip, platform } = client;
    return this.webhook.ask({ room, as, mid: jsonMid(mid), key, rooms, ip, platform }, decisionIn);
  }
}

/** @returns undefined where it is none */
function decisionIn({ status, body }: WebhookAnswer): Decision | undefined {
  const { data } = Answer.safeParse(body);
  if (status !== 200 || !data) return undefined;
  const { allow, message, ttl = 0 } = data;
  return { allowed: allow, keepFor: ttl * 1_000, ...(message !== undefined && { reason: message }) };
}
