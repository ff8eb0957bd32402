import { describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFileOf, readTables, startSettings } from '../../launcher/start-settings.mjs';

const APPS = ['logic', 'comet', 'job'];
const EMBEDDED = 'postgres:///postgres?host=%2Ftmp%2Fembedded&user=postgres';
const OTHER = 'postgres://goim:secret@db:5432/goim';
const URL_LINE = `[history]\nurl = "${OTHER}"`;

/** What is turned on where nobody has said anything of it. */
const TRIAL = { LOGIC__EXAMPLES__ENABLED: 'true', LOGIC__UPSTREAM__RELAY: 'members' };
const HISTORY: Record<string, string> = Object.fromEntries(
  ['LOGIC', 'JOB'].flatMap((app) => [
    [`${app}__HISTORY__URL`, EMBEDDED],
    [`${app}__HISTORY__POOL_SIZE`, '2'],
    [`${app}__HISTORY__CONNECT_TIMEOUT`, '10s'],
  ]),
);

/** What `npm start` makes of these configuration files and this environment, with the embedded database where one is to be started. */
async function settingsFor(files: Record<string, string>, env: NodeJS.ProcessEnv = {}) {
  const root = await mkdtemp(join(tmpdir(), 'goim-start-'));
  try {
    await mkdir(join(root, 'config'));
    for (const [app, text] of Object.entries(files)) await writeFile(join(root, configFileOf(app)), text);
    const settings = startSettings({ env, tables: await readTables({ root, apps: APPS }) });
    const { needsDatabase, showsChat, warnings } = settings;
    return { needsDatabase, showsChat, warnings, env: settings.environment(needsDatabase ? EMBEDDED : undefined) };
  } finally {
    await rm(root, { recursive: true });
  }
}

describe('what npm start sets for the apps', () => {
  it('is the chat, its relays and an embedded database, with the configuration files as they are shipped or with none', async () => {
    const all = { needsDatabase: true, showsChat: true, warnings: [], env: { ...TRIAL, ...HISTORY } };
    const shipped = startSettings({ env: {}, tables: await readTables({ root: '.', apps: APPS }) });
    expect({ ...shipped, env: shipped.environment(EMBEDDED) }).toMatchObject(all);
    expect(await settingsFor({})).toEqual(all);
  });

  it('leaves what logic.toml says of the chat and of relays as it is there', async () => {
    const { env, showsChat } = await settingsFor({ logic: '[examples]\nenabled = false\n[upstream]\nrelay = "off"' });
    expect(env).toEqual(HISTORY);
    expect(showsChat).toBe(false);
    expect((await settingsFor({ logic: '[upstream]\nrelay = "off"' })).env).toEqual({
      LOGIC__EXAMPLES__ENABLED: 'true',
      ...HISTORY,
    });
  });

  it('is no embedded database where the files name one', async () => {
    const { env, needsDatabase, warnings } = await settingsFor({ logic: URL_LINE, job: URL_LINE });
    expect({ env, needsDatabase, warnings }).toEqual({ env: TRIAL, needsDatabase: false, warnings: [] });
  });

  it('is no embedded database where neither logic nor job keeps messages', async () => {
    const off = '[history]\nenabled = false';
    expect(await settingsFor({ logic: off, job: off })).toMatchObject({ env: TRIAL, needsDatabase: false });
    expect(await settingsFor({ logic: off })).toMatchObject({ needsDatabase: true });
  });

  it('leaves the pool of an app as its file has it', async () => {
    const { env } = await settingsFor({ job: '[history]\npoolSize = 1\nconnectTimeout = "30s"' });
    const others: Record<string, string> = { ...TRIAL, ...HISTORY };
    delete others['JOB__HISTORY__POOL_SIZE'];
    delete others['JOB__HISTORY__CONNECT_TIMEOUT'];
    expect(env).toEqual(others);
  });

  it('leaves the environment as it is, which goes before the files', async () => {
    const env = {
      LOGIC__EXAMPLES__ENABLED: 'false',
      LOGIC__HISTORY__URL: OTHER,
      JOB__HISTORY__URL: OTHER,
      PATH: '/bin',
    };
    expect(await settingsFor({ logic: '[examples]\nenabled = true' }, env)).toEqual({
      needsDatabase: false,
      showsChat: false,
      warnings: [],
      env: { LOGIC__UPSTREAM__RELAY: 'members', ...env },
    });
  });

  it('knows variables by each spelling that the apps take', async () => {
    const env = { LOGIC__history__url: OTHER, JOB__History__Url: OTHER, LOGIC__Examples__ENABLED: 'FALSE' };
    expect(await settingsFor({}, env)).toEqual({
      needsDatabase: false,
      showsChat: false,
      warnings: [],
      env: { LOGIC__UPSTREAM__RELAY: 'members', ...env },
    });
  });

  it.each([
    ['logic', 'job', 'no messages are kept'],
    ['job', 'logic', 'nobody can read the messages that are kept'],
  ])('says so where %s names a database and %s does not, and starts none', async (named, unnamed, so) => {
    const variable = `${unnamed.toUpperCase()}__HISTORY__URL`;
    const half = await settingsFor({ [named]: URL_LINE });
    expect(half.warnings).toEqual([
      `history.url is set for ${named} and not for ${unnamed}, so ${so}: set it in config/${unnamed}.toml or by ${variable} as well.`,
    ]);
    expect(half).toMatchObject({ needsDatabase: false, env: TRIAL });
    expect((await settingsFor({ [named]: URL_LINE }, { [variable]: OTHER })).warnings).toEqual([]);
    const wanted = { [named]: URL_LINE, [unnamed]: '[history]\nenabled = false' };
    expect((await settingsFor(wanted)).warnings).toEqual([]);
  });

  it('says that the NATS servers of a file have no effect, where they have none', async () => {
    const files = { comet: '[bus]\nservers = ["nats://nats:4222"]' };
    expect((await settingsFor(files)).warnings).toEqual([
      'bus.servers in config/comet.toml has no effect: npm start has a nats-server of its own, unless NATS_URL names one.',
    ]);
    expect((await settingsFor(files, { NATS_URL: 'nats://nats:4222' })).warnings).toEqual([]);
    expect((await settingsFor(files, { COMET__BUS__SERVERS: 'nats://nats:4222' })).warnings).toEqual([]);
  });

  it('is the same with a file that cannot be read, of which the app says what is wrong', async () => {
    expect(await settingsFor({ logic: '[history\nurl = 1', job: 'history = 3' })).toMatchObject({
      needsDatabase: true,
      warnings: [],
      env: { ...TRIAL, ...HISTORY },
    });
  });
});
