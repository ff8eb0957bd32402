import { z } from 'zod';
import { variableName, variablePrefix, type AppName } from './app-name.js';
import { adviceOnOurs, noGoimNames, parseGoBoolean, type GoimNames, type StartUpSetting } from './goim-names.js';
import { nearestName } from './nearest-name.js';
import { valueKeys, type SchemaNode } from './schema-tree.js';
import { findNode, readText } from './setting-text.js';

/** Comma-separated NATS addresses, for every app whose schema has `bus.servers`. The app's own variable goes before it. */
const SHARED_VARIABLES: Readonly<Record<string, string>> = { NATS_URL: 'bus.servers' };

/** One value that is laid over the file, on its way to a key. */
export interface Setting {
  readonly key: string;
  /** What set it, for errors: `COMET__TCP__PORT`, `-region`, `goim_config comet.log.level`. */
  readonly origin: string;
  readonly value: unknown;
}

/** This process's environment. The one place that touches it, so that nothing else is configured behind the file's back. */
export function processEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}

/** True when the `DEBUG` variable asks for stacks beside the one-line messages: goim's switch, which may be off. */
export function stackTracesWanted(env: NodeJS.ProcessEnv = processEnvironment()): boolean {
  const { DEBUG: text = '' } = env;
  return text !== '' && parseGoBoolean(text) !== false;
}

/**
 * Reads the app's variables, and before them those that apps share. The schema guides it: which segment is which key, and
 * whether a text becomes a number.
 * @returns the settings, later ones going before earlier ones, and a line for each variable with the app's prefix that
 *   belongs to no key
 */
export function readEnvironment(
  app: AppName,
  root: SchemaNode,
  env: NodeJS.ProcessEnv,
  { startUp, keys }: GoimNames = noGoimNames,
): { settings: Setting[]; problems: string[] } {
  const settings = [...readSharedVariables(root, env), ...readGoimVariables(root, env, startUp)];
  const problems: string[] = [];
  const prefix = variablePrefix(app);
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(prefix) || text === undefined) continue;
    const node = findNode(root, variable.slice(prefix.length).split('__'));
    if (node && !node.children) {
      settings.push({ key: node.key, origin: variable, value: readText(node, text) });
      continue;
    }
    const advice = adviceOnOurs(keys, (key) => variableName(app, key), variable);
    if (advice !== undefined) {
      problems.push(`${variable}: ${advice}`);
      continue;
    }
    const meant = nearestName(
      variable,
      valueKeys(root).map((key) => variableName(app, key)),
    );
    problems.push(
      `${variable}: ${node ? 'names a section, expected one of its keys' : 'unknown variable'}` +
        (meant ? `, did you mean ${meant}?` : ''),
    );
  }
  return { settings, problems };
}

function readSharedVariables(root: SchemaNode, env: NodeJS.ProcessEnv): Setting[] {
  return Object.entries(SHARED_VARIABLES).flatMap(([variable, key]) => {
    const text = env[variable];
    const node = findNode(root, key.split('.'));
    return text && node ? [{ key, origin: variable, value: readText(node, text) }] : [];
  });
}

function readGoimVariables(root: SchemaNode, env: NodeJS.ProcessEnv, startUp: readonly StartUpSetting[]): Setting[] {
  return startUp.flatMap(({ variable, key }) => {
    const text = env[variable];
    // DEBUG is other programs' as well, with texts of their own: those say nothing to us, as in goim.
    if (!text || (variable === 'DEBUG' && parseGoBoolean(text) === undefined)) return [];
    return readStartUpText(root, key, text, variable);
  });
}

/** goim's flags, by name. They go before the environment, being the nearest to whoever starts the app. */
export function readFlags(
  root: SchemaNode,
  flags: Readonly<Record<string, string>>,
  startUp: readonly StartUpSetting[],
): Setting[] {
  return startUp.flatMap(({ flag, key }) => {
    const text = flags[flag];
    return text === undefined ? [] : readStartUpText(root, key, text, `-${flag}`);
  });
}

function readStartUpText(root: SchemaNode, key: string, text: string, origin: string): Setting[] {
  const node = findNode(root, key.split('.'));
  if (!node) return [];
  const truth = parseGoBoolean(text);
  // goim's debug is a switch. Off says nothing of the level, and what is no switch is left for the schema to refuse.
  if (key === 'log.level') return truth === false ? [] : [{ key, origin, value: truth ? 'debug' : text }];
  if (node.core instanceof z.ZodBoolean) return [{ key, origin, value: truth ?? text }];
  return [{ key, origin, value: readText(node, text) }];
}
