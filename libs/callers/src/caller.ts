import { sourceOf } from '#limits';
import type { ApiKey } from './api-key.js';

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
