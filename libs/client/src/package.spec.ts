import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import ts from 'typescript';

describe('the package of the client', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'goim-client-'));
    const files = {
      'package.json': await readFile(join(import.meta.dirname, '../package.json'), 'utf8'),
      'goim-client.js': 'export class GoimClient {}',
      'goim-demo.js': 'globalThis.MyClient = class {};',
      'types/index.d.ts': 'export declare class GoimClient {}',
    };
    const root = join(folder, 'node_modules/goim-client');
    await mkdir(join(root, 'types'), { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
  });

  afterAll(() => rm(folder, { recursive: true }));

  it.each<[string, ts.ModuleResolutionKind]>([
    ['bundler', ts.ModuleResolutionKind.Bundler],
    ['nodenext', ts.ModuleResolutionKind.NodeNext],
    ['node10', ts.ModuleResolutionKind.Node10],
  ])('is found with its types, where TypeScript resolves modules as %s', (_, moduleResolution) => {
    const { resolvedModule } = ts.resolveModuleName(
      'goim-client',
      join(folder, 'index.ts'),
      { moduleResolution, module: ts.ModuleKind.ESNext },
      ts.sys,
    );
    expect(resolvedModule?.resolvedFileName).toMatch(/types\/index\.d\.ts$/);
  });

  it("keeps goim's demo, which is imported for what it does alone, where it is bundled", async () => {
    const { outputFiles } = await build({
      stdin: { contents: "import 'goim-client/goim-demo.js';", resolveDir: folder },
      bundle: true,
      write: false,
      logLevel: 'silent',
    });
    expect(outputFiles[0]!.text).toContain('MyClient');
  });
});
