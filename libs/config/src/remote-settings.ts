import { parse, TomlError } from 'smol-toml';
import { appNames, type AppName } from './app-name.js';
import type { Setting } from './environment.js';
import { nearestName } from './nearest-name.js';
import { valueKeys, type SchemaNode } from './schema-tree.js';
import { findNode, readText } from './setting-text.js';
import { isTable, type Table } from './table.js';

/** The entries of a remote bucket, and its name for errors. */
export interface RemoteEntries {
  readonly name: string;
  /** Text by key. */
  readonly entries: ReadonlyMap<string, string>;
}

/** Of the machine alone: how the bucket is reached, who may reach the app, and what code it loads. */
export const LOCAL_KEYS: readonly string[] = [
  'bus',
  'api',
  'auth',
  'extensions',
  'grpc',
  'ops',
  'proxies',
  'http.host',
  'http.trustProxy',
  'http.proxyProtocol',
  'http.proxyProtocolRequired',
];

/**
 * Reads what a remote bucket sets for an app: the entry `comet` is a whole table in TOML or JSON; over it go the entries
 * `comet.<section>.<key>`, each the text of one value as a variable would have it. Entries of other apps are theirs.
 * @returns the settings, later ones going before earlier ones, and a line for each entry that can't be used
 */
export function readRemote(
  app: AppName,
  root: SchemaNode,
  { name, entries }: RemoteEntries,
): { settings: Setting[]; problems: string[] } {
  const tables: Setting[] = [];
  const values: Setting[] = [];
  const problems: string[] = [];
  for (const [entry, text] of entries) {
    const [owner = '', ...segments] = entry.split('.');
    const origin = `${name} ${entry}`;
    try {
      if (owner !== app) refuseUnknownOwner(owner);
      else if (segments.length === 0) tables.push(...flatten(root, parseTable(text), [], origin));
      else values.push({ ...readEntry(app, root, segments, text), origin });
    } catch (error) {
      problems.push(`${origin}: ${(error as Error).message}`);
    }
  }
  const settings = [...tables, ...values];
  for (const { key, origin } of settings) {
    if (LOCAL_KEYS.some((local) => key === local || key.startsWith(`${local}.`))) {
      problems.push(`${origin}: ${key} can't be set for all machines: set it in the file or the environment`);
    }
  }
  return { settings, problems };
}

function refuseUnknownOwner(owner: string): void {
  if ((appNames as readonly string[]).includes(owner)) return;
  const meant = nearestName(owner, appNames);
  throw new Error(`belongs to no app${meant ? `, did you mean ${meant}?` : `: expected ${appNames.join(', ')}`}`);
}

function parseTable(text: string): Table {
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text) as Table;
    } catch (cause) {
      // Its message would repeat a part of the text, which may hold secrets.
      throw new Error('not valid JSON', { cause });
    }
  }
  try {
    return parse(text, { unsafeKeyBehaviour: 'throw' });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [what = ''] = error.message.replace('Invalid TOML document: ', '').split('\n');
    throw new Error(`line ${error.line}, column ${error.column}: not valid TOML: ${what}`, { cause: error });
  }
}

/** A setting for each value of the table, so that a key which the table lacks keeps what the file says. */
function flatten(node: SchemaNode | undefined, table: Table, path: readonly string[], origin: string): Setting[] {
  return Object.entries(table).flatMap(([name, value]) => {
    if (name.includes('__proto__')) throw new Error(`${JSON.stringify(name)} can't be a key`);
    const at = [...path, name];
    const child = node?.children?.get(name);
    if (child?.children && isTable(value)) return flatten(child, value, at, origin);
    return [{ key: at.join('.'), origin, value }];
  });
}

function readEntry(app: AppName, root: SchemaNode, segments: readonly string[], text: string): Omit<Setting, 'origin'> {
  const node = findNode(root, segments);
  if (node && !node.children) return { key: node.key, value: readText(node, text) };
  const meant = nearestName(segments.join('.'), valueKeys(root));
  const hint = meant ? `, did you mean ${app}.${meant}?` : '';
  throw new Error(`${node ? 'names a section, expected one of its keys' : 'unknown key'}${hint}`);
}
