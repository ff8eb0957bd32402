import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { isInNetwork, isLoopback, parseAddress, parseNetwork } from '#config';

/** Whether an address is that of a proxy whose word is taken for whom it speaks for. */
export type Trusts = (address: string | undefined) => boolean;

const FORWARDED_FOR = 'x-forwarded-for';
/** What a proxy tells of itself. */
const PROXY_HEADERS = [FORWARDED_FOR, 'x-real-ip', 'forwarded', 'via'];
/** Nobody has more proxies one behind the other. */
const MOST_HOPS = 64;
const PORT = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/;

/** @param networks as `proxyNetworks` has checked them */
export function trustedIn(networks: readonly string[]): Trusts {
  const parsed = networks.map(parseNetwork);
  return (text) => {
    const address = parseAddress(text ?? '');
    return address !== null && parsed.some((network) => isInNetwork(address, network));
  };
}

/**
 * The addresses in an X-Forwarded-For, the nearest proxy's first, without the ports that some load balancers write. What stands
 * before something that is no address is left out: nobody who is trusted wrote it. It is read from its end, and no further than
 * proxies can be: strangers may write 256 KiB of commas.
 */
function forwardedAddresses(header: string): string[] {
  const addresses: string[] = [];
  for (let end = header.length; end >= 0 && addresses.length < MOST_HOPS;) {
    const comma = end === 0 ? -1 : header.lastIndexOf(',', end - 1);
    const item = withoutPort(header.slice(comma + 1, end).trim());
    if (isIP(item) === 0) break;
    addresses.push(item);
    end = comma;
  }
  return addresses;
}

/**
 * The peer's address, then those before it that trusted proxies speak for: the last is the client's, which is the first that is
 * no trusted proxy's; of trusted ones alone the last.
 */
export function hopsFrom(remoteAddress: string, forwardedFor: string | undefined, trusts: Trusts): string[] {
  const hops = [remoteAddress];
  for (const address of forwardedAddresses(forwardedFor ?? '')) {
    if (!trusts(hops.at(-1))) break;
    hops.push(address);
  }
  return hops;
}

/**
 * Whether a client need not be where the address is that it seems to have: behind a proxy that is not trusted with addresses
 * everybody seems to be where it is itself, and loopback, said by a proxy on another machine, is not this one's.
 *
 * @param hops as `hopsFrom` has them
 */
export function isOnlyHearsay(hops: readonly string[], headers: Readonly<Record<string, unknown>>): boolean {
  const client = hops.at(-1);
  if (client === hops[0]) return PROXY_HEADERS.some((name) => headers[name] !== undefined);
  return isLoopback(client ?? '') && !hops.every(isLoopback);
}

function withoutPort(item: string): string {
  const [, inBrackets, before] = PORT.exec(item) ?? [];
  return inBrackets ?? before ?? item;
}

/** The options of a Fastify whose `request.ip` is the client's behind the proxies that are trusted. */
export function behindProxies(networks: readonly string[]): { trustProxy: false | ((address: string) => boolean) } {
  return { trustProxy: networks.length > 0 && trustedIn(networks) };
}

/** Has Fastify find addresses alone in the header: it would take a port for a part of them. */
export function tidyForwarded(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw: { headers } }, _reply, done) => {
    const forwarded = headers[FORWARDED_FOR];
    if (typeof forwarded === 'string') headers[FORWARDED_FOR] = forwardedAddresses(forwarded).toReversed().join(', ');
    done();
  });
}
