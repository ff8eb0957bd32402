/** When a probe of a job came last: whether jobs reach this comet by the way of pushes. */
export class Probes {
  /** Only grows. */
  taken = 0;
  private heardAt: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.heardAt = now();
  }

  took(): void {
    this.taken++;
    this.heardAt = this.now();
  }

  /** Milliseconds since the last one, or since the start. */
  get silentMs(): number {
    return this.now() - this.heardAt;
  }
}
