import { assertLoopbackOrAllowed, checkConfig, type CheckedConfig, type CommandLine } from '#config';
import { goimNames } from './goim-names.js';
import { CometConfig } from './comet.config.js';

/** What comes before all else: a configuration that is refused has nothing loaded but what reads it. @throws ConfigError */
export function checkCometConfig({ configFile, flags }: CommandLine): CheckedConfig<typeof CometConfig> {
  return checkConfig({ app: 'comet', schema: CometConfig, goim: goimNames, file: configFile, flags, check });
}

function check(config: CometConfig): void {
  const listeners = [
    ...(['tcp', 'websocket', 'http', 'ops'] as const),
    ...(config.tls.cert === undefined ? [] : (['tcps', 'wss'] as const)),
    ...(config.grpc.enabled ? (['grpc'] as const) : []),
  ];
  assertLoopbackOrAllowed(
    'comet',
    listeners.map((name) => ({ key: `${name}.host`, host: config[name].host })),
    config.security,
  );
}
