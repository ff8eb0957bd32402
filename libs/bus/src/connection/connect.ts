import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { assertFileName, whyUnreadable } from '#config';
import { AppError, errorText } from '#contracts';
import { connect, errors, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import { Bus } from './bus.js';
import { credsFileAuthenticator } from './creds-file.js';
import { readServerAddresses, type ServerAddresses } from './server-addresses.js';
import { natsIdentity } from './tls-identity.js';

export interface BusOptions {
  /** Credentials in an address go before those below. */
  servers: string[];
  /** Shown by NATS' own monitoring. */
  name: string;
  /** Milliseconds to go on trying before `connectBus` gives up. */
  connectWithin: number;
  /** Begins the subjects on which answers come; NATS' own by default. */
  inboxPrefix?: string | undefined;
  /** The size at which a bucket that is given no other refuses new entries. */
  bucketBytes?: number | undefined;
  /** Who asks JetStream of the buckets: this process by default. */
  bucketsBy?: 'nats' | 'logic' | undefined;
  /** Who makes and changes the streams of this process: itself by default. */
  streamsBy?: 'nats' | 'logic' | undefined;
  /** Milliseconds between two attempts to reconnect. */
  reconnectWait: number;
  token?: string;
  user?: string;
  password?: string;
  /** Read again at each connection: what is in it may expire, and be replaced. While it can't be read, what was in it counts. */
  credsFile?: string;
  /** Files in PEM, read again at each connection. With one of them the server must speak TLS. */
  tls?: { ca?: string; cert?: string; key?: string };
}

const ATTEMPT_TIMEOUT_MS = 2_000;
const RETRY_WAIT_MS = 100;
// A server that hangs without closing the connection is noticed after two unanswered pings.
const PING_INTERVAL_MS = 5_000;
const MAX_UNANSWERED_PINGS = 2;

/**
 * @param onError hears what goes wrong with the credentials later
 * @throws AppError `invalid-argument` where a file can't be read
 */
function connectionOptions(
  options: BusOptions,
  { servers, needsTls, credentials = options }: ServerAddresses,
  onError: (error: Error) => void,
): NodeConnectionOptions {
  const { credsFile, tls: { ca, cert, key } = {} } = options;
  // Once here: while connecting the library would take it for a server out of reach.
  for (const [name, file] of Object.entries({ ca, cert, key })) if (file) assertReadable(`bus.tls.${name}`, file);
  return {
    servers,
    name: options.name,
    inboxPrefix: options.inboxPrefix,
    token: credentials.token,
    user: credentials.user,
    pass: credentials.password,
    authenticator: credsFile ? credsFileAuthenticator(credsFile, onError) : undefined,
    // Else the library speaks TLS where the server offers it.
    tls: needsTls || ca || cert ? tlsOptions(options.tls) : undefined,
    timeout: Math.min(ATTEMPT_TIMEOUT_MS, Math.max(options.connectWithin, RETRY_WAIT_MS)),
    // Without it every request builds an Error for its stack: nearly half of the rate.
    noAsyncTraces: true,
    maxReconnectAttempts: -1,
    ignoreAuthErrorAbort: true,
    reconnectTimeWait: options.reconnectWait,
    reconnectJitter: options.reconnectWait,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: MAX_UNANSWERED_PINGS,
  };
}

function tlsOptions({ ca, cert, key }: NonNullable<BusOptions['tls']> = {}): NodeConnectionOptions['tls'] {
  return { caFile: ca, certFile: cert, keyFile: key, ...natsIdentity };
}

function assertReadable(setting: string, file: string): void {
  assertFileName(setting, file);
  try {
    readFileSync(file);
  } catch (cause) {
    throw new AppError('invalid-argument', `${setting}: ${file} cannot be read: ${whyUnreadable(cause)}`, { cause });
  }
}

/**
 * Connects to NATS, trying again until `connectWithin` has passed. Once connected, the bus reconnects for ever.
 *
 * @throws AppError `unavailable`, naming the servers and the last cause; `unauthenticated` where NATS refuses the
 *   credentials; `invalid-argument` where the addresses or the files can't be used. None repeats credentials.
 */
export async function connectBus(options: BusOptions): Promise<Bus> {
  const deadline = Date.now() + options.connectWithin;
  const addresses = readServerAddresses(options.servers);
  let bus: Bus | undefined;
  const resolved = connectionOptions(options, addresses, (error) => bus?.emit('error', error));
  const servers = addresses.servers.join(', ');
  for (;;) {
    let connection: NatsConnection;
    try {
      connection = await connect(resolved);
    } catch (cause) {
      if (cause instanceof errors.AuthorizationError) {
        throw new AppError('unauthenticated', `NATS at ${servers} refuses the credentials`, { cause });
      }
      if (Date.now() >= deadline) {
        const why = errorText(cause);
        throw new AppError('unavailable', `cannot reach NATS at ${servers} (bus.servers, NATS_URL): ${why}`, { cause });
      }
      await delay(RETRY_WAIT_MS);
      continue;
    }
    bus = new Bus(connection, options);
    return bus;
  }
}
