/** Lets through so many a second in the long run, and so many at once. */
export class TokenBucket {
  private tokens: number;

  /**
   * @param rate tokens a second
   * @param burst most tokens at a time, at least 1
   * @param filledAt milliseconds, by the clock of `take`
   */
  constructor(
    private readonly rate: number,
    private readonly burst: number,
    private filledAt: number,
  ) {
    this.tokens = burst;
  }

  /** Takes so many, or as many as there are. */
  takeAway(count: number, now: number): void {
    while (count-- > 0 && this.take(now));
  }

  /** @returns false where there is no token left: nothing was taken */
  take(now: number): boolean {
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.filledAt) / 1_000) * this.rate);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }
}
