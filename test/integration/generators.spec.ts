import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const CONFIGURATION = [
  'package.json',
  'nest-cli.json',
  'tsconfig.json',
  'jest.config.mjs',
  '.oxlintrc.json',
  '.dependency-cruiser.mjs',
];
const SOURCES = ['apps/logic', 'libs', 'test/jest'];
/** Each as somebody would type it behind `nest g`. */
const GENERATED = [
  'library ledger',
  'module billing --project logic',
  'controller billing --project logic',
  'service billing --project logic',
  'guard billing/paid --project logic',
];
/** Each starts programs that need a whole core for long. */
const TIMEOUT_MS = 600_000;

/** What `nest g` writes is right as it comes: nobody has to know what is special about this repository. */
describe('a tree in which Nest generated a library, a feature module and their specs', () => {
  let tree: string;

  /** @returns what the tool wrote; @throws Error with it where the tool fails */
  async function run(tool: string, ...args: string[]): Promise<string> {
    const options = { cwd: tree, env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules' } };
    try {
      const { stdout, stderr } = await promisify(execFile)(
        process.execPath,
        [`node_modules/${tool}`, ...args],
        options,
      );
      return stdout + stderr;
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`${tool} ${args.join(' ')}:\n${stdout}${stderr}`, { cause: error });
    }
  }

  beforeAll(async () => {
    tree = await mkdtemp(join(tmpdir(), 'goim-generators-'));
    for (const path of [...CONFIGURATION, ...SOURCES]) await cp(path, join(tree, path), { recursive: true });
    await symlink(join(process.cwd(), 'node_modules'), join(tree, 'node_modules'));
    for (const what of GENERATED) await run('@nestjs/cli/bin/nest.js', 'generate', ...what.split(' '));
    await writeFile(join(tree, 'apps/logic/src/billing/ledger.ts'), `export { LedgerService } from '@app/ledger';\n`);
    await writeFile(
      join(tree, 'apps/logic/src/billing/ledger.spec.ts'),
      `import { LedgerService } from '@app/ledger';\nit('is reached by its alias', () => {\n  expect(new LedgerService()).toBeDefined();\n});\n`,
    );
  }, TIMEOUT_MS);

  afterAll(() => rm(tree, { recursive: true }));

  it('has the feature module in the module of the app', async () => {
    const [app, feature] = await Promise.all(
      ['logic.module.ts', 'billing/billing.module.ts'].map((file) =>
        readFile(join(tree, 'apps/logic/src', file), 'utf8'),
      ),
    );
    expect(app).toMatch(/imports: \[.*BillingModule/s);
    expect(feature).toMatch(/BillingController.*BillingService/s);
  });

  it(
    'is compiled by tsc',
    async () => {
      const include = ['libs/ledger', 'apps/logic/src/billing'];
      await writeFile(join(tree, 'tsconfig.generated.json'), JSON.stringify({ extends: './tsconfig.json', include }));
      expect(await run('typescript/bin/tsc', '-p', 'tsconfig.generated.json')).toBe('');
    },
    TIMEOUT_MS,
  );

  it(
    'passes the linter',
    async () => {
      const found = await run('oxlint/bin/oxlint', '--type-aware', 'libs/ledger', 'apps/logic/src/billing');
      expect(found).toContain('Found 0 warnings and 0 errors');
    },
    TIMEOUT_MS,
  );

  it(
    'keeps to the rules of .dependency-cruiser.mjs',
    async () => {
      const cruiser = 'dependency-cruiser/bin/dependency-cruise.mjs';
      const found = await run(cruiser, 'libs/ledger', 'apps/logic/src/billing', '--config', '.dependency-cruiser.mjs');
      expect(found).toContain('no dependency violations found');
    },
    TIMEOUT_MS,
  );

  it(
    'passes its specs',
    async () => {
      const found = await run(
        'jest/bin/jest.js',
        'billing',
        'ledger',
        '--selectProjects=unit',
        '-w=1',
        '--reporters=default',
      );
      expect(found).toMatch(/Test Suites: 5 passed, 5 total/);
    },
    TIMEOUT_MS,
  );

  it(
    'is built, and the library is where who imports it looks for it',
    async () => {
      for (const project of ['ledger', 'logic']) await run('@nestjs/cli/bin/nest.js', 'build', project);
      const built = join(tree, 'dist/apps/logic/src/billing/ledger.js');
      const script = `console.log((await import(${JSON.stringify(built)})).LedgerService.name)`;
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
      expect(stdout.trim()).toBe('LedgerService');
    },
    TIMEOUT_MS,
  );
});
