import { Logger } from '@nestjs/common';
import { RpcClient, type Bus } from '#bus';
import { ConfigError, isLoopback, unverifiedClients } from '#config';
import { AppError, logicRpc } from '#contracts';
import type { CometConfig } from '../../config/comet.config.js';

const RETRY_MS = 100;

/**
 * Refuses to listen for clients of other machines where logic takes the tokens of clients at their word. Where no logic
 * answers within `bus.connectWithin`, comet starts: each logic refuses such clients by itself.
 *
 * @throws ConfigError
 */
export async function assertClientsVerified(bus: Bus, config: CometConfig): Promise<void> {
  const ports = (
    ['tcp', 'websocket', 'http', ...(config.tls.cert === undefined ? [] : (['tcps', 'wss'] as const))] as const
  )
    .filter((name) => !isLoopback(config[name].host))
    .map((name) => `${name}.host`);
  if (ports.length === 0) return;
  if (await takesLocalClientsOnly(new RpcClient(bus, config.session.logicTimeout), config.bus.connectWithin)) {
    throw new ConfigError([unverifiedClients(ports)]);
  }
}

async function takesLocalClientsOnly(rpc: RpcClient, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs;
  for (;;) {
    try {
      return (await rpc.call(logicRpc.clientAccess, {})).localOnly;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (performance.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        continue;
      }
      new Logger('Clients').warn('no logic says whether it verifies the tokens of clients', { err: error });
      return false;
    }
  }
}
