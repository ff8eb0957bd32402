import type { z } from 'zod';
import { defaultConfigFile, type AppName } from './app-name.js';
import { ConfigError } from './config-error.js';
import { readConfigFile } from './config-file.js';
import { processEnvironment, readEnvironment, type Setting } from './environment.js';
import { describeIssue } from './problems.js';
import { schemaTree } from './schema-tree.js';

export interface LoadConfigOptions<S extends z.ZodObject> {
  readonly app: AppName;
  readonly schema: S;
  /** Must exist when given. Otherwise `config/<app>.toml` is read where it exists. */
  readonly file?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Defaults, under the TOML file, under the environment; checked once.
 *
 * `COMET__SESSION__HANDSHAKE_TIMEOUT=5s` sets `session.handshakeTimeout`; a list is comma-separated or JSON; `NATS_URL`
 * sets `bus.servers`. Keys and variables that nothing reads are refused, because a misspelt one would else be silently
 * without effect.
 * @throws ConfigError with every problem found
 */
export function loadConfig<S extends z.ZodObject>({
  app,
  schema,
  file,
  env = processEnvironment(),
}: LoadConfigOptions<S>): z.output<S> {
  const path = file ?? defaultConfigFile(app);
  const table = readConfigFile(path, file !== undefined);
  const root = schemaTree(schema);
  const { settings, problems } = readEnvironment(app, root, env);
  const given: Table = table ?? {};
  for (const setting of settings) apply(given, setting);

  const result = schema.strict().safeParse(given);
  if (!result.success) {
    const variables = new Map(settings.map(({ key, variable }) => [key, variable]));
    const from = { app, root, file: table && path, variables, given };
    problems.push(...result.error.issues.flatMap((issue) => describeIssue(issue, from)));
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return result.data as z.output<S>;
}

interface Table {
  [key: string]: unknown;
}

function apply(target: Table, { key, value }: Setting): void {
  const segments = key.split('.');
  const last = segments.pop()!;
  let table = target;
  for (const segment of segments) {
    const next = (table[segment] ??= {});
    // `tcp = 5` in the file: left for the schema to refuse, rather than hidden under the variable.
    if (typeof next !== 'object' || next === null || Array.isArray(next)) return;
    table = next as Table;
  }
  table[last] = value;
}
