import { isTable } from './table.js';

/** What became of a key of goim's own configuration files: keys of ours, and what to know of them. */
export interface GoimKey {
  /** `protocol.handshakeTimeout`; `discovery.*` stands for every key of a section without an entry of its own, where we have no such section. */
  readonly goim: string;
  /** Empty: there is no need for it here. */
  readonly ours: readonly string[];
  /** Why there is no need for it, or how the value differs. */
  readonly note?: string;
  /** It was a key of ours, and no more is. */
  readonly isOurs?: boolean;
}

/** What goim takes by a flag or a variable at its start, and the key here that both set. */
export interface StartUpSetting {
  readonly flag: string;
  readonly variable: string;
  readonly key: string;
  /** Placeholder of the value in `--help`; none where the flag may stand alone. */
  readonly value?: string;
  readonly what: string;
}

/** What goim calls the settings of one app; an app's own table is beside its schema. */
export interface GoimNames {
  readonly keys: readonly GoimKey[];
  readonly startUp: readonly StartUpSetting[];
  /** Flags that goim's start scripts may give this app, and that set nothing here. */
  readonly idleFlags: readonly Pick<StartUpSetting, 'flag' | 'value'>[];
}

export const noGoimNames: GoimNames = { keys: [], startUp: [], idleFlags: [] };

/** A key of goim's that is called otherwise here; several of ours are separated by a space. */
export function renamed(goim: string, ours: string, note?: string): GoimKey {
  return { goim, ours: ours.split(' '), note };
}

/** A key of goim's that has no use here. */
export function unneeded(goim: string, note: string): GoimKey {
  return { goim, ours: [], note };
}

/** A key that we had, in place of which there are others. */
export function replaced(key: string, ours: string, note: string): GoimKey {
  return { goim: key, ours: ours.split(' '), note, isOurs: true };
}

/** How goim's logic and job reach the queue between them: Kafka, or NATS in its NATS edition. */
export const QUEUE_NAMES: readonly GoimKey[] = [
  unneeded('kafka.*', 'JetStream takes the place of Kafka, see queue'),
  unneeded('useNats', 'NATS is used in any case, see bus.servers'),
  renamed(
    'nats.brokers',
    'bus.servers',
    'a list: brokers = "nats://localhost:4222" is servers = ["nats://localhost:4222"]',
  ),
  unneeded('nats.*', 'the push queue is a stream of its own, see queue'),
];

/** Flags that say where a comet stands: start scripts of goim's may give them to all apps. */
export const COMET_FLAGS: GoimNames['idleFlags'] = [
  { flag: 'region', value: 'sh' },
  { flag: 'zone', value: 'sh001' },
  { flag: 'deploy.env', value: 'prod' },
  { flag: 'host', value: 'NAME' },
  { flag: 'addrs', value: 'A,B' },
  { flag: 'weight', value: '10' },
  { flag: 'offline' },
];

/** goim's older files have these sections under another name. */
const OLD_SECTIONS: Readonly<Record<string, string>> = { protosection: 'protocol' };

/**
 * What to say of a key that is no key of ours, where it is one of goim's; for a section, of each key that it holds.
 * @returns a line each; none where goim has no such key either
 */
export function goimAdvice(keys: readonly GoimKey[], path: readonly string[], value: unknown): string[] {
  const known = find(keys, path);
  if (known) return [`${path.join('.')}: ${adviceOn(known)}`];
  if (!isTable(value) || !isGoimSection(keys, path)) return [];
  return Object.entries(value).flatMap(([name, below]) => {
    const at = [...path, name];
    const lines = goimAdvice(keys, at, below);
    return lines.length > 0 ? lines : [`${at.join('.')}: unknown key`];
  });
}

/** What to say of a key that is no key of ours any more; undefined where it never was one. */
export function adviceOnOurs(
  keys: readonly GoimKey[],
  name: (key: string) => string,
  given: string,
): string | undefined {
  const known = keys.find(({ goim, isOurs }) => isOurs && name(goim) === given);
  return known && adviceOn(known);
}

function adviceOn({ ours, note, isOurs }: GoimKey): string {
  if (isOurs) return `is no more, in its place there are ${ours.join(' and ')}: ${note}`;
  if (ours.length === 0) return `is goim's, and not needed here: ${note}`;
  return `is goim's name, here it is ${ours.join(' and ')}${note ? ` (${note})` : ''}`;
}

/** goim's own reader of TOML knows no case. */
function normalize(path: readonly string[]): string[] {
  const [first = '', ...rest] = path.map((segment) => segment.toLowerCase());
  return [OLD_SECTIONS[first] ?? first, ...rest];
}

function find(keys: readonly GoimKey[], path: readonly string[]): GoimKey | undefined {
  const key = normalize(path).join('.');
  const [section, name] = key.split('.');
  return (
    keys.find(({ goim }) => goim.toLowerCase() === key) ??
    keys.find(({ goim }) => name !== undefined && goim.toLowerCase() === `${section}.*`)
  );
}

function isGoimSection(keys: readonly GoimKey[], path: readonly string[]): boolean {
  const section = `${normalize(path).join('.')}.`;
  return keys.some(({ goim }) => goim.toLowerCase().startsWith(section));
}

/** What Go's strconv.ParseBool reads, and goim with it. */
const GO_BOOLEANS: Readonly<Record<string, boolean>> = Object.fromEntries([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true]),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false]),
]) as Record<string, boolean>;

/** @returns undefined where the text is none of Go's booleans */
export function parseGoBoolean(text: string): boolean | undefined {
  return GO_BOOLEANS[text.trim()];
}
