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
  return checkLogicConfig({ configFile }).config.rooms;
}

const ANY = '[rooms]\njoin = "any"\n';
const JWT = `[auth]\nmode = "jwt"\n[auth.jwt]\nsecret = "${'x'.repeat(32)}"\n`;

describe('rooms that anybody may join', () => {
  it('go with tokens that are taken at their word', async () => {
    expect(await check(ANY)).toMatchObject({ join: 'any' });
    expect(await check(`${ANY}[auth]\nmode = "goim-v1"\n`)).toMatchObject({ join: 'any' });
    await expect(check(ANY + JWT)).rejects.toThrow(/rooms\.join: is "any"/);
  });

  it('may be those of one type with any tokens', async () => {
    const types = { live: { join: 'any', send: 'members', history: 'members', maxMembers: 0 } };
    expect(await check(`${JWT}[rooms.types.live]\njoin = "any"\n`)).toMatchObject({ types });
  });
});

it('a webhook that decides who may join needs an address', async () => {
  await expect(check('[rooms]\njoin = "webhook"\n')).rejects.toThrow(/rooms\.webhook\.url/);
  await expect(check('[rooms.types.chat]\njoin = "webhook"\n')).rejects.toThrow(/rooms\.webhook\.url/);
});

it('a type of rooms has no keys that nothing reads', async () => {
  await expect(check('[rooms.types.chat]\njion = "any"\n')).rejects.toThrow(/jion/);
});
