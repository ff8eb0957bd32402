import { keyedListener } from '#callers';
import { assertGuarded, checkConfig, ConfigError, openListener, type CheckedConfig, type CommandLine } from '#config';
import { goimNames } from './goim-names.js';
import { LogicConfig } from './logic.config.js';

/** What comes before all else: a configuration that is refused has nothing loaded but what reads it. @throws ConfigError */
export function checkLogicConfig({ configFile, flags }: CommandLine): CheckedConfig<typeof LogicConfig> {
  return checkConfig({ app: 'logic', schema: LogicConfig, goim: goimNames, file: configFile, flags, check });
}

function check({ http, grpc, ops, api, auth, rooms }: LogicConfig): void {
  if (rooms.join === 'any' && auth.mode !== 'goim' && auth.mode !== 'goim-v1') {
    throw new ConfigError([
      'rooms.join: is "any", which goes with auth.mode "goim" or "goim-v1"; rooms.types opens one type of room',
    ]);
  }
  const { host } = http;
  assertGuarded([
    keyedListener('logic', { key: 'http.host', host, openKey: 'api.open', open: api.open, api, scope: 'push' }),
    ...(ops.enabled ? [openListener('logic', 'ops', ops)] : []),
    ...(grpc.enabled
      ? [keyedListener('logic', { ...grpc, key: 'grpc.host', openKey: 'grpc.open', api, scope: 'admin' })]
      : []),
  ]);
}
