/** A place where the messages of a target did not go on unbroken. */
export interface Break {
  /** gap = some are missing; reset = the push stream began anew; unavailable = they can't be read now. */
  readonly verdict: 'gap' | 'reset' | 'unavailable';
  readonly epoch: number;
  /** The missing ones are above `from`, up to `to`. */
  readonly from: number;
  readonly to: number;
}

/** Whether an epoch begins with a break. */
export function begins(epoch: number, how: Break | undefined): boolean {
  return how?.verdict === 'reset' && how.epoch === epoch;
}
