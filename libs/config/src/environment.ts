import { z } from 'zod';
import { variableName, variablePrefix, type AppName } from './app-name.js';
import { fold, nearestName } from './nearest-name.js';
import { schemaTree, valueKeys, type SchemaNode } from './schema-tree.js';

/** Comma-separated NATS addresses, for every app whose schema has `bus.servers`. The app's own variable goes before it. */
const SHARED_VARIABLES: Readonly<Record<string, string>> = { NATS_URL: 'bus.servers' };

/** One value from the environment, on its way to a key. */
export interface Setting {
  readonly key: string;
  readonly variable: string;
  readonly value: unknown;
}

/** This process's environment. The one place that touches it, so that nothing else is configured behind the file's back. */
export function processEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}

/** True when the `DEBUG` variable asks for stacks beside the one-line messages. */
export function stackTracesWanted(env: NodeJS.ProcessEnv = processEnvironment()): boolean {
  return Boolean(env['DEBUG']);
}

/**
 * Reads the app's variables. The schema guides it: which segment is which key, and whether a text becomes a number.
 * @returns the settings, and a line for each variable with the app's prefix that belongs to no key
 */
export function readEnvironment(
  app: AppName,
  root: SchemaNode,
  env: NodeJS.ProcessEnv,
): { settings: Setting[]; problems: string[] } {
  const settings: Setting[] = [];
  const problems: string[] = [];
  const prefix = variablePrefix(app);
  const keys = new Set(valueKeys(root));
  for (const [variable, key] of Object.entries(SHARED_VARIABLES)) {
    const text = env[variable];
    const node = find(root, key.split('.'));
    if (text && node) settings.push({ key, variable, value: readText(node, text) });
  }
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(prefix) || text === undefined) continue;
    const node = find(root, variable.slice(prefix.length).split('__'));
    if (node && !node.children) {
      settings.push({ key: node.key, variable, value: readText(node, text) });
      continue;
    }
    const meant = nearestName(
      variable,
      [...keys].map((key) => variableName(app, key)),
    );
    problems.push(
      `${variable}: ${node ? 'names a section, expected one of its keys' : 'unknown variable'}` +
        (meant ? `, did you mean ${meant}?` : ''),
    );
  }
  return { settings, problems };
}

function find(root: SchemaNode, segments: readonly string[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = root;
  for (const segment of segments) {
    node = [...(node?.children ?? [])].find(([name]) => fold(name) === fold(segment))?.[1];
  }
  return node;
}

/** The text as the type that the key wants. What does not fit stays text, and the schema refuses it with the right words. */
function readText({ core }: SchemaNode, text: string): unknown {
  if (core instanceof z.ZodNumber)
    return /^\s*[-+]?(\d[\d_]*)(\.\d+)?([eE][-+]?\d+)?\s*$/.test(text) ? Number(text.replaceAll('_', '')) : text;
  if (core instanceof z.ZodBoolean) return { true: true, false: false }[text.trim().toLowerCase()] ?? text;
  if (core instanceof z.ZodArray) {
    const whole = readJson(text, '[');
    if (whole !== undefined) return whole;
    const element = schemaTree(core.def.element);
    const parts = text.split(',').map((part) => part.trim());
    return parts.filter((part) => part !== '').map((part) => readText(element, part));
  }
  if (core instanceof z.ZodRecord || core instanceof z.ZodObject) return readJson(text, '{') ?? text;
  return text;
}

function readJson(text: string, opening: '[' | '{'): unknown {
  if (!text.trimStart().startsWith(opening)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
