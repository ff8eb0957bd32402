import type { DynamicModule } from '@nestjs/common';
import type { LiveConfig } from './live-config.js';

export { ConfigError } from './config-error.js';
export { variableName, type AppName } from './app-name.js';
export { FileWatch } from './file-watch.js';
export { readConfigFile } from './config-file.js';
export { assertFileName, readNamedFile, whyUnreadable } from './named-file.js';
export { checkConfig, loadConfig, type CheckedConfig } from './load-config.js';
export { type RemoteSettings } from './config-source.js';
export { LiveConfig, type Reload } from './live-config.js';
export { COMET_FLAGS, QUEUE_NAMES, renamed, replaced, unneeded, type GoimNames } from './goim-names.js';
export { allKeys, liveKeys, schemaTree } from './schema-tree.js';
export { describeConfig } from './describe-config.js';
export { readCommandLine, type CommandLine } from './command-line.js';
export { parseOptions } from './parse-options.js';
export { stackTracesWanted } from './environment.js';
export { duration } from './duration.js';
export { byteSize } from './byte-size.js';
export { allowedHosts, allowedOrigins, host, httpAddress, listenKeys, natsUrl, port } from './address.js';
export {
  addressOf,
  addressText,
  firstBits,
  isInNetwork,
  networks,
  parseAddress,
  parseNetwork,
  proxyNetworks,
  proxyProtocolKeys,
  type Network,
} from './network.js';
export { live, liveFor, type Live } from './live.js';
export { expects, secret } from './traits.js';
export {
  BusSection,
  GrpcSection,
  LogSection,
  OpsSection,
  type PortTlsSection,
  TlsSection,
  pushQueueKeys,
  section,
  type LogLevel,
} from './sections.js';
export { claimName, jwtRules, keysOfTokens, SHORTEST_SECRET, tokenKeySettings, type JwtRules } from './jwt-rules.js';
export { HistorySection, keepsHistory } from './history-section.js';
export {
  assertGuarded,
  type GuardedListener,
  isLoopback,
  LOOPBACK_NETWORKS,
  openListener,
  opensBeyondLoopback,
  unverifiedClients,
} from './loopback.js';
export { packageFolder, packageVersion } from './package-version.js';

/**
 * Gives the configuration to the app: see `config.module.ts`. The call loads Nest, which an app whose configuration is
 * refused does without.
 */
export async function configModule(config: LiveConfig): Promise<DynamicModule> {
  const module = await import('./config.module.js');
  return module.configModule(config);
}
