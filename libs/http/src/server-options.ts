import type { Server, ServerResponse } from 'node:http';
import type { FastifyServerOptions } from 'fastify';

/** How late an overdue request is noticed; Node's own 30 s would add to every limit. */
const CHECK_INTERVAL_MS = 1_000;
/** So long a client may take nothing of what it is answered; Node notices it after twice that at most. */
const UNREAD_MS = 15_000;

/** Options of a server of node:http or node:https. */
export interface RequestBounds {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly connectionsCheckingInterval: number;
  /** Of TLS; a server without it does not look at it. */
  readonly handshakeTimeout: number;
  /** Node would answer by the status alone, and nobody would count it: `ambiguityOf` finds that it is not there. */
  readonly requireHostHeader: false;
}

/**
 * Ends requests that do not come, or come by drops: each would keep a socket and what it has sent so far. The answer may
 * take as long as it takes.
 *
 * @param timeoutMs milliseconds for the whole request, with its body, which is noticed a second late at most; and before it for
 *   the handshake of TLS
 */
export function requestBounds(timeoutMs: number): RequestBounds {
  return {
    headersTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
    // Until TLS is agreed on none of the others counts, and Node would wait for two minutes.
    handshakeTimeout: timeoutMs,
    requireHostHeader: false,
  };
}

/** The same for a server that runs, and for the connections that it has. @param timeoutMs milliseconds */
export function setRequestTimeout(server: Pick<Server, 'headersTimeout' | 'requestTimeout'>, timeoutMs: number): void {
  server.headersTimeout = timeoutMs;
  server.requestTimeout = timeoutMs;
}

/**
 * Ends connections whose clients do not read: what they were answered would wait for them for ever, and keep a descriptor. An
 * answer that is not there yet, as that of a long poll, may take as long as it takes.
 *
 * @param refused counts them, as `unread`
 * @param unreadMs milliseconds in which a client takes nothing of an answer
 */
export function endUnread(server: Server, refused: (reason: string) => void, unreadMs = UNREAD_MS): void {
  server.setTimeout(unreadMs);
  // Without a listener Node would end whatever is quiet. Idle connections it ends by a time of their own.
  function endIfUnread(this: ServerResponse): void {
    if (!this.socket || this.socket.writableLength === 0) return;
    refused('unread');
    this.socket.destroy();
  }
  server.on('request', (_request, response) => response.on('timeout', endIfUnread));
}

/**
 * An option for a Fastify none of whose routes has a schema of Fastify's own: what would compile them is not loaded then. It is
 * a hundred modules, and 7 MB. A route that has one cannot be added.
 */
export function withoutSchemas(): Pick<FastifyServerOptions, 'schemaController'> {
  return { schemaController: { compilersFactory: { buildValidator: refuse, buildSerializer: refuse } } };
}

function refuse(): never {
  throw new Error('this server has routes without schemas of Fastify alone');
}
