import type { FastifyInstance } from 'fastify';
import { forwardedAddresses, trustedIn } from './forwarded.js';

const HEADER = 'x-forwarded-for';

/** The options of a Fastify whose `request.ip` is the client's behind the proxies that are trusted. */
export function behindProxies(networks: readonly string[]): { trustProxy: false | ((address: string) => boolean) } {
  return { trustProxy: networks.length > 0 && trustedIn(networks) };
}

/** Has Fastify find addresses alone in the header: it would take a port for a part of them. */
export function tidyForwarded(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw: { headers } }, _reply, done) => {
    const forwarded = headers[HEADER];
    if (typeof forwarded === 'string') headers[HEADER] = forwardedAddresses(forwarded).toReversed().join(', ');
    done();
  });
}
