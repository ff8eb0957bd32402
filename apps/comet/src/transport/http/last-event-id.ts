import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/**
 * The id of the last event that a client got, undefined where it got none. EventSource gives it in a header; those that are
 * written for browsers without one can't set headers, and give it in the query.
 */
export const LastEventId = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { headers, query } = context
    .switchToHttp()
    .getRequest<FastifyRequest<{ Querystring: { lastEventId?: unknown } }>>();
  const given = [headers['last-event-id'], query.lastEventId];
  return given.find((id) => typeof id === 'string' && id !== '');
});
