/** Finds out where a client is. Provide another one to ask a geographic database. */
export abstract class RegionLookup {
  /**
   * The region of a client's address, as comets name theirs in `node.region`; '' where none is known. It is asked at each
   * connect and renewal, so it answers from memory.
   */
  abstract regionOf(ip: string): string;
}

/** Knows no region. */
export class NoRegions extends RegionLookup {
  regionOf(): string {
    return '';
  }
}
