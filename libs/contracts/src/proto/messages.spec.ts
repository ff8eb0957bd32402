import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const GENERATE = join(import.meta.dirname, '../../proto/generate.mjs');
const GENERATED = ['descriptors.js', 'messages.d.ts', 'messages.js'];

let fresh: string;

beforeAll(async () => {
  fresh = await mkdtemp(join(tmpdir(), 'goim-messages-'));
  await promisify(execFile)(process.execPath, [GENERATE, fresh]);
}, 60_000);

afterAll(() => rm(fresh, { recursive: true }));

it('`npm run generate:messages` writes the files that are looked at here', async () => {
  expect((await readdir(fresh)).toSorted()).toEqual(GENERATED);
});

it.each(GENERATED)('%s is what it makes of the .proto files', async (name) => {
  expect(await readFile(join(import.meta.dirname, name), 'utf8')).toBe(await readFile(join(fresh, name), 'utf8'));
});
