import {
  assertGuarded,
  checkConfig,
  ConfigError,
  openListener,
  opensBeyondLoopback,
  type CheckedConfig,
  type CommandLine,
} from '#config';
import { readKeyEntries } from '../callers/key-entries.js';
import { goimNames } from './goim-names.js';
import { LogicConfig } from './logic.config.js';

/** What comes before all else: a configuration that is refused has nothing loaded but what reads it. @throws ConfigError */
export function checkLogicConfig({ configFile, flags }: CommandLine): CheckedConfig<typeof LogicConfig> {
  return checkConfig({ app: 'logic', schema: LogicConfig, goim: goimNames, file: configFile, flags, check });
}

function check({ http, grpc, api, auth, rooms }: LogicConfig): void {
  if (rooms.join === 'any' && auth.mode !== 'goim' && auth.mode !== 'goim-v1') {
    throw new ConfigError([
      'rooms.join: is "any", which goes with auth.mode "goim" or "goim-v1"; rooms.types opens one type of room',
    ]);
  }
  assertGuarded([
    {
      key: 'http.host',
      host: http.host,
      get isGuarded() {
        return opensBeyondLoopback(api.open) || (readKeyEntries(api.keysFile) ?? []).length > 0;
      },
      remedy:
        `make a key by npm run key -- create --name NAME --scope push, since ${api.keysFile} (api.keysFile) has none, ` +
        'or name the networks that need none in api.open (LOGIC__API__OPEN=10.0.0.0/8)',
    },
    ...(grpc.enabled ? [openListener('logic', 'grpc', grpc)] : []),
  ]);
}
