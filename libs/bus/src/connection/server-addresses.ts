import { natsUrl } from '#config';
import { AppError } from '#contracts';

const DEFAULT_PORT = '4222';

/** Who to be at NATS. */
interface Credentials {
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
}

/** What a list of NATS addresses says. */
export interface ServerAddresses {
  /** `nats://host:port`, without the credentials: fit to be printed. */
  readonly servers: string[];
  /** An address begins with `tls://`: without TLS nothing is sent. */
  readonly needsTls: boolean;
  /** Those in the addresses, where any are. */
  readonly credentials: Credentials | undefined;
}

/**
 * Takes NATS addresses apart: `nats://user:password@host:4222`, `nats://token@host`. The client library leaves the
 * credentials unused, and takes a password of digits for the port.
 *
 * @throws AppError `invalid-argument`, which repeats no part of an address, where one is none or two name different
 *   credentials: the library has one pair for all servers
 */
export function readServerAddresses(addresses: readonly string[]): ServerAddresses {
  const urls = addresses.map(parse);
  const given = urls.filter(({ username, password }) => username !== '' || password !== '');
  const [first] = given;
  if (given.some(({ username, password }) => username !== first!.username || password !== first!.password)) {
    throw new AppError('invalid-argument', 'bus.servers: the addresses of NATS have different credentials');
  }
  return {
    servers: urls.map(({ protocol, hostname, port }) => `${protocol}//${hostname}:${port || DEFAULT_PORT}`),
    needsTls: urls.some(({ protocol }) => protocol === 'tls:'),
    credentials: first && credentialsOf(first),
  };
}

function parse(address: string): URL {
  const url = natsUrl(address);
  if (!url) throw new AppError('invalid-argument', 'bus.servers: an address of NATS is none');
  return url;
}

function credentialsOf({ username, password }: URL): Credentials {
  const user = decoded(username);
  return password === '' ? { token: user } : { user, password: decoded(password) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AppError('invalid-argument', 'bus.servers: a % in the credentials of NATS is to be written as %25');
  }
}
