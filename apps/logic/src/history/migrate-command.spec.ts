import { beforeEach, describe, expect, it } from '@jest/globals';
import { HistorySection } from '#config';
import { runMigrateCommand } from './migrate-command.js';

const OURS = 'postgres://goim@db.example/goim';
const ANOTHER = 'postgres://goim@elsewhere.example/goim';

let configured: object;
let migrated: HistorySection[];
let names: string[];

beforeEach(() => {
  configured = { url: OURS, tls: true, statementTimeout: '1s' };
  migrated = [];
  names = ['CreateHistory'];
});

/** @returns what goes to standard output */
async function run(...argv: string[]): Promise<string> {
  let out = '';
  await runMigrateCommand(argv, {
    out: (text) => void (out += text),
    configured: (file) => HistorySection.parse(file === undefined ? configured : { url: `postgres:///${file}` }),
    migrate: async (section) => {
      migrated.push(section);
      return names;
    },
  });
  return out;
}

describe('the command', () => {
  it('migrates the database that logic is configured to, as logic reaches it, and has an hour for a statement', async () => {
    expect(await run()).toBe('Done: CreateHistory\n');
    expect(migrated).toEqual([expect.objectContaining({ url: OURS, tls: true, statementTimeout: 3_600_000 })]);
    names = [];
    expect(await run('--config', 'other.toml')).toBe('The tables were up to date.\n');
    expect(migrated[1]!.url).toBe('postgres:///other.toml');
  });

  it('migrates the one that it is given, and asks for no configuration then', async () => {
    configured = { url: 7 };
    await run('--url', ANOTHER, '--statement-timeout', '10m');
    expect(migrated).toEqual([expect.objectContaining({ url: ANOTHER, tls: false, statementTimeout: 600_000 })]);
  });

  it('says what is wrong, with nothing of an address in it, and does nothing', async () => {
    await expect(run('--url', 'mysql://secret')).rejects.toThrow(/^--url must be an address such as postgres:/);
    await expect(run('--statement-timeout', 'long')).rejects.toThrow('--statement-timeout one such as 10m');
    await expect(run('--uri', ANOTHER)).rejects.toThrow("Unknown option '--uri' (see --help)");
    configured = {};
    await expect(run()).rejects.toThrow('name the database by --url or LOGIC__HISTORY__URL (see --help)');
    expect(migrated).toEqual([]);
  });

  it('shows what it takes', async () => {
    expect(await run('--help')).toContain('npm run migrate -- [options]');
  });
});
