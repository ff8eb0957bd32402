import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isLoopback } from '#config';
import { hopsFrom, isOnlyHearsay, trustedIn, type Trusts } from '#http';

const FORWARDED_FOR = 'x-forwarded-for';
/** As RFC 7239 has it. It is no loopback address, so logic does not take the client for one of comet's own machine. */
const UNKNOWN = 'unknown';

/** Which client a request is from, where trusted proxies stand before it. */
export class ClientAddresses {
  private readonly trusts: Trusts;

  /** @param networks of the proxies that are trusted */
  constructor(networks: readonly string[]) {
    this.trusts = trustedIn(networks);
  }

  of({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): string | undefined {
    const { remoteAddress } = socket;
    if (remoteAddress === undefined) return undefined;
    return clientAddress(hopsFrom(remoteAddress, headers[FORWARDED_FOR]?.toString(), this.trusts), headers);
  }
}

/**
 * The address of a client, `unknown` where it seems to be on this machine but need not be.
 *
 * @param hops the peer's address, then those that trusted proxies speak for
 */
export function clientAddress(hops: readonly string[], headers: IncomingHttpHeaders): string {
  const client = hops.at(-1) ?? '';
  return isLoopback(client) && isOnlyHearsay(hops, headers) ? UNKNOWN : client;
}
