import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { host, port } from './address.js';
import { byteSize } from './byte-size.js';
import { ConfigError } from './config-error.js';
import { duration } from './duration.js';
import { loadConfig } from './load-config.js';
import { BusSection, LogSection, OpsSection, section } from './sections.js';
import { secret } from './traits.js';

const CometConfig = z.strictObject({
  tcp: section(
    z.strictObject({
      host: host().default('127.0.0.1'),
      port: port().default(3101),
      backlog: z.number().int().min(1).optional(),
    }),
  ),
  session: section(
    z
      .strictObject({
        handshakeTimeout: duration({ min: 100, max: 60_000 }).default(8_000),
        heartbeat: duration().default(240_000),
        maxBody: byteSize({ max: 1024 * 1024 }).default(4_096),
        overflow: z.enum(['disconnect', 'drop']).default('disconnect'),
        trace: z.boolean().default(false),
        traceMids: z.array(z.number().int()).default([]),
        ratio: z.number().min(0).max(1).default(0.5),
      })
      .refine(({ handshakeTimeout, heartbeat }) => handshakeTimeout < heartbeat, {
        message: 'handshakeTimeout must be shorter than heartbeat',
      }),
  ),
  tls: section(
    z
      .strictObject({ certFile: z.string().optional(), keyFile: z.string().optional() })
      .refine(({ certFile, keyFile }) => !certFile || keyFile, {
        path: ['keyFile'],
        message: 'is needed with certFile',
      }),
  ),
  regions: z.record(z.string(), z.array(z.string())).default({}),
  auth: section(z.strictObject({ secret: secret().optional() })),
  bus: section(BusSection),
  ops: section(OpsSection(3100)),
  log: section(LogSection),
  api: section(z.strictObject({ isOpen: z.boolean().default(false) })),
});

const repository = process.cwd();
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goim-config-'));
  file = join(folder, 'comet.toml');
  // Where no file is named, config/<app>.toml of the current folder would be read.
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(repository);
  rmSync(folder, { recursive: true, force: true });
});

function load(toml: string | Buffer, env: NodeJS.ProcessEnv = {}) {
  writeFileSync(file, toml);
  return loadConfig({ app: 'comet', schema: CometConfig, file, env });
}

function fromEnvironment(env: NodeJS.ProcessEnv) {
  return load('', env);
}

/** The one-line message of the ConfigError, without the temporary folder. */
function failure(action: () => unknown): string {
  let thrown: unknown;
  try {
    action();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ConfigError);
  const { message } = thrown as ConfigError;
  expect(message).not.toMatch(/[\r\n]/);
  return message.replaceAll(`${folder}/`, '');
}

describe('loadConfig', () => {
  it('gives the defaults of every section where there is no file and no variable', () => {
    const config = loadConfig({ app: 'comet', schema: CometConfig, env: {} });
    expect(config.tcp).toEqual({ host: '127.0.0.1', port: 3101 });
    expect(config.session.handshakeTimeout).toBe(8_000);
    const servers = ['nats://127.0.0.1:4222'];
    expect(config.bus).toEqual({ servers, connectWithin: 5_000, reconnectWait: 250, bucketBytes: 67_108_864, tls: {} });
    const tls = { minVersion: 'TLSv1.2' };
    const open = ['127.0.0.0/8', '::1'];
    expect(config.ops).toEqual({ host: '127.0.0.1', port: 3100, open, allowedHosts: [], tls });
    expect(config.log.level).toBe('info');
  });

  it('lays the file over the defaults and the environment over the file', () => {
    const config = load('[tcp]\nport = 1\nhost = "::1"\n[session]\nheartbeat = "1m30s"\nmaxBody = "64KiB"\n', {
      COMET__TCP__PORT: '0',
    });
    expect(config.tcp).toEqual({ host: '::1', port: 0 });
    expect(config.session).toMatchObject({ heartbeat: 90_000, maxBody: 65_536, handshakeTimeout: 8_000 });
  });

  it('reads the file of the app in config/ when none is named', () => {
    const before = process.cwd();
    mkdirSync(join(folder, 'config'));
    writeFileSync(join(folder, 'config', 'comet.toml'), '[tcp]\nport = 7');
    process.chdir(folder);
    try {
      expect(loadConfig({ app: 'comet', schema: CometConfig, env: {} }).tcp.port).toBe(7);
    } finally {
      process.chdir(before);
    }
  });

  it('reads variables as the types that the schema wants', () => {
    const config = fromEnvironment({
      COMET__SESSION__HANDSHAKE_TIMEOUT: '5s',
      COMET__SESSION__MAXBODY: '2048',
      COMET__SESSION__TRACE: 'true',
      COMET__SESSION__TRACE_MIDS: '1, 2,3',
      COMET__SESSION__RATIO: '0.25',
      COMET__SESSION__OVERFLOW: 'drop',
      COMET__REGIONS: '{"sh":["sh001"]}',
      COMET__AUTH__SECRET: '12345',
    });
    expect(config.session).toMatchObject({
      handshakeTimeout: 5_000,
      maxBody: 2_048,
      trace: true,
      traceMids: [1, 2, 3],
      ratio: 0.25,
      overflow: 'drop',
    });
    expect(config.regions).toEqual({ sh: ['sh001'] });
    expect(config.auth.secret).toBe('12345');
  });

  it('takes a list as JSON, and an empty text as an empty list', () => {
    expect(fromEnvironment({ COMET__SESSION__TRACE_MIDS: '[4,5]' }).session.traceMids).toEqual([4, 5]);
    expect(load('[session]\ntraceMids = [1]', { COMET__SESSION__TRACE_MIDS: '' }).session.traceMids).toEqual([]);
  });

  it('takes the NATS servers from NATS_URL, unless the app has a variable of its own', () => {
    const NATS_URL = 'nats://a:4222,nats://b:4222';
    expect(load('[bus]\nservers = ["nats://c"]', { NATS_URL }).bus.servers).toEqual(['nats://a:4222', 'nats://b:4222']);
    expect(fromEnvironment({ NATS_URL, COMET__BUS__SERVERS: 'nats://d' }).bus.servers).toEqual(['nats://d']);
    expect(fromEnvironment({ NATS_URL: '' }).bus.servers).toEqual(['nats://127.0.0.1:4222']);
  });

  describe('the remote bucket', () => {
    function remote(entries: Record<string, string>, toml = '', env: NodeJS.ProcessEnv = {}) {
      writeFileSync(file, toml);
      const bucket = { name: 'goim_config', entries: new Map(Object.entries(entries)) };
      return loadConfig({ app: 'comet', schema: CometConfig, file, env, remote: bucket });
    }

    it('goes before the file, key by key, and the environment before it', () => {
      const toml = '[session]\nheartbeat = "10s"\nratio = 0.1\n[tcp]\nbacklog = 5';
      const table = '[session]\nratio = 0.2\noverflow = "drop"';
      expect(remote({ comet: table }, toml, { COMET__SESSION__OVERFLOW: 'disconnect' })).toMatchObject({
        session: { heartbeat: 10_000, ratio: 0.2, overflow: 'disconnect' },
        tcp: { backlog: 5 },
      });
    });

    it('takes a table as TOML or JSON, and over it single values as texts', () => {
      const json = '{ "session": { "ratio": 0.3, "traceMids": [1] } }';
      expect(remote({ comet: json, 'comet.session.traceMids': '2,3', 'comet.log.level': 'debug' })).toMatchObject({
        session: { ratio: 0.3, traceMids: [2, 3] },
        log: { level: 'debug' },
      });
    });

    it('leaves the entries of other apps to them', () => {
      expect(remote({ logic: 'x =', 'job.queue.nope': '1' }).session.ratio).toBe(0.5);
    });

    it.each<[Record<string, string>, string]>([
      [{ 'comte.log.level': 'debug' }, 'goim_config comte.log.level: belongs to no app, did you mean comet?'],
      [{ 'comet.log.levle': 'x' }, 'goim_config comet.log.levle: unknown key, did you mean comet.log.level?'],
      [{ 'comet.log': 'x' }, 'goim_config comet.log: names a section, expected one of its keys'],
      [
        { 'comet.log.level': 'loud' },
        'goim_config comet.log.level: log.level: expected one of fatal, error, warn, info, debug, trace, got "loud"',
      ],
      [{ comet: '[log]\nlevle = "x"' }, 'goim_config comet: log.levle: unknown key, did you mean log.level?'],
      [{ comet: '[log\n' }, 'goim_config comet: line 1, column 5: not valid TOML: '],
      [{ comet: '{"log": ' }, 'goim_config comet: not valid JSON'],
      [{ comet: '{"__proto__": {"x": 1}}' }, 'goim_config comet: "__proto__" can\'t be a key'],
      [{ comet: '{"__proto__.x": 1}' }, 'goim_config comet: "__proto__.x" can\'t be a key'],
      [
        { 'comet.api.isOpen': 'true' },
        "goim_config comet.api.isOpen: api.isOpen can't be set for all machines: " +
          'set it in the file or the environment',
      ],
      [{ comet: '[proxies]\ntrusted = "0.0.0.0/0"' }, "goim_config comet: proxies can't be set for all machines"],
    ])('is refused with %j', (entries, message) => {
      expect(failure(() => remote(entries))).toContain(message);
      expect(Object.prototype).not.toHaveProperty('x');
    });
  });

  it('lets the app check what the schema cannot', () => {
    const check = (): void => {
      throw new ConfigError(['tcp.host: not that one']);
    };
    expect(failure(() => loadConfig({ app: 'comet', schema: CometConfig, env: {}, check }))).toBe(
      'tcp.host: not that one',
    );
  });

  it('leaves variables of others alone', () => {
    const env = { LOGIC__TCP__PORT: 'x', COMET_PORT: 'tcp://10.0.0.1:80', COMETS__A: '1', PATH: '/' };
    expect(fromEnvironment(env).tcp.port).toBe(3101);
  });

  it.each([
    ['[tcp]\nport = "x"', 'tcp.port: expected a whole number from 0 to 65535, got "x"'],
    ['[tcp]\nport = 65536', 'tcp.port: expected a whole number from 0 to 65535, got 65536'],
    ['[tcp]\nport = 1.5', 'tcp.port: expected a whole number from 0 to 65535, got 1.5'],
    ['[tcp]\nport = nan', 'tcp.port: expected a whole number from 0 to 65535, got NaN'],
    ['[tcp]\nbacklog = 0', 'tcp.backlog: expected a whole number of at least 1, got 0'],
    ['[tcp]\nhost = ""', 'tcp.host: expected a host name or an IP address, got ""'],
    ['[tcp]\nhost = 1979-05-27', 'tcp.host: expected a host name or an IP address, got "1979-05-27"'],
    ['tcp = 5', 'tcp: expected a section, got 5'],
    ['[[tcp]]\nport = 5', 'tcp: expected a section, got a list of tables'],
    ['[session]\nratio = 2', 'session.ratio: expected a number from 0 to 1, got 2'],
    ['[session]\ntrace = 1', 'session.trace: expected true or false, got 1'],
    ['[session]\noverflow = "block"', 'session.overflow: expected one of disconnect, drop, got "block"'],
    ['[session]\ntraceMids = 5', 'session.traceMids: expected a list, each a whole number, got 5'],
    ['[session]\ntraceMids = [1, "a"]', 'session.traceMids[1]: expected a whole number, got "a"'],
    [
      '[session]\nhandshakeTimeout = 5',
      'session.handshakeTimeout: expected a duration from 100ms to 1m, such as "500ms", "5s" or "1m30s", got 5',
    ],
    [
      '[session]\nhandshakeTimeout = "2m"',
      'session.handshakeTimeout: expected a duration from 100ms to 1m, such as "500ms", "5s" or "1m30s", got "2m"',
    ],
    [
      '[session]\nmaxBody = "2MiB"',
      'session.maxBody: expected a size from 0B to 1MiB, such as 4096, "64KiB" or "1MiB", got "2MiB"',
    ],
    [
      '[session]\nmaxBody = true',
      'session.maxBody: expected a size from 0B to 1MiB, such as 4096, "64KiB" or "1MiB", got true',
    ],
    ['[session]\nheartbeat = "1s"', 'session: handshakeTimeout must be shorter than heartbeat'],
    [
      '[bus]\nservers = []',
      'bus.servers: expected a list of at least 1, each a NATS address such as "nats://127.0.0.1:4222", got []',
    ],
    ...['ws://127.0.0.1:4222', 'wss://nats.example', 'http://a', 'nats://', 'nats://a b', 'nats://a/b'].map(
      (address) => [
        `[bus]\nservers = ["${address}"]`,
        'bus.servers[0]: expected a NATS address such as "nats://127.0.0.1:4222", got a value that is not shown',
      ],
    ),
    ['[tls]\ncertFile = "a"', 'tls.keyFile: is needed with certFile'],
    ['[regions]\nsh = "sh001"', 'regions.sh: expected a list, each text, got "sh001"'],
  ])('refuses %j', (toml, message) => {
    expect(failure(() => load(toml))).toBe(`comet.toml: ${message}`);
  });

  it.each(['ws://me:S3cret@a', 'me:S3cret@a b', 'nats://me:S3cret/x@a', 'nats://me:S3cret@a:port'])(
    'never repeats the password of the NATS address %s',
    (address) => {
      expect(failure(() => fromEnvironment({ NATS_URL: address }))).not.toContain('S3cret');
      expect(failure(() => load(`[bus]\nservers = "${address}"`))).not.toContain('S3cret');
    },
  );

  it('names the variable that a wrong value came from', () => {
    expect(failure(() => load('[tcp]\nport = 1', { COMET__TCP__PORT: 'x' }))).toBe(
      'COMET__TCP__PORT: tcp.port: expected a whole number from 0 to 65535, got "x"',
    );
    expect(failure(() => fromEnvironment({ COMET__SESSION__TRACE_MIDS: '1,b' }))).toBe(
      'COMET__SESSION__TRACE_MIDS: session.traceMids[1]: expected a whole number, got "b"',
    );
    expect(failure(() => fromEnvironment({ NATS_URL: ' , ' }))).toMatch(/^NATS_URL: bus\.servers: expected a list/);
  });

  it.each([
    ['[tcp]\nprot = 1', 'tcp.prot: unknown key, did you mean tcp.port?'],
    [
      '[session]\nhandshake_timeout = "1s"',
      'session.handshake_timeout: unknown key, did you mean session.handshakeTimeout?',
    ],
    ['port = 1', 'port: unknown key, did you mean tcp.port?'],
    ['[tpc]\nport = 1', 'tpc: unknown key, did you mean tcp?'],
    ['[zzzzzzzzz]\nfoo = 1', 'zzzzzzzzz: unknown key'],
    ['"a\\nb" = 1', '"a\\nb": unknown key'],
  ])('refuses the unknown key of %j with the nearest known one', (toml, message) => {
    expect(failure(() => load(toml))).toBe(`comet.toml: ${message}`);
  });

  it.each([
    ['COMET__TCP__PROT', 'unknown variable, did you mean COMET__TCP__PORT?'],
    ['COMET__HANDSHAKE_TIMEOUT', 'unknown variable'],
    ['COMET__TCP', 'names a section, expected one of its keys'],
    ['COMET__', 'unknown variable'],
    ['COMET__TCP__PORT__X', 'unknown variable, did you mean COMET__TCP__PORT?'],
    ['COMET____PROTO____', 'unknown variable'],
  ])('refuses the variable %s', (variable, message) => {
    expect(failure(() => fromEnvironment({ [variable]: '1' }))).toMatch(`${variable}: ${message}`);
  });

  it('reports every problem at once, in one line', () => {
    const message = failure(() => load('x = 1\n[tcp]\nport = -1', { COMET__NOPE: '1', COMET__LOG__LEVEL: 'loud' }));
    expect(message.split('; ')).toEqual([
      'COMET__NOPE: unknown variable',
      'comet.toml: tcp.port: expected a whole number from 0 to 65535, got -1',
      'COMET__LOG__LEVEL: log.level: expected one of fatal, error, warn, info, debug, trace, got "loud"',
      'comet.toml: x: unknown key',
    ]);
  });

  it('says how to set a key that has no default', () => {
    const schema = z.strictObject({ http: section(z.strictObject({ adminToken: z.string() })) });
    expect(failure(() => loadConfig({ app: 'logic', schema, env: {} }))).toBe(
      'http.adminToken: expected text, got nothing: set it in the file or by LOGIC__HTTP__ADMIN_TOKEN',
    );
  });

  it('never repeats a secret, nor the credentials of an address', () => {
    expect(failure(() => load('[auth]\nsecret = 1234'))).toBe(
      'comet.toml: auth.secret: expected text, got a value that is not shown',
    );
    expect(failure(() => fromEnvironment({ NATS_URL: 'nats://me:pw@a b' }))).not.toContain('pw');
  });

  it('cuts long values', () => {
    expect(failure(() => load(`[tcp]\nport = "${'x'.repeat(5_000)}"`)).length).toBeLessThan(200);
  });

  it.each([
    ['[tcp\nport = 1', /^comet\.toml: line 1, column \d+: not valid TOML: /],
    ['[tcp]\nport = 1\nport = 2', /^comet\.toml: line 3, column 1: not valid TOML: /],
    ['[tcp]\n__proto__ = 1', /^comet\.toml: line 2, column \d+: not valid TOML: /],
    ['a = 99999999999999999999', /^comet\.toml: line 1, column \d+: not valid TOML: /],
    ['\0', /^comet\.toml: line 1, column \d+: not valid TOML: /],
  ])('names line and column of the syntax error in %j', (toml, message) => {
    expect(failure(() => load(toml))).toMatch(message);
  });

  it('reads a file with a byte order mark and Windows line ends', () => {
    expect(load('\uFEFF[tcp]\r\nport = 9\r\n').tcp.port).toBe(9);
  });
});
