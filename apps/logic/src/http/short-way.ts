import { SetMetadata } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiRequest } from '../callers/caller.js';

export const SHORT_WAY = 'goim:short-way';

/** A request whose caller is known, and whose body has been read. */
export type ReadRequest = FastifyRequest & ApiRequest;

/**
 * What the handler is called with; undefined where the request asks for more than this reads, or is wrong: then Nest reads
 * and refuses it. It must not do anything, and give what Nest's pipes give.
 */
export type ReadPlainly<Args extends unknown[]> = (request: ReadRequest, reply: FastifyReply) => Args | undefined;

/**
 * Has `ShortWays` call the handler for plain requests, past Nest's own pipeline: for handlers that are called so often that it is
 * seen in what they cost. They have no guards, pipes or filters of their own, and no interceptor that does anything for what
 * is plain.
 */
export function ShortWay<Args extends unknown[]>(read: ReadPlainly<Args>) {
  return <Handler extends (...args: Args) => Promise<object>>(
    controller: object,
    name: string,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    SetMetadata(SHORT_WAY, read)(controller, name, descriptor);
  };
}
