import { firstBits, parseAddress, type Network } from '#config';

/**
 * Regions by networks; the longest network that an address is in wins.
 *
 * Cost: a map lookup for each length of network that occurs, at most 129.
 */
export class RegionTable {
  /** By length of the network, the longest first. */
  private readonly byPrefix: [prefix: number, regions: Map<bigint, string>][] = [];

  /** @throws Error where the network has a region already */
  add({ address, prefix }: Network, region: string): void {
    const regions = this.regionsOf(prefix);
    const bits = firstBits(address, prefix);
    const known = regions.get(bits);
    if (known !== undefined) throw new Error(`is in ${known} already`);
    regions.set(bits, region);
  }

  /** @returns '' where the address is in no network, or is none */
  find(ip: string): string {
    const address = parseAddress(ip);
    if (address === null) return '';
    for (const [prefix, regions] of this.byPrefix) {
      const region = regions.get(firstBits(address, prefix));
      if (region !== undefined) return region;
    }
    return '';
  }

  private regionsOf(prefix: number): Map<bigint, string> {
    const known = this.byPrefix.find(([length]) => length === prefix);
    if (known) return known[1];
    const regions = new Map<bigint, string>();
    this.byPrefix.push([prefix, regions]);
    this.byPrefix.sort(([a], [b]) => b - a);
    return regions;
  }
}
