import type { Live } from '#config';

export type ControlLimits = Live<{
  /** Packets a second that a client may send beside its messages; 0 = any number. */
  readonly controlRate: number;
  readonly controlBurst: number;
}>;

/**
 * What a client may ask for beside its messages: each packet costs comet an answer, and a flood of them keeps the other
 * clients waiting. The clock is read only when the allowance is spent, so a packet costs a subtraction.
 */
export class ControlAllowance {
  private left: number;

  /** @param filledAt milliseconds, by the clock of `spend` */
  constructor(
    private readonly limits: ControlLimits,
    private filledAt: number,
  ) {
    this.left = limits.current.controlBurst;
  }

  /** @returns false where the client has sent more than it may */
  spend(clock: { now(): number }): boolean {
    if (--this.left >= 0) return true;
    const { controlRate, controlBurst } = this.limits.current;
    const time = clock.now();
    const earned = controlRate === 0 ? controlBurst : Math.floor(((time - this.filledAt) / 1_000) * controlRate);
    if (earned < 1) return false;
    this.left = Math.min(earned, controlBurst) - 1;
    this.filledAt = time;
    return true;
  }
}
