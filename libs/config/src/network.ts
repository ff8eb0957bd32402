import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { expects } from './traits.js';

const ADDRESS_BITS = 128;
const GROUP_BITS = 16n;
const IPV4_MAPPED = 0xffffn << 32n;
const IPV4_PREFIX = 96;

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
  // Not by the library, which also reads what C's inet_aton does, such as 10.1 and 0x7f000001.
  const family = isIP(text);
  if (family === 0) return null;
  return bitsOf(family === 4 ? ipaddr.IPv4.parse(text) : ipaddr.IPv6.parse(text));
}

/** An address by its 4 or 16 bytes, as Node writes it: IPv4 that is mapped into IPv6 is IPv4. */
export function addressOf(bytes: Uint8Array): string {
  return addressText(ipaddr.fromByteArray([...bytes]).toString());
}

/** The same of an address that is written in any way. */
export function addressText(address: string): string {
  return ipaddr.process(address).toString();
}

/** A network such as `10.0.0.0/8` or `2001:db8::/32`, or a single address. @throws Error that says what is wrong */
export function parseNetwork(text: string): Network {
  const [host = '', length = isIP(text) === 4 ? '32' : '128'] = text.split('/', 2);
  const cidr = text.includes('/') ? text : `${text}/${length}`;
  if (isIP(host) === 0 || !ipaddr.isValidCIDR(cidr)) {
    throw new Error('expected a network such as "10.0.0.0/8" or "2001:db8::/32"');
  }
  const [parsed, bits] = ipaddr.parseCIDR(cidr);
  const prefix = parsed.kind() === 'ipv4' ? bits + IPV4_PREFIX : bits;
  const address = bitsOf(parsed);
  // Most likely a slip, in the address or in the length: better asked than guessed.
  if (address !== firstBits(address, prefix) << BigInt(ADDRESS_BITS - prefix)) {
    throw new Error(`has bits behind the first ${bits}, which are the network`);
  }
  return { address, prefix };
}

/** @param address of `parseAddress` */
export function isInNetwork(address: bigint, { address: base, prefix }: Network): boolean {
  return firstBits(address, prefix) === firstBits(base, prefix);
}

export function firstBits(address: bigint, prefix: number): bigint {
  return address >> BigInt(ADDRESS_BITS - prefix);
}

function bitsOf(address: ipaddr.IPv4 | ipaddr.IPv6): bigint {
  if (address instanceof ipaddr.IPv6)
    return address.parts.reduce((all, part) => (all << GROUP_BITS) | BigInt(part), 0n);
  return IPV4_MAPPED | BigInt(address.octets.reduce((all, octet) => all * 256 + octet, 0));
}

/** Networks, as a setting. */
export function networks() {
  const network = z.string().refine(isNetwork, 'not a network');
  return z.array(expects(network, 'a network or an address, such as "10.0.0.0/8"')).max(1_000);
}

/** Proxies that are taken at their word, as a setting. */
export function proxyNetworks() {
  return networks().default([]);
}

/**
 * The settings of load balancers that speak the PROXY protocol.
 *
 * @param who connects behind them: `client`
 * @param where they are taken, where that has to be said: `, at all ports for clients`
 */
export function proxyProtocolKeys(who: 'client' | 'caller', where = '') {
  return {
    proxyProtocol: proxyNetworks().describe(
      `Load balancers that begin each connection with a header of the PROXY protocol, version 1 or 2${where}: the address in it is the ${who}'s. Such a header from elsewhere is refused; where there are none here it is not looked for.`,
    ),
    proxyProtocolRequired: z
      .boolean()
      .default(true)
      .describe(
        `Refuse connections of proxyProtocol that have no header; off, they are taken as ${who}s of their own.`,
      ),
  };
}

function isNetwork(text: string): boolean {
  try {
    parseNetwork(text);
    return true;
  } catch {
    return false;
  }
}
