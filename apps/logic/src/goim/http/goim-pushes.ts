import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Idempotency } from '../../idempotency/idempotency.js';
import type { IdempotentRequest } from '../../idempotency/idempotent-request.js';
import type { Pushed, PushOptions } from '../../push/push.service.js';

/** Header of the answers to pushes: the message's ids, in decimal, with commas between them. */
export const MESSAGE_ID_HEADER = 'goim-message-id';

export interface KeptQuery {
  readonly persist?: boolean | undefined;
  readonly ttl?: number | undefined;
}

/** What goim's pushes have in common: each is worked once, and its ids are in a header, since goim's answers have no place. */
@Injectable()
export class GoimPushes {
  constructor(private readonly idempotency: Idempotency) {}

  async once(
    request: IdempotentRequest | undefined,
    reply: FastifyReply,
    { persist = true, ttl }: KeptQuery,
    push: (options: PushOptions) => Promise<Pushed>,
  ): Promise<void> {
    const kept = { persist, ...(ttl !== undefined && { ttl }) };
    const ids = await this.idempotency.once(request, async (once) => {
      const { stored } = await push({ ...once, ...kept });
      return stored.map(({ id }) => String(id));
    });
    if (ids.length > 0) reply.header(MESSAGE_ID_HEADER, ids.join(','));
  }
}
