import type { Fault } from '#tokens';

/** Why a call is refused; stable, for the metrics. */
type Reason = 'missing' | 'unknown' | 'expired' | 'scope' | 'limits' | 'rate' | 'unavailable' | Fault;

/** A call that is not served. */
export interface Refusal {
  readonly reason: Reason;
  readonly message: string;
}

/** How it is answered; a `scope` and `unavailable` are no fault of what was shown. */
export function codeOf({ reason }: Refusal): 'unauthenticated' | 'forbidden' | 'unavailable' {
  if (reason === 'unavailable') return reason;
  return reason === 'scope' ? 'forbidden' : 'unauthenticated';
}
