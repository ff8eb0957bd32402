import type { LeaseEpoch } from '#contracts';

interface Known {
  readonly lease: LeaseEpoch;
  /** Whether somebody was told that an older one was used. */
  isSaid: boolean;
}

/**
 * Knows the newest lease of each partition, and refuses what is sent by an older one: by a job that hung until another had
 * its partitions, and woke. The other sends what is refused, in its order.
 *
 * Cost: a look into a map and a comparison a push, whatever the number of recipients.
 */
export class LeaseFence {
  /** Pushes that were refused. Only grows. */
  refused = 0;
  private readonly newest = new Map<number, Known>();

  /** @param onRefused is called once for each lease after whose begin a push of an older one came */
  constructor(private readonly onRefused: (newest: LeaseEpoch) => void) {}

  /** @param lease absent: of a job that does not say it, whose pushes are taken */
  admits(lease: LeaseEpoch | null | undefined): boolean {
    if (!lease) return true;
    const known = this.newest.get(lease.partition);
    // Of another store nobody can tell which is newer; it was lost, and that is rarer than a job that hangs.
    if (known?.lease.store !== lease.store || known.lease.revision < lease.revision) {
      this.newest.set(lease.partition, { lease, isSaid: false });
    } else if (known.lease.revision > lease.revision) {
      return this.refuse(known);
    }
    return true;
  }

  /** A store that lost what it wrote last may have begun to count again further back while this comet was cut off. */
  forget(): void {
    this.newest.clear();
  }

  private refuse(known: Known): false {
    this.refused++;
    if (!known.isSaid) this.onRefused(known.lease);
    known.isSaid = true;
    return false;
  }
}
