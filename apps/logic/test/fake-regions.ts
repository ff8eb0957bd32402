import { RegionLookup } from '../src/regions/region-lookup.js';

/** Regions by address. */
export class FakeRegions extends RegionLookup {
  constructor(private readonly regions: Readonly<Record<string, string>> = {}) {
    super();
  }

  regionOf(ip: string): string {
    return this.regions[ip] ?? '';
  }
}
