import { isInNetwork, isLoopback, parseAddress, parseNetwork, type Network } from '#config';
import { sourceOf } from './source-allowances.js';

/** By which name an address counts. Those of this machine, and of proxies, which speak for many, do not. */
export class CountedSources {
  private readonly exempt: readonly Network[];

  /** @param proxies networks of those that are trusted, and of whoever else does not count */
  constructor(proxies: readonly string[]) {
    this.exempt = proxies.map(parseNetwork);
  }

  /** @returns undefined where it does not count */
  nameOf(address: string): string | undefined {
    if (isLoopback(address)) return undefined;
    const bits = parseAddress(address);
    if (bits !== null && this.exempt.some((network) => isInNetwork(bits, network))) return undefined;
    return sourceOf(address);
  }
}
