import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A page for whoever tries the server, and what it needs. */
const FOR_A_TRIAL = { 'examples.enabled': 'true', 'upstream.relay': 'members' };

/** The embedded database works one query at a time: few connections, which wait for each other. */
const POOL_OF_EMBEDDED = { 'history.poolSize': '2', 'history.connectTimeout': '10s' };

/**
 * @typedef {Record<string, unknown>} Table
 * @typedef {Record<string, Table | undefined>} Tables what the configuration file of each app holds, by the app's name
 */

/** @param {string} app */
export function configFileOf(app) {
  return `config/${app}.toml`;
}

/**
 * A file that is missing or cannot be read counts as one that sets nothing: the app reads it again, and says what is wrong with it.
 *
 * @param {{ root: string, apps: readonly string[] }} options
 * @returns {Promise<Tables>}
 */
export async function readTables({ root, apps }) {
  // Imported here, because the packages may have been missing when this process started.
  const { parse } = await import('smol-toml');
  return Object.fromEntries(
    await Promise.all(apps.map(async (app) => [app, await readTable(join(root, configFileOf(app)), parse)])),
  );
}

/**
 * @param {string} file
 * @param {(text: string) => Table} parse
 * @returns {Promise<Table>}
 */
async function readTable(file, parse) {
  try {
    // Asked first, because reading a pipe waits for its writer.
    return (await stat(file)).isFile() ? parse(await readFile(file, 'utf8')) : {};
  } catch {
    return {};
  }
}

/**
 * What `npm start` adds to the configuration of the apps. A variable goes before the file, so one is made only for what neither the
 * file nor the environment sets.
 *
 * @param {{ env: NodeJS.ProcessEnv, tables: Tables }} given
 */
export function startSettings({ env, tables }) {
  /** @param {string} app @param {string} key such as `history.url` */
  const valueOf = (app, key) => valueInEnvironment(env, app, key) ?? valueInFile(tables, app, key);
  /** @param {string} app */
  const wantsHistory = (app) => !isSwitch(valueOf(app, 'history.enabled'), false);
  /** @param {string} app */
  const namesDatabase = (app) => valueOf(app, 'history.url') !== undefined;

  /** @param {string} named @param {string} unnamed @param {string} so */
  const halfHistory = (named, unnamed, so) => {
    if (!namesDatabase(named) || namesDatabase(unnamed) || !wantsHistory(named) || !wantsHistory(unnamed)) return [];
    const where = `in ${configFileOf(unnamed)} or by ${variableOf(unnamed, 'history.url')}`;
    return [`history.url is set for ${named} and not for ${unnamed}, so ${so}: set it ${where} as well.`];
  };
  /** @param {string} app */
  const otherBroker = (app) => {
    const isUsed = env.NATS_URL || valueInEnvironment(env, app, 'bus.servers') !== undefined;
    if (isUsed || valueInFile(tables, app, 'bus.servers') === undefined) return [];
    return [
      `bus.servers in ${configFileOf(app)} has no effect: npm start has a nats-server of its own, unless NATS_URL names one.`,
    ];
  };

  return {
    /** Whether messages are to be kept, and no app names the database that they are to be kept in. */
    needsDatabase: ['logic', 'job'].some(wantsHistory) && !['logic', 'job'].some(namesDatabase),
    showsChat: isSwitch(valueOf('logic', 'examples.enabled') ?? true, true),
    /** Lines on what is half set, or has no effect. */
    warnings: [
      ...halfHistory('logic', 'job', 'no messages are kept'),
      ...halfHistory('job', 'logic', 'nobody can read the messages that are kept'),
      ...Object.keys(tables).flatMap(otherBroker),
    ],
    /**
     * @param {string | undefined} databaseUrl of the embedded database
     * @returns {NodeJS.ProcessEnv} the environment of the apps
     */
    environment: (databaseUrl) => {
      const history = databaseUrl === undefined ? {} : { 'history.url': databaseUrl, ...POOL_OF_EMBEDDED };
      const added = Object.entries({ logic: { ...FOR_A_TRIAL, ...history }, job: history }).flatMap(([app, settings]) =>
        Object.entries(settings)
          .filter(([key]) => valueOf(app, key) === undefined)
          .map(([key, value]) => [variableOf(app, key), value]),
      );
      return { ...Object.fromEntries(added), ...env };
    },
  };
}

/** @param {Tables} tables @param {string} app @param {string} key @returns {unknown} */
function valueInFile(tables, app, key) {
  const [section = '', name = ''] = key.split('.');
  return /** @type {Table | undefined} */ (tables[app]?.[section])?.[name];
}

/**
 * By any spelling that the apps take: they look at neither case nor underscores of a section and a key.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} app
 * @param {string} key
 */
function valueInEnvironment(env, app, key) {
  const prefix = `${app.toUpperCase()}__`;
  const variable = Object.keys(env).findLast(
    (name) => name.startsWith(prefix) && folded(name.slice(prefix.length).split('__')) === folded(key.split('.')),
  );
  return variable === undefined ? undefined : env[variable];
}

/** @param {readonly string[]} segments */
function folded(segments) {
  return segments.map((segment) => segment.replaceAll('_', '').toLowerCase()).join('.');
}

/** @param {string} app @param {string} key */
function variableOf(app, key) {
  const segments = [app, ...key.split('.')].map((segment) => segment.replace(/([a-z])([A-Z])/g, '$1_$2'));
  return segments.join('__').toUpperCase();
}

/**
 * @param {unknown} value of a file, or the text of a variable
 * @param {boolean} position
 */
function isSwitch(value, position) {
  return String(value).trim().toLowerCase() === String(position);
}
