import { TokenBucket } from './token-bucket.js';

/** How many are remembered; beyond, those that came first are forgotten, and begin anew. */
const MOST_REMEMBERED = 10_000;

/** What each of many may do so many times a second, and so many times at once. Cost: an entry each, 1 µs a turn. */
export class Allowances<Name> {
  private readonly buckets = new Map<Name, TokenBucket>();

  /** @param rate a second, 0 = any number @param burst at once @param now milliseconds, monotonic */
  constructor(
    private readonly rate: number,
    private readonly burst: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @returns false where this one has used up what it may: nothing was taken */
  take(name: Name): boolean {
    const { rate, burst } = this;
    if (rate === 0) return true;
    let bucket = this.buckets.get(name);
    if (!bucket) {
      if (this.buckets.size >= MOST_REMEMBERED) this.buckets.delete(this.buckets.keys().next().value!);
      bucket = new TokenBucket(rate, burst, this.now());
      this.buckets.set(name, bucket);
    }
    return bucket.take(this.now());
  }
}
