import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '#config';
import { Metrics } from '#observability';
import { ApiKeyFile } from '#callers/nest';
import { runKeysCommand } from './keys-command.js';

const NOW = Date.parse('2026-11-29T11:00:00Z');

let folder: string;
let file: string;
let told: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goim-keys-'));
  file = join(folder, 'sub/api-keys.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** @returns what goes to standard output */
function run(...argv: string[]): string {
  let out = '';
  told = '';
  runKeysCommand(argv, {
    out: (text) => void (out += text),
    tell: (text) => void (told += text),
    configuredFile: () => file,
    now: () => NOW,
  });
  return out;
}

function idOf(token: string): string {
  return token.split('_')[1]!;
}

describe('the command', () => {
  it('makes a key whose secret is shown, and is nowhere else', () => {
    const token = run('create', '--name', 'billing', '--scope', 'push,read').trim();
    expect(token).toMatch(/^goim_[\da-f]{12}_[\da-f]{64}$/);
    expect(told).toContain(idOf(token));
    const secret = token.split('_')[2]!;
    expect(told + readFileSync(file, 'utf8') + run('list')).not.toContain(secret);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.new`)).toBe(false);
  });

  it('makes keys that logic takes, with their limits, until they are revoked', () => {
    const token = run(
      'create',
      '--name',
      'a',
      '--scope',
      'push',
      '--room-types',
      'live,chat',
      '--operations',
      '1000',
      '--rate',
      '50',
      '--expires',
      '90d',
    ).trim();
    const other = run('create', '--name', 'b', '--scope', 'admin').trim();
    const keys = new ApiKeyFile(file, new Metrics({ processMetrics: false }));
    try {
      expect(keys.find(token)).toMatchObject({
        name: 'a',
        scopes: new Set(['push']),
        expires: NOW + 90 * 86_400_000,
        push: { roomTypes: new Set(['live', 'chat']), operations: new Set([1000]), allowance: { perSecond: 50 } },
      });
      expect(keys.find(other)).toMatchObject({ name: 'b', push: {} });
      run('revoke', idOf(token));
      keys.reload();
      expect([keys.find(token), keys.find(other)?.name]).toEqual([undefined, 'b']);
    } finally {
      keys.onModuleDestroy();
    }
  });

  it('lists what there is, and what has expired', () => {
    run('list');
    expect(told).toContain('No keys are in');
    const token = run('create', '--name', 'billing', '--scope', 'push', '--rate', '5', '--expires', '12h');
    expect(run('list')).toMatch(
      new RegExp(`^ID .*\\n${idOf(token)}  push    2026-11-29T23:00  billing  {"perSecond":5}\\n$`),
    );
    const entries = readFileSync(file, 'utf8');
    writeFileSync(file, entries.replace('2026-11-29T23', '2026-11-29T10'));
    expect(run('list')).toContain('expired');
  });

  it.each<[string[], string]>([
    [['create', '--scope', 'push'], '--name: say whom the key is for'],
    [['create', '--name', 'a'], '--scope: say what the key is for: push, read, admin'],
    [['create', '--name', 'a', '--scope', 'root'], '--scope: Invalid option: expected one of "push"|"read"|"admin"'],
    [['create', '--name', '', '--scope', 'push'], '--name: '],
    [
      ['create', '--name', 'a', '--scope', 'push', '--expires', 'soon'],
      '--expires: expected 90d, 12h, 30m or a time to come such as 2027-01-01T00:00:00Z, got "soon"',
    ],
    [['create', '--name', 'a', '--scope', 'push', '--expires', '2020-01-01'], '--expires: expected'],
    [['create', '--name', 'a', '--scope', 'push', '--rate', 'x'], '--rate: '],
    [
      ['create', '--name', 'a', '--scope', 'push', '--operations', '1,x'],
      '--operations: expected whole numbers from -2147483648 to 2147483647, by commas, got "1,x"',
    ],
    [['create', '--name', 'a', '--scope', 'read', '--rate', '5'], '--room-types, --operations, --rate: limits pushes'],
    [['create', '--name', 'a', '--scope', 'push', '--rat', '5'], "Unknown option '--rat' (see --help)"],
    [['create', 'x', '--name', 'a'], 'expected create, list or revoke ID, got "create x"'],
    [['revoke'], 'revoke: name the id of one key'],
    [['revoke', 'abc'], 'has no key "abc" (see list)'],
    [[], 'expected create, list or revoke ID, got ""'],
  ])('says what is wrong with %j, and changes nothing', (argv, message) => {
    expect(() => run(...argv)).toThrow(message);
    expect([existsSync(file), existsSync(`${file}.new`)]).toEqual([false, false]);
  });

  it.each([
    '45',
    '',
    '0d',
    '90',
    '90days',
    'tomorrow 45',
    'Jan 1 2027',
    '2027',
    '2027-01',
    '2027-02-30',
    '2027-01-01 and 45',
    '2027-01-01T25:00:00Z',
  ])('refuses %j as the end of a key, by the name of the option, and writes nothing', (expires) => {
    expect(() => run('create', '--name', 'a', '--scope', 'push', '--expires', expires)).toThrow(
      `a time to come such as 2027-01-01T00:00:00Z, got ${JSON.stringify(expires)}`,
    );
    expect(existsSync(file)).toBe(false);
  });

  it.each(['', '1000,', ',', '1000,,1001', '0x10', '1e3', '1.5', '2147483648', '-2147483649'])(
    'refuses %j as operations, by the name of the option, and writes nothing',
    (operations) => {
      expect(() => run('create', '--name', 'a', '--scope', 'push', `--operations=${operations}`)).toThrow(
        `--operations: expected whole numbers from -2147483648 to 2147483647, by commas, got ${JSON.stringify(operations)}`,
      );
      expect(existsSync(file)).toBe(false);
    },
  );

  it('takes every operation that a push may have', () => {
    run('create', '--name', 'a', '--scope', 'push', '--operations=-2147483648, 0,2147483647');
    expect(run('list')).toContain('{"operations":[-2147483648,0,2147483647]}');
  });

  it.each([
    [['--expires', '90d'], ', and is not taken from 2027-02-27T11:00:00.000Z on.'],
    [['--expires', '30m'], ', and is not taken from 2026-11-29T11:30:00.000Z on.'],
    [['--expires', '2027-01-01'], ', and is not taken from 2027-01-01T00:00:00.000Z on.'],
    [['--expires', '2027-01-01T00:00:00+02:00'], ', and is not taken from 2026-12-31T22:00:00.000Z on.'],
    [[], ', and never expires.'],
  ])('says when a key made with %j ends', (expires, end) => {
    run('create', '--name', 'a', '--scope', 'push', ...expires);
    expect(told).toContain(end);
  });

  it('leaves a file alone that it does not understand, or that another command changes', () => {
    run('create', '--name', 'a', '--scope', 'push');
    writeFileSync(`${file}.new`, '');
    expect(() => run('create', '--name', 'b', '--scope', 'push')).toThrow(
      /api-keys\.json\.new: is there: another command/,
    );
    rmSync(`${file}.new`);
    writeFileSync(file, '{"keys":[{"id":"goim_secret"}]}');
    expect(() => run('create', '--name', 'b', '--scope', 'push')).toThrow(/api-keys\.json: keys\.0\.id: /);
    expect(readFileSync(file, 'utf8')).toBe('{"keys":[{"id":"goim_secret"}]}');
  });

  it('says in one line that there can be no folder for the file, or no file', () => {
    const create = ['create', '--name', 'a', '--scope', 'push', '--file'] as const;
    const taken = join(folder, 'taken');
    writeFileSync(taken, '');
    expect(() => run(...create, join(taken, 'api-keys.json'))).toThrow(ConfigError);
    expect(() => run(...create, join(taken, 'api-keys.json'))).toThrow(
      /^\S+taken: the folder of the keys cannot be made/,
    );
    const nameOfFolder = join(folder, 'folder');
    mkdirSync(nameOfFolder);
    expect(() => run(...create, nameOfFolder)).toThrow(ConfigError);
  });

  it('explains itself', () => {
    expect(run('--help')).toMatch(/^Makes, lists and revokes/);
  });
});

describe('the keys that logic has', () => {
  it('are none without a file, come with it, and stay where it cannot be used', async () => {
    const metrics = new Metrics({ processMetrics: false });
    const keys = new ApiKeyFile(file, metrics);
    try {
      keys.reload();
      const token = run('create', '--name', 'a', '--scope', 'push').trim();
      keys.reload();
      expect(keys.find(token)?.name).toBe('a');
      for (const wrong of [
        token.slice(0, -1),
        `${token.slice(0, -1)}g`,
        token.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
        '',
      ]) {
        expect(keys.find(wrong)).toBeUndefined();
      }
      writeFileSync(file, '{"keys":');
      keys.reload();
      rmSync(file);
      keys.reload();
      expect(keys.find(token)?.name).toBe('a');
      const { values } = await metrics.registry.getSingleMetric('goim_api_key_reloads_total')!.get();
      expect(values.map(({ labels, value }) => [labels['outcome'], value])).toEqual([
        ['refused', 2],
        ['loaded', 1],
      ]);
    } finally {
      keys.onModuleDestroy();
    }
  });

  it('go on with what is left of their pushes, or owed, where their rate was changed', () => {
    const token = run('create', '--name', 'a', '--scope', 'push', '--rate', '0.001').trim();
    const keys = new ApiKeyFile(file, new Metrics({ processMetrics: false }));
    try {
      const take = (pushes: number) => keys.find(token)!.push.allowance!.take(pushes, performance.now());
      expect(take(11)).toBe(0);
      writeFileSync(file, readFileSync(file, 'utf8').replace('0.001', '0.1'));
      keys.reload();
      expect(take(1)).toBeCloseTo(11 / 0.1, -1);
    } finally {
      keys.onModuleDestroy();
    }
  });

  it('are refused at the start where the file cannot be used, with nothing of it in the error', () => {
    writeFileSync(join(folder, 'keys'), '{"keys":[{"sha256":"nobody may see it"}]}');
    expect(() => new ApiKeyFile(join(folder, 'keys'), new Metrics({ processMetrics: false }))).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('nobody') }),
    );
    expect(() => new ApiKeyFile(folder, new Metrics({ processMetrics: false }))).toThrow('is not a regular file');
  });
});
