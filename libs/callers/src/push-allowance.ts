/**
 * Pushes a second that a key may make, with those of one second in advance. A batch of many is let through whole, and those
 * behind it wait for as long as it takes to make up for it.
 */
export class PushAllowance {
  private readonly most: number;
  private left: number;

  /** @param filledAt milliseconds, by the clock of `take` */
  constructor(
    readonly perSecond: number,
    private filledAt: number,
  ) {
    this.most = Math.max(1, perSecond);
    this.left = this.most;
  }

  /** @returns 0, or the seconds until some may be taken: nothing was */
  take(pushes: number, now: number): number {
    this.left = Math.min(this.most, this.left + ((now - this.filledAt) / 1_000) * this.perSecond);
    this.filledAt = now;
    if (this.left < 1) return (1 - this.left) / this.perSecond;
    this.left -= pushes;
    return 0;
  }
}
