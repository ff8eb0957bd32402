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
