import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { readCommandLine } from './command-line.js';
import { ConfigError } from './config-error.js';
import type { GoimNames } from './goim-names.js';

const names: GoimNames = {
  keys: [],
  startUp: [
    { flag: 'region', variable: 'REGION', key: 'node.region', value: 'sh', what: 'region' },
    { flag: 'deploy.env', variable: 'DEPLOY_ENV', key: 'node.env', value: 'prod', what: 'environment' },
    { flag: 'addrs', variable: 'ADDRS', key: 'node.addrs', value: 'A,B', what: 'addresses' },
    { flag: 'weight', variable: 'WEIGHT', key: 'node.weight', value: '10', what: 'share of the new clients' },
    { flag: 'offline', variable: 'OFFLINE', key: 'node.offline', what: 'take no new clients' },
    { flag: 'debug', variable: 'DEBUG', key: 'log.level', what: 'log at level debug' },
  ],
  idleFlags: [],
};

const read = (...argv: string[]) =>
  readCommandLine({ app: 'comet', summary: 'holds the connections', goim: names, argv });

let printed = '';
class Exit extends Error {}

// For every test: a process that really exits with 0 would look like a suite that passed.
beforeEach(() => {
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  jest.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Exit(String(code));
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('readCommandLine', () => {
  it('takes the configuration file', () => {
    expect(read('--config', 'a.toml').configFile).toBe('a.toml');
    expect(read('--config=a.toml').configFile).toBe('a.toml');
    expect(read('-c', 'a.toml').configFile).toBe('a.toml');
    expect(read()).toEqual({ configFile: undefined, flags: {}, withoutEffect: [] });
  });

  it("takes goim's flags as Go spells them", () => {
    const started = read('-conf=a.toml', '-region', 'sh', '-deploy.env=prod', '--weight=10', '-addrs=a,b', '-offline');
    expect(started).toEqual({
      configFile: 'a.toml',
      flags: { region: 'sh', 'deploy.env': 'prod', weight: '10', addrs: 'a,b', offline: 'true' },
      withoutEffect: [],
    });
    expect(read('-conf', 'b.toml', '-debug=false')).toMatchObject({ configFile: 'b.toml', flags: { debug: 'false' } });
  });

  it('says which of them have no effect on an app', () => {
    const [debug] = names.startUp.filter(({ flag }) => flag === 'debug');
    const goim = { ...names, startUp: [debug!], idleFlags: [{ flag: 'region', value: 'sh' }, { flag: 'offline' }] };
    const started = readCommandLine({ app: 'job', summary: '', goim, argv: ['-region', 'sh', '-debug', '-offline'] });
    expect(started.withoutEffect).toEqual(['region', 'offline']);
  });

  it.each([
    [['--colour'], "Unknown option '--colour' (known: --config FILE, --help, --version)"],
    [['-x'], "Unknown option '-x' (known: --config FILE, --help, --version)"],
    [['a.toml'], /^Unexpected argument 'a\.toml'/],
    [['--config'], /^Option '-c, --config <value>' argument missing/],
    [['--config='], '--config: expected the path of a TOML file, got ""'],
    [['--config', '--help'], /^Option '--config' argument is ambiguous/],
    [['-region'], '-region: expected a value, such as -region=sh'],
    [['-conf'], /^Option '-c, --config <value>' argument missing/],
    [['-regoin=sh'], /^Unknown option '-r'/],
    [['--help=yes'], /^Option '-h, --help' does not take an argument/],
  ])('refuses %j in one line', (argv, message) => {
    let thrown: unknown;
    try {
      read(...argv);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ConfigError);
    expect((thrown as ConfigError).message).toMatch(message);
    expect((thrown as ConfigError).message).not.toMatch(/[\r\n]/);
  });

  describe('when it prints', () => {
    it('explains options, variables and where the reference is, and exits with 0', () => {
      expect(() => read('--help')).toThrow(new Exit('0'));
      for (const part of [
        'comet: holds the connections',
        '--config',
        'COMET__SECTION__SOME_KEY',
        'NATS_URL',
        '-deploy.env prod',
        'DEPLOY_ENV',
        'goim_config',
        'SIGHUP',
        'config/comet.toml',
        'docs/configuration.md',
      ]) {
        expect(printed).toContain(part);
      }
    });

    it('prints the version and exits with 0', () => {
      expect(() => read('--version')).toThrow(new Exit('0'));
      expect(printed).toMatch(/^comet \d+\.\d+\.\d+\S*\n$/);
    });
  });
});
