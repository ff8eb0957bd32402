import type { AppName } from './app-name.js';

/** What goim takes by a flag or a variable at its start, and the key here that both set. */
interface StartUpSetting {
  readonly flag: string;
  readonly variable: string;
  readonly key: string;
  /** Placeholder of the value in `--help`; none where the flag may stand alone. */
  readonly value?: string;
  readonly what: string;
}

/** Source: goim's internal/{comet,logic,job}/conf. HOST is a flag alone there. */
export const startUpSettings: readonly StartUpSetting[] = [
  { flag: 'region', variable: 'REGION', key: 'node.region', value: 'sh', what: 'region that this comet stands in' },
  { flag: 'zone', variable: 'ZONE', key: 'node.zone', value: 'sh001', what: 'zone of the region' },
  { flag: 'deploy.env', variable: 'DEPLOY_ENV', key: 'node.env', value: 'prod', what: 'environment' },
  { flag: 'host', variable: 'HOST', key: 'node.host', value: 'NAME', what: 'host name that this comet is known by' },
  { flag: 'addrs', variable: 'ADDRS', key: 'node.addrs', value: 'A,B', what: 'addresses that clients are told' },
  { flag: 'weight', variable: 'WEIGHT', key: 'node.weight', value: '10', what: 'share of the new clients' },
  { flag: 'offline', variable: 'OFFLINE', key: 'node.offline', what: 'take no new clients by the list of nodes' },
  { flag: 'debug', variable: 'DEBUG', key: 'log.level', what: 'log at level debug' },
];

/** What Go's strconv.ParseBool reads, and goim with it. */
const GO_BOOLEANS: Readonly<Record<string, boolean>> = Object.fromEntries([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true]),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false]),
]) as Record<string, boolean>;

/** The settings that act on this app: logic and job know nothing of a comet's place. */
export function startUpSettingsOf(app: AppName): StartUpSetting[] {
  return startUpSettings.filter(({ key }) => app === 'comet' || !key.startsWith('node.'));
}

/** @returns undefined where the text is none of Go's booleans */
export function parseGoBoolean(text: string): boolean | undefined {
  return GO_BOOLEANS[text.trim()];
}
