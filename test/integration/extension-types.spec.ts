import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

/** Each starts programs that need a whole core for long. */
const TIMEOUT_MS = 600_000;

let folder: string;

/** @returns what the compiler says; '' where all is well */
async function tsc(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', ...args]).catch(
    (error: unknown) => error as { stdout: string },
  );
  return stdout;
}

/** As for somebody whose goim-nest is what `npm pack` makes of it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goim-extension-types-'));
  const installed = join(folder, 'node_modules/goim-nest');
  await mkdir(installed, { recursive: true });
  await cp('package.json', join(installed, 'package.json'));
  await symlink(join(process.cwd(), 'node_modules'), join(installed, 'node_modules'));
  for (const name of ['@nestjs', '@types', 'rxjs', 'undici-types']) {
    await symlink(join(process.cwd(), 'node_modules', name), join(folder, 'node_modules', name));
  }
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> };
  const script = scripts['build:types']!.replaceAll(' dist/', ` ${installed}/dist/`);
  const [emit, ...rest] = script.split(' && ');
  expect(await tsc(...emit!.split(' ').slice(1), '--outDir', join(installed, 'dist'))).toBe('');
  // Where npm runs a script, the programs of the packages are in the PATH.
  const env = { ...process.env, PATH: `${join(process.cwd(), 'node_modules/.bin')}:${process.env['PATH']}` };
  for (const command of rest) await promisify(execFile)('sh', ['-c', command], { env });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const compilerOptions = {
    target: 'ES2022',
    module: 'NodeNext',
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    types: ['node'],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  await cp('examples/activity/activity.module.ts', join(folder, 'activity.module.ts'));
  await cp('examples/chat-bot/chat-bot.module.ts', join(folder, 'chat-bot.module.ts'));
}, TIMEOUT_MS);

afterAll(() => rm(folder, { recursive: true }));

// One compilation says both: tsc takes most of the time that this spec takes.
it(
  'an extension outside this repository compiles strictly, with all types checked, and nothing is any',
  async () => {
    await writeFile(
      join(folder, 'wrong.ts'),
      `import { PushService, UpstreamInterceptor, type UpstreamDecision } from 'goim-nest/extension';
export class Wrong extends UpstreamInterceptor {
  constructor(private readonly push: PushService) { super(); }
  intercept(): UpstreamDecision { void this.push.toRoom('a room'); return { action: 'store' }; }
}\n`,
    );
    const errors = (await tsc('-p', folder)).trim().split('\n');
    expect(errors).toEqual([
      expect.stringMatching(/wrong\.ts.* TS2554: Expected 3-4 arguments/),
      expect.stringMatching(/wrong\.ts.* TS2322: Type '"store"' is not assignable/),
    ]);
  },
  TIMEOUT_MS,
);
