import type { z } from 'zod';
import { variableName, type AppName } from './app-name.js';
import { expectation } from './expectation.js';
import { goimAdvice, type GoimKey } from './goim-names.js';
import { nearestName } from './nearest-name.js';
import { allKeys, holdsSecret, nodeAt, type SchemaNode } from './schema-tree.js';
import { isTable, valueAt } from './table.js';

/** Where the values came from that a schema refused. */
export interface Provenance {
  readonly app: AppName;
  readonly root: SchemaNode;
  /** Undefined: no file was read. */
  readonly file?: string;
  /** Key -> what set it, where that was not the file: a variable, a flag, an entry of the bucket. */
  readonly origins: ReadonlyMap<string, string>;
  readonly goimKeys: readonly GoimKey[];
  /** What was given to the schema. */
  readonly given: unknown;
}

/** Longest value an error repeats, in characters. */
const MAX_SHOWN = 80;

/** One line for what zod found, or several for several unknown keys. */
export function describeIssue(issue: z.core.$ZodIssue, from: Provenance): string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.flatMap((name) => unknownKey([...issue.path, name], from));
  const node = nodeAt(from.root, issue.path);
  const value = valueAt(from.given, issue.path);
  const key = printPath(issue.path);
  const place = `${source(issue.path, from)}${key ? `${key}: ` : ''}`;
  const shown = node && holdsSecret(node) && !isEmptyList(value) ? 'a value that is not shown' : show(value);
  // Rules of an app's own (refine with a message) say themselves what is wrong; a section's value would be noise there.
  if (issue.code === 'custom' && !node?.traits.expects) {
    return [`${place}${oneLine(issue.message)}${node?.children || value === undefined ? '' : `, got ${shown}`}`];
  }
  if (value === undefined && node) {
    return [
      `${place}expected ${expectation(node)}, got nothing: set it in the file or by ${variableName(from.app, node.key)}`,
    ];
  }
  const expected =
    issue.code === 'invalid_format' && !node?.traits.expects ? oneLine(issue.message) : node && expectation(node);
  return [`${place}expected ${expected ?? oneLine(issue.message)}, got ${shown}`];
}

function unknownKey(path: readonly PropertyKey[], from: Provenance): string[] {
  const key = printPath(path);
  const place = source(path, from);
  const advice = goimAdvice(from.goimKeys, path.map(String), valueAt(from.given, path));
  if (advice.length > 0) return advice.map((line) => `${place}${line}`);
  const known = allKeys(from.root);
  // A right name at the wrong place: `port` for `tcp.port`.
  const meant =
    nearestName(key, known) ?? known.find((candidate) => candidate.split('.').at(-1) === String(path.at(-1)));
  return [`${place}${key}: unknown key${meant ? `, did you mean ${meant}?` : ''}`];
}

/** `config/comet.toml: ` or `COMET__TCP__PORT: `. */
function source(path: readonly PropertyKey[], { origins, file }: Provenance): string {
  for (let length = path.length; length > 0; length--) {
    const origin = origins.get(path.slice(0, length).map(String).join('.'));
    if (origin) return `${origin}: `;
  }
  return file ? `${file}: ` : '';
}

/** `bus.servers[1]`; names that TOML would quote are quoted, so that none can break the line. */
function printPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else {
      const name = String(segment);
      text += (text ? '.' : '') + (/^[\w-]+$/.test(name) ? name : JSON.stringify(name));
    }
  }
  return text;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function show(value: unknown): string {
  if (typeof value === 'number') return String(value);
  // Tables may hold secrets.
  if (isTable(value)) return 'a table';
  if (Array.isArray(value) && value.some(isTable)) return 'a list of tables';
  // An address may carry a user and a password, and may be written without its scheme, or with half of it. Its query may be a key.
  const text = (JSON.stringify(value) ?? 'nothing')
    .replace(/(\/\/|(?<=")(?!\w+:\/\/))[^"]*@/g, '$1***@')
    .replace(/(\/[^"?]*\?)[^"]+/g, '$1***');
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
