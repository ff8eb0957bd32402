import { BlockList, isIP } from 'node:net';
import { variableName, type AppName } from './app-name.js';
import { ConfigError } from './config-error.js';
import type { SecuritySection } from './sections.js';

/** An address the app is about to listen on, and the configuration key it comes from (`tcp.host`). */
export interface Listener {
  readonly key: string;
  readonly host: string;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** True for 127.0.0.0/8, ::1 and `localhost`. Other names are not looked up: they may resolve to anything later. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return host.toLowerCase() === 'localhost';
  return loopback.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Refuses listeners that other machines can reach. For apps that run without credentials; with credentials configured
 * there is nothing to call this for.
 * @throws ConfigError with the key of each such listener and the two ways out
 */
export function assertLoopbackOrAllowed(
  app: AppName,
  listeners: readonly Listener[],
  security: Pick<SecuritySection, 'allowAnonymous'>,
): void {
  if (security.allowAnonymous) return;
  const problems = listeners
    .filter(({ host }) => !isLoopback(host))
    .map(
      ({ key, host }) =>
        `${key}: will not listen on ${JSON.stringify(host)}, which is not a loopback address, while no credentials are configured: ` +
        `set ${key} to "127.0.0.1" (${variableName(app, key)}=127.0.0.1), or allow it by security.allowAnonymous = true ` +
        `(${variableName(app, 'security.allowAnonymous')}=true)`,
    );
  if (problems.length > 0) throw new ConfigError(problems);
}
