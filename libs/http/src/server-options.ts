import type { Server } from 'node:http';
import type { FastifyServerOptions } from 'fastify';

/** How late an overdue request is noticed; Node's own 30 s would add to every limit. */
const CHECK_INTERVAL_MS = 1_000;

/** Options of a server of node:http or node:https. */
export interface RequestBounds {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly connectionsCheckingInterval: number;
}

/**
 * Ends requests that do not come, or come by drops: each would keep a socket and what it has sent so far. The answer may
 * take as long as it takes.
 *
 * @param timeoutMs milliseconds for the whole request, with its body; noticed a second late at most
 */
export function requestBounds(timeoutMs: number): RequestBounds {
  return {
    headersTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
  };
}

/** The same for a server that runs, and for the connections that it has. @param timeoutMs milliseconds */
export function setRequestTimeout(server: Pick<Server, 'headersTimeout' | 'requestTimeout'>, timeoutMs: number): void {
  server.headersTimeout = timeoutMs;
  server.requestTimeout = timeoutMs;
}

/**
 * An option for a Fastify none of whose routes has a schema of Fastify's own: what would compile them is not loaded then. It is
 * a hundred modules, and 7 MB. A route that has one can not be added.
 */
export function withoutSchemas(): Pick<FastifyServerOptions, 'schemaController'> {
  return { schemaController: { compilersFactory: { buildValidator: refuse, buildSerializer: refuse } } };
}

function refuse(): never {
  throw new Error('this server has routes without schemas of Fastify alone');
}
