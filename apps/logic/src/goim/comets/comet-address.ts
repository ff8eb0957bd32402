import { isIP } from 'node:net';

export interface CometAddressOptions {
  /** Port at the address that a comet calls from. */
  readonly port: number;
  /** `name=host:port` of those that are reached elsewhere. */
  readonly addresses: readonly string[];
}

const BRACKETS = /^\[|\]$/g;
/** How an IPv4 address looks on a socket that takes both. */
const MAPPED = /^::ffff:/i;

/**
 * Where a legacy comet serves gRPC: `host:port`.
 *
 * @param server what it calls itself
 * @param peer address and port that its call came from; the library writes IPv6 addresses with or without brackets
 */
export function cometAddress(server: string, peer: string, { port, addresses }: CometAddressOptions): string {
  const given = addresses.find((entry) => entry.startsWith(`${server}=`));
  if (given !== undefined) return given.slice(server.length + 1);
  const host = peer.slice(0, peer.lastIndexOf(':')).replaceAll(BRACKETS, '').replace(MAPPED, '');
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}
