import { firstBits, parseAddress } from '#config';

/** Whoever has one address of IPv6 has all that begin with the same bits. */
const PREFIX_OF_ONE = 64;
const IPV4_MAPPED = 0xffffn;

/** Whose address it is: itself, of IPv6 its first 64 bits. What is no address stands for itself. */
export function sourceOf(address: string): string {
  const bits = parseAddress(address);
  if (bits === null || bits >> 32n === IPV4_MAPPED) return address;
  return `${firstBits(bits, PREFIX_OF_ONE).toString(16)}/${PREFIX_OF_ONE}`;
}
