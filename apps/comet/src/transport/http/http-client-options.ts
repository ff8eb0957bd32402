/** Injection token of the `HttpClientOptions`. */
export const HTTP_CLIENT_OPTIONS = Symbol('HttpClientOptions');

export interface HttpClientOptions {
  /** Longest that a poll may wait, in milliseconds. */
  readonly maxWait: number;
  /** So often something is written to a stream, in milliseconds. */
  readonly keepAlive: number;
}
