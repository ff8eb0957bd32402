/** Who calls one of the APIs. */
export interface Caller {
  /** Client address, as `http.trustProxy` and `http.proxyProtocol` have it. */
  readonly address: string;
  /** The key that was shown, without its secret; undefined where the network needs none. */
  readonly key?: { readonly id: string; readonly name: string };
}

/** What is read of an HTTP request beside its handler's parameters. */
export interface ApiRequest {
  readonly ip: string;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** Set before a handler is called. */
  caller?: Caller;
}
