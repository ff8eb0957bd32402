import { isIP } from 'node:net';
import { variableName, type AppName } from './app-name.js';
import { ConfigError } from './config-error.js';
import { isInNetwork, parseAddress, parseNetwork } from './network.js';

/** An address that an app is about to listen on, where other machines may have to show something. */
export interface GuardedListener {
  /** Of the configuration: `http.host`. */
  readonly key: string;
  readonly host: string;
  /** Whether it is said who of them is served, and by what. */
  readonly isGuarded: boolean;
  /** What is missing, and how to make it. */
  readonly remedy: string;
}

/** For a setting of networks whose programs need nothing to be let in. */
export const LOOPBACK_NETWORKS: readonly string[] = ['127.0.0.0/8', '::1'];

const loopback = LOOPBACK_NETWORKS.map(parseNetwork);

/** True for 127.0.0.0/8, ::1 and `localhost`. Other names are not looked up: they may resolve to anything later. */
export function isLoopback(host: string): boolean {
  if (isIP(host) === 0) return host.toLowerCase() === 'localhost';
  const address = parseAddress(host);
  return address !== null && loopback.some((network) => isInNetwork(address, network));
}

/** Whether some of the networks are of other machines. */
export function opensBeyondLoopback(networks: readonly string[]): boolean {
  return networks.map(parseNetwork).some(({ address, prefix }) => {
    return !loopback.some((network) => network.prefix <= prefix && isInNetwork(address, network));
  });
}

/**
 * Refuses listeners that other machines reach, where nothing says who of them is served.
 * @throws ConfigError with a line for each
 */
export function assertGuarded(listeners: readonly GuardedListener[]): void {
  const problems = listeners
    .filter(({ host, isGuarded }) => !isGuarded && !isLoopback(host))
    .map(
      ({ key, host, remedy }) =>
        `${key}: will not listen on ${JSON.stringify(host)}, which other machines reach: ${remedy}`,
    );
  if (problems.length > 0) throw new ConfigError(problems);
}

/** A listener whose callers are known by their networks: `ops.open` for `ops.host`. */
export function openListener(
  app: AppName,
  section: 'ops',
  { host, open }: { readonly host: string; readonly open: readonly string[] },
): GuardedListener {
  const key = `${section}.open`;
  const remedy = `name the networks that may call in ${key} (${variableName(app, key)}=10.0.0.0/8)`;
  return { key: `${section}.host`, host, isGuarded: opensBeyondLoopback(open), remedy };
}

/** What to say where clients of other machines would be taken at their word. @param keys of the ports that they reach */
export function unverifiedClients(keys: readonly string[]): string {
  return (
    `${keys.join(', ')}: will not be open to other machines while logic takes the tokens of clients at their word: have it verify them ` +
    '(auth.mode, see docs/security.md), or trust all clients by auth.trustClients = true in logic (LOGIC__AUTH__TRUST_CLIENTS=true)'
  );
}
