import { keyedListener } from '#callers';
import { assertGuarded, checkConfig, openListener, type CheckedConfig, type CommandLine } from '#config';
import { goimNames } from './goim-names.js';
import { CometConfig } from './comet.config.js';

/** What comes before all else: a configuration that is refused has nothing loaded but what reads it. @throws ConfigError */
export function checkCometConfig({ configFile, flags }: CommandLine): CheckedConfig<typeof CometConfig> {
  return checkConfig({ app: 'comet', schema: CometConfig, goim: goimNames, file: configFile, flags, check });
}

/** The ports for clients are looked at when logic can be asked whom it lets in: `assertClientsVerified`. */
function check({ ops, grpc, api }: CometConfig): void {
  assertGuarded([
    openListener('comet', 'ops', ops),
    ...(grpc.enabled
      ? [keyedListener('comet', { ...grpc, key: 'grpc.host', openKey: 'grpc.open', api, scope: 'push' })]
      : []),
  ]);
}
