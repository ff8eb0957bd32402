import { types } from 'node:util';

/** Also true of an error of another realm, such as Node's own under a test runner that has its own globals. */
export function isError(value: unknown): value is NodeJS.ErrnoException {
  return value instanceof Error || types.isNativeError(value);
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the address is in use',
  EACCES: 'permission denied',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name cannot be looked up now',
};

/** An address to listen on and the configuration key of it, for the message when that fails. */
export interface ListenTarget {
  /** `tcp.port` */
  readonly key: string;
  readonly host: string;
  readonly port: number;
}

/** A server could not listen. `message` is one line: `cannot listen on 127.0.0.1:3111 (http.port): the address is in use`. */
export class ListenError extends Error {
  override readonly name = 'ListenError';

  constructor(
    readonly target: ListenTarget,
    cause: NodeJS.ErrnoException,
  ) {
    super(`cannot listen on ${printAddress(target)} (${target.key}): ${listenFailure(cause) ?? cause.message}`, {
      cause,
    });
  }
}

/**
 * Runs what makes a server listen: `await listenOn({ key: 'http.port', host, port }, () => app.listen(port, host))`.
 * @throws ListenError when it fails because of the address; anything else as it is
 */
export async function listenOn<T>(target: ListenTarget, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    if (isError(error) && listenFailure(error) !== undefined) throw new ListenError(target, error);
    throw error;
  }
}

/** Why listening failed, when that is what the error is about. */
export function listenFailure(error: NodeJS.ErrnoException): string | undefined {
  const { code = '', syscall } = error;
  return syscall === 'listen' || syscall === 'getaddrinfo' || syscall === 'bind' ? REASONS[code] : undefined;
}

/** `127.0.0.1:3111`, `[::1]:3111` */
export function printAddress({ host, port }: { host: string; port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
