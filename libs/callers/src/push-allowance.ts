/**
 * Pushes a second that a key may make, with those of one second in advance. A batch of many is let through whole, and those
 * behind it wait for as long as it takes to make up for it.
 */
export class PushAllowance {
  private left: number;

  /** @param filledAt milliseconds, by the clock of `take` */
  constructor(
    private rate: number,
    private filledAt: number,
  ) {
    this.left = this.most;
  }

  get perSecond(): number {
    return this.rate;
  }

  /** From now on; what is left stays, up to what may be, and so does what is owed. @param now by the clock of `take` */
  changeRate(perSecond: number, now: number): void {
    if (perSecond === this.rate) return;
    this.fill(now);
    this.rate = perSecond;
    this.left = Math.min(this.most, this.left);
  }

  /** @returns 0, or the seconds until some may be taken: nothing was */
  take(pushes: number, now: number): number {
    this.fill(now);
    if (this.left < 1) return (1 - this.left) / this.rate;
    this.left -= pushes;
    return 0;
  }

  private get most(): number {
    return Math.max(1, this.rate);
  }

  private fill(now: number): void {
    this.left = Math.min(this.most, this.left + ((now - this.filledAt) / 1_000) * this.rate);
    this.filledAt = now;
  }
}
