import { isIP } from 'node:net';
import { isInNetwork, parseAddress, parseNetwork } from '#config';

/** Whether an address is that of a proxy whose word is taken for whom it speaks for. */
export type Trusts = (address: string | undefined) => boolean;

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
 * before something that is no address is left out: nobody who is trusted wrote it.
 */
export function forwardedAddresses(header: string): string[] {
  const items = header.split(',').map((item) => withoutPort(item.trim()));
  const unknown = items.findLastIndex((item) => isIP(item) === 0);
  return items.slice(unknown + 1).toReversed();
}

/** The client's address: the first, seen from here, that is no trusted proxy's; of trusted ones alone the last. */
export function clientAddress(
  remoteAddress: string | undefined,
  forwardedFor: string | undefined,
  trusts: Trusts,
): string | undefined {
  let client = remoteAddress;
  for (const address of forwardedAddresses(forwardedFor ?? '')) {
    if (!trusts(client)) break;
    client = address;
  }
  return client;
}

function withoutPort(item: string): string {
  const [, inBrackets, before] = PORT.exec(item) ?? [];
  return inBrackets ?? before ?? item;
}
