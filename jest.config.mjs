import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/**
 * What a machine has set for other programs: by what it reaches the web, whether texts are coloured, which database psql opens.
 * Tests talk to this machine alone, and compare what programs print.
 */
const OF_OTHERS =
  /^(https?_proxy|grpc_proxy|all_proxy|no_proxy|no_grpc_proxy|FORCE_COLOR|CLICOLOR_FORCE|DEBUG|PG[A-Z]+)$/i;
/** What it has set for apps that are not those of a test: ours, and as goim reads it. */
const OF_APPS = /^((COMET|LOGIC|JOB)__.+|NATS_URL|REGION|ZONE|DEPLOY_ENV|HOST|ADDRS|WEIGHT|OFFLINE)$/;
for (const name of Object.keys(process.env)) {
  if (OF_OTHERS.test(name) || OF_APPS.test(name)) delete process.env[name];
}

/** @type {{ compilerOptions: { paths?: Record<string, [string]> } }} */
const { compilerOptions } = JSON.parse(readFileSync(new URL('tsconfig.json', import.meta.url), 'utf8'));
/** `nest g library x` writes its alias `@app/x` into tsconfig.json. A path below it would not be by the library's entry. */
const aliases = Object.entries(compilerOptions.paths ?? {})
  .filter(([alias]) => !alias.endsWith('/*'))
  .map(([alias, [path]]) => [`^${alias}$`, path.replace('.', '<rootDir>')]);

/** @type {import('jest').Config} */
const typescript = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  // `#bus` and its like resolve to the TypeScript sources, not to dist.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
          target: 'es2022',
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // TypeScript sources import each other as `./x.js`. Where there is no x.ts it is a JavaScript file (packages have many).
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'], ...Object.fromEntries(aliases) },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/', '<rootDir>/data/'],
};

/** @type {import('jest').Config} */
const endToEnd = {
  ...typescript,
  displayName: 'e2e',
  setupFilesAfterEnv: ['<rootDir>/test/jest/patient-tests.mjs'],
};

/** It pushes at a pace, which neighbours on a small machine would hold up: when all else is done. */
const ALONE = ['test/e2e/broadcast-speed.spec.ts'];

/** They take minutes, or need programs of others: only where they are told of them. */
const ASKED_FOR = [
  ...(process.env['GOIM_SOAK_MESSAGES'] ? [] : ['test/e2e/history/soak.spec.ts']),
  ...(process.env['GOIM_NATS_CLUSTER'] ? [] : ['test/e2e/nats-cluster.spec.ts']),
  ...(process.env['GOIM_BIN'] ? [] : ['test/e2e/compat/real-goim']),
  ...(process.env['GOIM_SOAK_MINUTES'] ? [] : ['test/e2e/soak/soak.spec.ts']),
  ...(process.env['GOIM_CHAOS'] ? [] : ['test/e2e/chaos/chaos.spec.ts']),
];

/** @type {import('jest').Config} */
export default {
  reporters: ['default', '<rootDir>/test/jest/summary-reporter.mjs'],
  testSequencer: '<rootDir>/test/jest/whole-systems-first.mjs',
  // More than there are cores: tests of whole systems wait for restarts, and for what expires. No more than a machine has
  // memory for: such a system takes half a gigabyte.
  maxWorkers: Math.min(availableParallelism() + 2, 8),
  testTimeout: 60_000,
  // A worker has a gigabyte by its end, which takes it a second to give back where the machine does much else. After jest's own
  // half a second it would be killed, and tests be said to leave something open.
  workerGracefulExitTimeout: 30_000,
  projects: [
    {
      ...typescript,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs}/*/src/**/*.spec.ts'],
    },
    {
      ...typescript,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/{integration,architecture,fuzz}/**/*.spec.ts'],
    },
    {
      ...endToEnd,
      testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'],
      testPathIgnorePatterns: [...ALONE, ...ASKED_FOR],
    },
    {
      ...endToEnd,
      testMatch: ALONE.map((path) => `<rootDir>/${path}`),
      runner: '<rootDir>/test/jest/serial-runner.mjs',
    },
  ],
};
