import type { Server } from 'node:http';

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
