import { isIP } from 'node:net';

const ADDRESS_BITS = 128;
const IPV4_BITS = 32;
const IPV4_MAPPED = 0xffffn << 32n;
const GROUPS = 8;
const GROUP_BITS = 16n;

/** A network: every address that begins with the same bits. */
export interface Network {
  readonly address: bigint;
  /** Of 128 bits; those of IPv4 begin at 96. */
  readonly prefix: number;
}

/**
 * An IP address as 128 bits, IPv4 as IPv6 maps it (`::ffff:10.0.0.1`), so that both forms of an address are one. A zone
 * (`%eth0`) is left out.
 *
 * @returns null where it is no address
 */
export function parseAddress(text: string): bigint | null {
  const family = isIP(text);
  if (family === 0) return null;
  if (family === 4) return IPV4_MAPPED | ipv4(text);
  const [address = ''] = text.split('%', 1);
  const lastColon = address.lastIndexOf(':');
  const dotted = address.includes('.') ? ipv4(address.slice(lastColon + 1)) : undefined;
  const hex =
    dotted === undefined
      ? address
      : `${address.slice(0, lastColon + 1)}${(dotted >> GROUP_BITS).toString(16)}:${(dotted & 0xffffn).toString(16)}`;
  const [head, tail] = hex.split('::', 2).map(groupsOf) as [bigint[], bigint[]?];
  const zeros = tail ? Array.from({ length: GROUPS - head.length - tail.length }, () => 0n) : [];
  return [...head, ...zeros, ...(tail ?? [])].reduce<bigint>((all, group) => (all << GROUP_BITS) | group, 0n);
}

/** A network such as `10.0.0.0/8` or `2001:db8::/32`, or a single address. @throws Error that says what is wrong */
export function parseNetwork(text: string): Network {
  const [host = '', bits, ...more] = text.split('/');
  const address = parseAddress(host);
  const longest = isIP(host) === 4 ? IPV4_BITS : ADDRESS_BITS;
  const length = bits === undefined ? longest : Number(bits);
  if (address === null || more.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits)) || length > longest) {
    throw new Error('expected a network such as "10.0.0.0/8" or "2001:db8::/32"');
  }
  const prefix = length + ADDRESS_BITS - longest;
  // Most likely a slip, in the address or in the length: better asked than guessed.
  if (address !== firstBits(address, prefix) << BigInt(ADDRESS_BITS - prefix)) {
    throw new Error(`has bits behind the first ${length}, which are the network`);
  }
  return { address, prefix };
}

export function firstBits(address: bigint, prefix: number): bigint {
  return address >> BigInt(ADDRESS_BITS - prefix);
}

function ipv4(text: string): bigint {
  return text.split('.').reduce<bigint>((all, octet) => (all << 8n) | BigInt(octet), 0n);
}

function groupsOf(part: string): bigint[] {
  return part === '' ? [] : part.split(':').map((group) => BigInt(`0x${group}`));
}
