import { assertLoopbackOrAllowed, checkConfig, type CheckedConfig, type CommandLine } from '#config';
import { goimNames } from './goim-names.js';
import { LogicConfig } from './logic.config.js';

/** What comes before all else: a configuration that is refused has nothing loaded but what reads it. @throws ConfigError */
export function checkLogicConfig({ configFile, flags }: CommandLine): CheckedConfig<typeof LogicConfig> {
  return checkConfig({ app: 'logic', schema: LogicConfig, goim: goimNames, file: configFile, flags, check });
}

function check({ http, grpc, security }: LogicConfig): void {
  assertLoopbackOrAllowed(
    'logic',
    [{ key: 'http.host', host: http.host }, ...(grpc.enabled ? [{ key: 'grpc.host', host: grpc.host }] : [])],
    security,
  );
}
