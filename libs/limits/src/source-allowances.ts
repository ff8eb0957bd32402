import { firstBits, parseAddress } from '#config';
import { Allowances } from './allowances.js';

/** Whoever has one address of IPv6 has all that begin with the same bits. */
const PREFIX_OF_ONE = 64;
const IPV4_MAPPED = 0xffffn;

/** Whose address it is: itself, of IPv6 its first 64 bits. What is no address stands for itself. */
export function sourceOf(address: string): string {
  const bits = parseAddress(address);
  if (bits === null || bits >> 32n === IPV4_MAPPED) return address;
  return `${firstBits(bits, PREFIX_OF_ONE).toString(16)}/${PREFIX_OF_ONE}`;
}

/** What each source may do so many times a second, and so many times at once. */
export class SourceAllowances {
  private readonly allowances: Allowances<string>;

  /** @param rate a second, 0 = any number @param burst at once @param now milliseconds, monotonic */
  constructor(rate: number, burst: number, now?: () => number) {
    this.allowances = new Allowances(rate, burst, now);
  }

  /** @returns false where the source of this address has used up what it may: nothing was taken */
  take(address: string): boolean {
    return this.allowances.take(sourceOf(address));
  }
}
