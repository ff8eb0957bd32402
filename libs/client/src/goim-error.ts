/** What the server, or the way to it, refused. */
export class GoimError extends Error {
  override readonly name = 'GoimError';

  /**
   * @param code stable: an error of the server's (docs/protocol.md), or `disconnected`, `timeout`, `closed`, `too-long`
   * @param reason more for people, where there is more to say
   */
  constructor(
    readonly code: string,
    readonly reason = '',
  ) {
    super(reason === '' ? code : `${code}: ${reason}`);
  }
}

/** Thrown by `getToken`: there will be no token, so the client stops. Any other error is one to try again after. */
export class NeverError extends Error {
  override readonly name = 'NeverError';
}
