import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from './config-error.js';
import { goimAdvice, renamed, replaced, unneeded, type GoimNames } from './goim-names.js';
import { loadConfig } from './load-config.js';
import { LogSection, section } from './sections.js';

const names: GoimNames = {
  keys: [
    renamed('tcp.bind', 'tcp.host tcp.port', 'one address: bind = [":3101"] is port = 3101'),
    renamed('websocket.bind', 'websocket.host websocket.port', 'one address: bind = [":3102"] is port = 3102'),
    renamed('protocol.handshakeTimeout', 'connection.handshakeTimeout'),
    renamed('env.weight', 'node.weight'),
    renamed('env.zone', 'node.zone'),
    replaced('security.open', 'node.weight', 'it is safer'),
    unneeded('discovery.*', 'the apps find each other by NATS, see bus.servers'),
  ],
  startUp: [
    { flag: 'region', variable: 'REGION', key: 'node.region', value: 'sh', what: 'region' },
    { flag: 'addrs', variable: 'ADDRS', key: 'node.addrs', value: 'A,B', what: 'addresses' },
    { flag: 'weight', variable: 'WEIGHT', key: 'node.weight', value: '10', what: 'share' },
    { flag: 'offline', variable: 'OFFLINE', key: 'node.offline', what: 'take no new clients' },
    { flag: 'debug', variable: 'DEBUG', key: 'log.level', what: 'log at level debug' },
  ],
  idleFlags: [],
};

const schema = z.strictObject({
  node: section(
    z.strictObject({
      region: z.string().default('sh'),
      weight: z.number().int().max(100).default(10),
      offline: z.boolean().default(false),
      addrs: z.array(z.string()).default([]),
    }),
  ),
  log: section(LogSection),
});

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goim-names-'));
  file = join(folder, 'comet.toml');
});
afterEach(() => rmSync(folder, { recursive: true }));

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

describe("goim's start-up settings", () => {
  function start(env: NodeJS.ProcessEnv, flags: Record<string, string> = {}) {
    writeFileSync(file, '[node]\nregion = "file"\n[log]\nlevel = "warn"\n');
    return loadConfig({ app: 'comet', schema, goim: names, file, env, flags });
  }

  it('go before the file; the variables of the app go before them, and flags before all', () => {
    expect(start({}).node.region).toBe('file');
    expect(start({ REGION: 'variable' }).node.region).toBe('variable');
    expect(start({ REGION: 'variable', COMET__NODE__REGION: 'own' }).node.region).toBe('own');
    expect(start({ REGION: 'variable', COMET__NODE__REGION: 'own' }, { region: 'flag' }).node.region).toBe('flag');
    expect(start({ REGION: '' }).node.region).toBe('file');
  });

  it('are read as Go reads them', () => {
    expect(start({ WEIGHT: '7', OFFLINE: '1', ADDRS: 'a, b', DEBUG: 'true' })).toEqual({
      node: { region: 'file', weight: 7, offline: true, addrs: ['a', 'b'] },
      log: { level: 'debug' },
    });
    expect(start({ OFFLINE: 'f', DEBUG: '0' })).toMatchObject({ node: { offline: false }, log: { level: 'warn' } });
  });

  it('leave a DEBUG that is meant for other programs alone', () => {
    expect(start({ DEBUG: 'express:*' }).log.level).toBe('warn');
  });

  it('are refused where they are no value of the key', () => {
    expect(failure(() => start({ WEIGHT: 'heavy', OFFLINE: 'perhaps' }, { debug: 'loud' })).split('; ')).toEqual([
      'WEIGHT: node.weight: expected a whole number of at most 100, got "heavy"',
      'OFFLINE: node.offline: expected true or false, got "perhaps"',
      '-debug: log.level: expected one of fatal, error, warn, info, debug, trace, got "loud"',
    ]);
  });

  it('mean nothing to an app that does not list them', () => {
    const goim = { ...names, startUp: names.startUp.filter(({ key }) => key === 'log.level') };
    writeFileSync(file, '');
    expect(loadConfig({ app: 'job', schema, goim, file, env: { REGION: 'x', DEBUG: '1' } })).toMatchObject({
      node: { region: 'sh' },
      log: { level: 'debug' },
    });
  });
});

describe("a file of goim's", () => {
  const refusals = (toml: string) => {
    writeFileSync(file, toml);
    return failure(() => loadConfig({ app: 'comet', schema, goim: names, file, env: {} })).split('; ');
  };

  it('is refused with our name for each key', () => {
    expect(refusals('[tcp]\nbind = [":3101"]\n[protocol]\nhandshakeTimeout = "8s"\n[env]\nweight = 10\n')).toEqual([
      'comet.toml: tcp.bind: is goim\'s name, here it is tcp.host and tcp.port (one address: bind = [":3101"] is port = 3101)',
      "comet.toml: protocol.handshakeTimeout: is goim's name, here it is connection.handshakeTimeout",
      "comet.toml: env.weight: is goim's name, here it is node.weight",
    ]);
  });

  it('is refused with why a key is not needed', () => {
    expect(refusals('[discovery]\nnodes = ["127.0.0.1:7171"]')).toEqual([
      "comet.toml: discovery.nodes: is goim's, and not needed here: the apps find each other by NATS, see bus.servers",
    ]);
  });

  it('may spell its keys in any case, as goim reads them, and its sections as in older files', () => {
    expect(refusals('[protoSection]\nHandshakeTimeout = "8s"\n[webSocket]\nbind = [":3102"]')).toEqual([
      "comet.toml: protoSection.HandshakeTimeout: is goim's name, here it is connection.handshakeTimeout",
      "comet.toml: webSocket.bind: is goim's name, here it is websocket.host and websocket.port " +
        '(one address: bind = [":3102"] is port = 3102)',
    ]);
  });

  it('may have keys that not even goim has', () => {
    expect(refusals('[env]\nzone = "a"\ncolour = 1')).toEqual([
      "comet.toml: env.zone: is goim's name, here it is node.zone",
      'comet.toml: env.colour: unknown key',
    ]);
  });

  it('gets no advice on keys that goim does not have', () => {
    expect(goimAdvice(names.keys, ['tcp', 'prot'], 1)).toEqual([]);
    expect(goimAdvice(names.keys, ['nodes'], { a: 1 })).toEqual([]);
  });
});

it('a key that we had is refused with what is in its place, wherever it stands', () => {
  const advice = 'is no more, in its place there are node.weight: it is safer';
  const load = (given: { env: NodeJS.ProcessEnv; file?: string }) => () =>
    loadConfig({ app: 'comet', schema, goim: names, ...given });
  expect(load({ env: { COMET__SECURITY__OPEN: 'true' } })).toThrow(`COMET__SECURITY__OPEN: ${advice}`);
  writeFileSync(file, '[security]\nopen = true\n');
  expect(load({ env: {}, file })).toThrow(`${file}: security.open: ${advice}`);
});
