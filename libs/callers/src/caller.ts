import { sourceOf } from '#limits';
import type { Fault } from '#tokens';
import type { ApiKey } from './api-key.js';

const BEARER = /^bearer +(\S+) *$/i;

/** Who calls one of the APIs. */
export interface Caller {
  /** Client address, as `http.trustProxy` and `http.proxyProtocol` have it; by gRPC that of whoever is connected. */
  readonly address: string;
  /** Of the proxy that says so in `X-Forwarded-For`; undefined where there is none. */
  readonly peer?: string;
  /** The key that was shown; undefined where the network, or the route, needs none. */
  readonly key?: ApiKey;
}

/** Whose limits a call counts for: a key, the subject of a token, or, where none was shown, the address (of IPv6 64 bits). */
export function accountOf({ key, address }: Caller): string {
  if (!key) return `address ${sourceOf(address)}`;
  return key.subject === undefined ? `key ${key.id}` : `subject ${key.subject}`;
}

/** The token of `Authorization: Bearer`; undefined where there is none. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
}

/** Why a call is refused; stable, for the metrics. */
type Reason = 'missing' | 'unknown' | 'expired' | 'scope' | 'limits' | 'rate' | 'unavailable' | Fault;

/** A call that is not served. */
export interface RefusedCall {
  readonly reason: Reason;
  readonly message: string;
  /** The same token may be taken soon: its key was not known yet. */
  readonly isForNow?: true;
}

/** How it is answered; a `scope` and `unavailable` are no fault of what was shown. */
export function codeOf({
  reason,
  isForNow,
}: RefusedCall): 'unauthenticated' | 'unknown-key' | 'forbidden' | 'unavailable' {
  if (isForNow) return 'unknown-key';
  if (reason === 'unavailable') return reason;
  return reason === 'scope' ? 'forbidden' : 'unauthenticated';
}
