import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { loadExtensions } from './load-extensions.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goim-load-extensions-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

it.each([
  ['esm.mjs', 'export default class Bot {}'],
  ['module-exports.cjs', 'module.exports = class Bot {};'],
  ['compiled.cjs', "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = class Bot {};"],
])(
  'takes the class of an ECMAScript module, and of CommonJS as people and compilers write it: %s',
  async (name, text) => {
    const [found] = await loadExtensions([await file(name, text)]);
    expect((found as { name?: string }).name).toBe('Bot');
  },
);

it('says how a path begins where there is no such package, and keeps the cause', async () => {
  const failure = loadExtensions(['dist/bot.module.js']);
  await expect(failure).rejects.toThrow(
    /^extensions: dist\/bot\.module\.js: cannot be loaded: .* \(the path of a file begins with "\.\/", as \.\/dist\/bot\.module\.js\)$/s,
  );
  await expect(failure).rejects.toMatchObject({ cause: expect.anything() });
  const broken = loadExtensions([await file('broken.mjs', "throw new Error('no database');")]);
  await expect(broken).rejects.toMatchObject({ cause: { message: 'no database' } });
});
