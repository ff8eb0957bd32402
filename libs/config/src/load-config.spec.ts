import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { CometConfig, ConfigFolder } from '../test/config-folder.js';
import { ConfigError } from './config-error.js';
import { loadConfig } from './load-config.js';
import { section } from './sections.js';

let on: ConfigFolder;

beforeEach(() => {
  on = new ConfigFolder();
});

afterEach(() => on.remove());

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
    const config = on.load('[tcp]\nport = 1\nhost = "::1"\n[session]\nheartbeat = "1m30s"\nmaxBody = "64KiB"\n', {
      COMET__TCP__PORT: '0',
    });
    expect(config.tcp).toEqual({ host: '::1', port: 0 });
    expect(config.session).toMatchObject({ heartbeat: 90_000, maxBody: 65_536, handshakeTimeout: 8_000 });
  });

  it('reads the file of the app in config/ when none is named', () => {
    const before = process.cwd();
    mkdirSync(join(on.folder, 'config'));
    writeFileSync(join(on.folder, 'config', 'comet.toml'), '[tcp]\nport = 7');
    process.chdir(on.folder);
    try {
      expect(loadConfig({ app: 'comet', schema: CometConfig, env: {} }).tcp.port).toBe(7);
    } finally {
      process.chdir(before);
    }
  });

  it('reads variables as the types that the schema wants', () => {
    const config = on.fromEnvironment({
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
    expect(on.fromEnvironment({ COMET__SESSION__TRACE_MIDS: '[4,5]' }).session.traceMids).toEqual([4, 5]);
    expect(on.load('[session]\ntraceMids = [1]', { COMET__SESSION__TRACE_MIDS: '' }).session.traceMids).toEqual([]);
  });

  it('refuses a list in JSON that is broken, rather than to take it for texts', () => {
    const inEnvironment = { COMET__API__NAMES: '["a", "b"' };
    expect(on.failure(() => on.fromEnvironment(inEnvironment))).toBe(
      'COMET__API__NAMES: api.names: expected a list, each text, got "[\\"a\\", \\"b\\""',
    );
    const NATS_URL = '[::1]:4222,[fe80::1]';
    expect(on.fromEnvironment({ NATS_URL }).bus.servers).toEqual(NATS_URL.split(','));
  });

  it('takes the NATS servers from NATS_URL, unless the app has a variable of its own', () => {
    const NATS_URL = 'nats://a:4222,nats://b:4222';
    expect(on.load('[bus]\nservers = ["nats://c"]', { NATS_URL }).bus.servers).toEqual([
      'nats://a:4222',
      'nats://b:4222',
    ]);
    expect(on.fromEnvironment({ NATS_URL, COMET__BUS__SERVERS: 'nats://d' }).bus.servers).toEqual(['nats://d']);
    expect(on.fromEnvironment({ NATS_URL: '' }).bus.servers).toEqual(['nats://127.0.0.1:4222']);
  });

  it('lets the app check what the schema cannot', () => {
    const check = (): void => {
      throw new ConfigError(['tcp.host: not that one']);
    };
    expect(on.failure(() => loadConfig({ app: 'comet', schema: CometConfig, env: {}, check }))).toBe(
      'tcp.host: not that one',
    );
  });

  it('leaves variables of others alone', () => {
    const env = { LOGIC__TCP__PORT: 'x', COMET_PORT: 'tcp://10.0.0.1:80', COMETS__A: '1', PATH: '/' };
    expect(on.fromEnvironment(env).tcp.port).toBe(3101);
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
    expect(on.failure(() => on.load(toml))).toBe(`comet.toml: ${message}`);
  });

  it.each(['ws://me:S3cret@a', 'me:S3cret@a b', 'nats://me:S3cret/x@a', 'nats://me:S3cret@a:port'])(
    'never repeats the password of the NATS address %s',
    (address) => {
      expect(on.failure(() => on.fromEnvironment({ NATS_URL: address }))).not.toContain('S3cret');
      expect(on.failure(() => on.load(`[bus]\nservers = "${address}"`))).not.toContain('S3cret');
    },
  );

  it('names the variable that a wrong value came from', () => {
    expect(on.failure(() => on.load('[tcp]\nport = 1', { COMET__TCP__PORT: 'x' }))).toBe(
      'COMET__TCP__PORT: tcp.port: expected a whole number from 0 to 65535, got "x"',
    );
    expect(on.failure(() => on.fromEnvironment({ COMET__SESSION__TRACE_MIDS: '1,b' }))).toBe(
      'COMET__SESSION__TRACE_MIDS: session.traceMids[1]: expected a whole number, got "b"',
    );
    expect(on.failure(() => on.fromEnvironment({ NATS_URL: ' , ' }))).toMatch(
      /^NATS_URL: bus\.servers: expected a list/,
    );
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
    expect(on.failure(() => on.load(toml))).toBe(`comet.toml: ${message}`);
  });

  it.each([
    ['COMET__TCP__PROT', 'unknown variable, did you mean COMET__TCP__PORT?'],
    ['COMET__HANDSHAKE_TIMEOUT', 'unknown variable'],
    ['COMET__TCP', 'names a section, expected one of its keys'],
    ['COMET__', 'unknown variable'],
    ['COMET__TCP__PORT__X', 'unknown variable, did you mean COMET__TCP__PORT?'],
    ['COMET____PROTO____', 'unknown variable'],
  ])('refuses the variable %s', (variable, message) => {
    expect(on.failure(() => on.fromEnvironment({ [variable]: '1' }))).toMatch(`${variable}: ${message}`);
  });

  it('reports every problem at once, in one line', () => {
    const message = on.failure(() =>
      on.load('x = 1\n[tcp]\nport = -1', { COMET__NOPE: '1', COMET__LOG__LEVEL: 'loud' }),
    );
    expect(message.split('; ')).toEqual([
      'COMET__NOPE: unknown variable',
      'comet.toml: tcp.port: expected a whole number from 0 to 65535, got -1',
      'COMET__LOG__LEVEL: log.level: expected one of fatal, error, warn, info, debug, trace, got "loud"',
      'comet.toml: x: unknown key',
    ]);
  });

  it('says how to set a key that has no default', () => {
    const schema = z.strictObject({ http: section(z.strictObject({ adminToken: z.string() })) });
    expect(on.failure(() => loadConfig({ app: 'logic', schema, env: {} }))).toBe(
      'http.adminToken: expected text, got nothing: set it in the file or by LOGIC__HTTP__ADMIN_TOKEN',
    );
  });

  it('never repeats a secret, nor the credentials of an address', () => {
    expect(on.failure(() => on.load('[auth]\nsecret = 1234'))).toBe(
      'comet.toml: auth.secret: expected text, got a value that is not shown',
    );
    expect(on.failure(() => on.fromEnvironment({ NATS_URL: 'nats://me:pw@a b' }))).not.toContain('pw');
  });

  // Written there by mistake, it may be the secret itself.
  it.each([
    ['auth = "S3cret"', 'auth: expected a section, got a value that is not shown'],
    ['auth = ["S3cret"]', 'auth: expected a section, got a value that is not shown'],
    ['bus = "S3cret"', 'bus: expected a section, got a value that is not shown'],
    ['[bus]\nservers = "S3cret"', /^bus\.servers: .*, got a value that is not shown$/],
    ['[tcp]\nhost = "http//a/?key=S3cret"', 'tcp.host: expected a host name or an IP address, got "http//a/?***"'],
  ])('does not repeat what %j has in the place of a secret', (toml, message) => {
    const failure = on.failure(() => on.load(toml));
    expect(failure.replace('comet.toml: ', '')).toMatch(message);
    expect(failure).not.toContain('S3cret');
    expect(on.failure(() => on.load('', {}, { name: 'b', entries: new Map([['comet', toml]]) }))).not.toContain(
      'S3cret',
    );
  });

  it('refuses a password of NATS without its user, which would be left out', () => {
    expect(on.failure(() => on.load('[bus]\npassword = "S3cret"'))).toBe(
      'comet.toml: bus.user: is needed with bus.password',
    );
    expect(on.load('[bus]\npassword = "S3cret"\nuser = "me"').bus.user).toBe('me');
  });

  it('cuts long values', () => {
    expect(on.failure(() => on.load(`[tcp]\nport = "${'x'.repeat(5_000)}"`)).length).toBeLessThan(200);
  });

  it.each([
    ['[tcp\nport = 1', /^comet\.toml: line 1, column \d+: not valid TOML: /],
    ['[tcp]\nport = 1\nport = 2', /^comet\.toml: line 3, column 1: not valid TOML: /],
    ['[tcp]\n__proto__ = 1', /^comet\.toml: line 2, column \d+: not valid TOML: /],
    ['a = 99999999999999999999', /^comet\.toml: line 1, column \d+: not valid TOML: /],
    ['\0', /^comet\.toml: line 1, column \d+: not valid TOML: /],
  ])('names line and column of the syntax error in %j', (toml, message) => {
    expect(on.failure(() => on.load(toml))).toMatch(message);
  });

  it('reads a file with a byte order mark and Windows line ends', () => {
    expect(on.load('\uFEFF[tcp]\r\nport = 9\r\n').tcp.port).toBe(9);
  });
});
