import { createParamDecorator, Injectable, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Callers, type Caller, type PushedTo } from '#callers/nest';
import { callerOf, type ApiRequest } from '../../callers/caller.js';
import { MESSAGE_ID_HEADER } from '../../http/answer-headers.js';
import { Idempotency } from '../../idempotency/idempotency.js';
import { idempotentRequest, type IdempotentRequest } from '../../idempotency/idempotent-request.js';
import type { Pushed, PushOptions } from '../../push/push.service.js';

/** What a push asks for beside its message. */
export interface GoimPush extends PushedTo {
  readonly persist?: boolean | undefined;
  readonly ttl?: number | undefined;
  readonly receipt?: boolean | undefined;
}

/** The call that a push comes by. */
export interface PushCall {
  readonly caller: Caller;
  readonly request: IdempotentRequest | undefined;
  readonly reply: FastifyReply;
}

/** The call that the handler works. @throws InvalidInput where its idempotency key can be none */
export const ThisCall = createParamDecorator((_: unknown, context: ExecutionContext): PushCall => {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest & ApiRequest>();
  return { caller: callerOf(request), request: idempotentRequest(request), reply: http.getResponse<FastifyReply>() };
});

/** What goim's pushes have in common: each is worked once, and its ids are in a header, since goim's answers have no place. */
@Injectable()
export class GoimPushes {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly callers: Callers,
  ) {}

  async once(
    { caller, request, reply }: PushCall,
    { operation, room, persist = true, ttl, receipt = false }: GoimPush,
    push: (options: PushOptions) => Promise<Pushed>,
  ): Promise<void> {
    this.callers.assertMayPush(caller, [{ operation, room }]);
    const kept = { persist, receipt, ...(ttl !== undefined && { ttl }) };
    const ids = await this.idempotency.once(request, async (once) => {
      const { stored } = await push({ ...once, ...kept });
      return stored.map(({ id }) => String(id));
    });
    if (ids.length > 0) reply.header(MESSAGE_ID_HEADER, ids.join(','));
  }
}
