/** Life of a lease, and of a job's sign of life, without renewal. */
export const LEASE_TTL_MS = 6_000;

export const LEASE_RENEW_MS = 1_000;

/** A holder stops using its lease so long before the store lets it end: clocks and answers take time. */
export const LEASE_MARGIN_MS = 500;

const PARTITION_PREFIX = 'partition-';
const JOB_PREFIX = 'job-';

export function partitionKey(partition: number): string {
  return `${PARTITION_PREFIX}${partition}`;
}

export function jobKey(job: string): string {
  return `${JOB_PREFIX}${job}`;
}

/** A lease as the bucket has it. */
export interface KnownLease {
  readonly partition: number;
  readonly holder: string;
  readonly revision: number;
}

/** What the lease bucket says, as this job has seen it; entries end by time, of which the store says nothing. */
export class LeaseTable {
  private readonly endsAt = new Map<string, number>();
  private readonly leases = new Map<number, KnownLease>();

  constructor(private readonly now: () => number) {}

  /**
   * @param holder who wrote it
   * @returns whether it is a job that was not known
   */
  seen(key: string, holder: string, revision: number): boolean {
    const known = this.isAlive(key);
    this.endsAt.set(key, this.now() + LEASE_TTL_MS);
    if (key.startsWith(PARTITION_PREFIX)) {
      const partition = Number(key.slice(PARTITION_PREFIX.length));
      this.leases.set(partition, { partition, holder, revision });
    }
    return !known && key.startsWith(JOB_PREFIX);
  }

  gone(key: string): void {
    this.endsAt.delete(key);
  }

  clear(): void {
    this.endsAt.clear();
  }

  /** The leases that others hold. */
  heldByOthers(job: string): KnownLease[] {
    return [...this.leases.values()].filter(({ partition, holder }) => holder !== job && this.isHeld(partition));
  }

  /** Whether somebody holds the partition, as far as is known. */
  isHeld(partition: number): boolean {
    return this.isAlive(partitionKey(partition));
  }

  /** Jobs that gave a sign of life; at least one: the one that asks. */
  jobCount(): number {
    let count = 0;
    for (const key of this.endsAt.keys()) if (key.startsWith(JOB_PREFIX) && this.isAlive(key)) count++;
    return Math.max(count, 1);
  }

  private isAlive(key: string): boolean {
    const endsAt = this.endsAt.get(key);
    if (endsAt === undefined) return false;
    if (endsAt > this.now()) return true;
    this.endsAt.delete(key);
    return false;
  }
}
