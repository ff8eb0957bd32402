/** Finds the region of a client. Override the provider to ask a geographic database. */
export abstract class RegionLookup {
  /**
   * The region of a client's address, by the names that comets have in `node.region`; '' = unknown. It is called at each
   * connect and renewal, so it must answer from memory.
   */
  abstract regionOf(ip: string): string;
}

/** Knows no region. */
export class NoRegions extends RegionLookup {
  regionOf(): string {
    return '';
  }
}
