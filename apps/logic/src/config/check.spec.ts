import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkLogicConfig } from './check.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logic-config-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function check(toml: string): Promise<unknown> {
  const configFile = join(folder, 'logic.toml');
  await writeFile(configFile, toml);
  return checkLogicConfig({ configFile }).config;
}

const ANY = '[rooms]\njoin = "any"\n';
const JWT = `[auth]\nmode = "jwt"\n[auth.jwt]\nsecret = "${'x'.repeat(32)}"\n`;

describe('rooms that anybody may join', () => {
  it('go with tokens that are taken at their word', async () => {
    expect(await check(ANY)).toMatchObject({ rooms: { join: 'any' } });
    expect(await check(`${ANY}[auth]\nmode = "goim-v1"\n`)).toMatchObject({ rooms: { join: 'any' } });
    await expect(check(ANY + JWT)).rejects.toThrow(/rooms\.join: is "any"/);
  });

  it('may be those of one type with any tokens', async () => {
    const types = { live: { join: 'any', send: 'members', history: 'members', maxMembers: 0 } };
    expect(await check(`${JWT}[rooms.types.live]\njoin = "any"\n`)).toMatchObject({ rooms: { types } });
  });
});

it('a webhook that decides who may join needs an address', async () => {
  await expect(check('[rooms]\njoin = "webhook"\n')).rejects.toThrow(/rooms\.webhook\.url/);
  await expect(check('[rooms.types.chat]\njoin = "webhook"\n')).rejects.toThrow(/rooms\.webhook\.url/);
});

it('a type of rooms has no keys that nothing reads', async () => {
  await expect(check('[rooms.types.chat]\njion = "any"\n')).rejects.toThrow(/jion/);
});

describe('an HTTP API that other machines reach', () => {
  const http = '[http]\nhost = "0.0.0.0"\n';
  const keysFile = (): string => join(folder, 'keys.json');
  const api = (more = ''): string => `${http}[api]\nkeysFile = "${keysFile()}"\n${more}`;

  it('needs keys, or networks that need none', async () => {
    const refusal =
      /^http\.host: will not listen on "0\.0\.0\.0", .*: make a key by npm run key -- create .*keys\.json \(api\.keysFile\) has none/;
    await expect(check(api())).rejects.toThrow(refusal);
    await writeFile(keysFile(), '{"keys":[]}');
    await expect(check(api())).rejects.toThrow(refusal);
    const key = {
      id: '0123456789ab',
      name: 'a',
      sha256: '0'.repeat(64),
      scopes: ['push'],
      created: '2026-11-29T11:00:00.000Z',
    };
    await writeFile(keysFile(), JSON.stringify({ keys: [key] }));
    expect(await check(api())).toMatchObject({ http: { host: '0.0.0.0' } });
    await rm(keysFile());
    expect(await check(api('open = ["10.0.0.0/8"]'))).toMatchObject({ api: { open: ['10.0.0.0/8'] } });
    await writeFile(keysFile(), '{');
    await expect(check(api())).rejects.toThrow('keys.json: is no JSON');
  });

  it('and gRPC, keys or networks as well', async () => {
    const grpc = (more = '') => `[grpc]\nenabled = true\nhost = "0.0.0.0"\n${more}`;
    await expect(check(grpc())).rejects.toThrow(
      /^grpc\.host: .*: make a key .* --scope admin.*, or name the networks .* in grpc\.open \(LOGIC__GRPC__OPEN=10\.0\.0\.0\/8\)$/,
    );
    expect(await check(grpc('open = ["10.0.0.0/8"]'))).toMatchObject({ grpc: { open: ['10.0.0.0/8'] } });
  });
});

describe('what would be taken for something that it is not', () => {
  it.each([
    [
      'http',
      'allowedOrigins = ["https://a.example", "https://App.example"]',
      'http.allowedOrigins[1]: expected an origin as browsers write it',
    ],
    [
      'auth.webhook',
      'url = "https://auth.example:99999/who"',
      'auth.webhook.url: expected an address by HTTP or HTTPS',
    ],
    ['api.jwt', 'jwksUrl = "http://["', 'api.jwt.jwksUrl: expected an address by HTTP or HTTPS'],
    ['api.jwt.claims', 'roomTypes = ""', 'api.jwt.claims.roomTypes: expected text that is not empty, got ""'],
    ['api.jwt.claims', 'operations = ""', 'api.jwt.claims.operations: expected text that is not empty, got ""'],
    ['api.jwt.claims', 'perSecond = ""', 'api.jwt.claims.perSecond: expected text that is not empty, got ""'],
    ['auth.jwt.claims', 'mid = ""', 'auth.jwt.claims.mid: expected text that is not empty, got ""'],
    ['auth.jwt.claims', 'may_join = ""', 'auth.jwt.claims.may_join: expected text that is not empty, got ""'],
  ])('is refused by its name: in [%s], %s', async (section, setting, message) => {
    await expect(check(`[${section}]\n${setting}\n`)).rejects.toThrow(message);
  });
});

describe('a value that does not go', () => {
  it.each([
    [
      'auth.jwt',
      `secret = "${'x'.repeat(31)}"`,
      'auth.jwt.secret: expected at least 32 bytes, got a value that is not',
    ],
    ['rooms.webhook', 'secret = "pässwörd"', 'rooms.webhook.secret: expected printable ASCII characters, got a value'],
    ['auth.webhook', 'url = "https://a.example/who?key=mine now"', ', got "https://a.example/who?***"'],
    ['bus', 'inboxPrefix = "x.y"', 'bus.inboxPrefix: expected "_INBOX." and words with dots between them, got "x.y"'],
  ])('is refused by what is wrong with it: in [%s], %s', async (section, setting, message) => {
    await expect(check(`[${section}]\n${setting}\n`)).rejects.toThrow(message);
  });
});
