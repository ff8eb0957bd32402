import type { z } from 'zod';
import { defaultConfigFile, type AppName } from './app-name.js';
import { ConfigError } from './config-error.js';
import { readConfigFile } from './config-file.js';
import { processEnvironment, readEnvironment, readFlags, type Setting } from './environment.js';
import { noGoimNames, type GoimNames } from './goim-names.js';
import { describeIssue } from './problems.js';
import { readRemote, type RemoteEntries } from './remote-settings.js';
import { schemaTree } from './schema-tree.js';
import { setKey, type Table } from './table.js';

export interface LoadConfigOptions<S extends z.ZodObject> {
  readonly app: AppName;
  readonly schema: S;
  /** Must exist when given. Otherwise `config/<app>.toml` is read where it exists. */
  readonly file?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What goim calls the settings of this app. */
  readonly goim?: GoimNames;
  /** goim's flags, as `readCommandLine` gives them. */
  readonly flags?: Readonly<Record<string, string>>;
  /** What the remote bucket holds. */
  readonly remote?: RemoteEntries;
  /** Looks at what the schema can't, of keys that need a restart; of others `LiveConfig.check` does. @throws ConfigError */
  check?(config: z.output<S>): void;
}

/** A configuration without a fault, and where it was read from. */
export interface CheckedConfig<S extends z.ZodObject> {
  readonly options: LoadConfigOptions<S>;
  readonly config: z.output<S>;
}

/**
 * The configuration as far as it can be had without the bus.
 * @throws ConfigError with every problem found
 */
export function checkConfig<S extends z.ZodObject>(options: LoadConfigOptions<S>): CheckedConfig<S> {
  return { options, config: loadConfig(options) };
}

/**
 * Defaults, under the TOML file, under the remote bucket, under the environment, under the flags; checked once.
 *
 * `COMET__SESSION__HANDSHAKE_TIMEOUT=5s` sets `session.handshakeTimeout`; a list is comma-separated or JSON; `NATS_URL`
 * sets `bus.servers`; goim's variables (`REGION`, …) set theirs. Keys and variables that nothing reads are refused, because
 * a misspelt one would else be silently without effect.
 * @throws ConfigError with every problem found
 */
export function loadConfig<S extends z.ZodObject>(options: LoadConfigOptions<S>): z.output<S> {
  return readConfig(options).config;
}

/** A configuration, and what it was made from: what is given, without the defaults. */
export interface Reading<C> {
  readonly given: Table;
  readonly config: C;
}

/** `loadConfig`, with what was read. @throws ConfigError with every problem found */
export function readConfig<S extends z.ZodObject>(options: LoadConfigOptions<S>): Reading<z.output<S>> {
  const { app, schema, file, env = processEnvironment(), goim = noGoimNames, flags = {}, remote } = options;
  const path = file ?? defaultConfigFile(app);
  const table = readConfigFile(path, file !== undefined);
  const root = schemaTree(schema);
  const bucket = remote ? readRemote(app, root, remote) : { settings: [], problems: [] };
  const environment = readEnvironment(app, root, env, goim);
  const settings: Setting[] = [...bucket.settings, ...environment.settings, ...readFlags(root, flags, goim.startUp)];
  const problems = [...bucket.problems, ...environment.problems];
  const given: Table = table ?? {};
  for (const { key, value } of settings) setKey(given, key.split('.'), value);

  const result = schema.strict().safeParse(given);
  if (!result.success) {
    const origins = new Map(settings.map(({ key, origin }) => [key, origin]));
    const from = { app, root, file: table && path, origins, given, goimKeys: goim.keys };
    problems.push(...result.error.issues.flatMap((issue) => describeIssue(issue, from)));
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const config = result.data as z.output<S>;
  options.check?.(config);
  return { given, config };
}
