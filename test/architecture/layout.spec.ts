import { beforeAll, describe, expect, it } from '@jest/globals';
import { cruise, CRUISE_WITHIN_MS, ROOT, violationsOf } from './cruise.js';
import { longFiles, MOST_LINES, nondescriptFolders, readersOfTheEnvironment, readSources } from './sources.js';

/** Aliases of what is no lib. */
const NOT_LIBS = new Set(['#nats-server', '#test-support', '#test-support/fuzz']);

describe('the imports of this project', () => {
  let cruised: Awaited<ReturnType<typeof cruise>>;

  beforeAll(async () => {
    cruised = await cruise(ROOT);
  }, CRUISE_WITHIN_MS);

  it('keep to the rules of .dependency-cruiser.mjs', () => {
    expect(violationsOf(cruised)).toEqual([]);
  });

  it('were all looked at, and `#name` was found in the sources', () => {
    const apps = cruised.modules.map(({ source }) => source).filter((source) => source.startsWith('apps/'));
    expect(apps.length).toBeGreaterThan(80);
    const aliases = cruised.modules
      .flatMap(({ dependencies }) => dependencies)
      .filter(({ module }) => module.startsWith('#') && !NOT_LIBS.has(module));
    expect(new Set(aliases.map(({ module, resolved }) => resolved.replace(module.slice(1), '*')))).toEqual(
      new Set(['libs/*/src/index.ts', 'libs/bus/src/nest.ts', 'libs/callers/src/nest.ts']),
    );
  });
});

describe('the sources of this project', () => {
  it('have no folder for whatever has no place', async () => {
    expect(nondescriptFolders(await readSources(ROOT))).toEqual([]);
  });

  it(`have at most ${MOST_LINES} lines a file, tests and tools as well`, async () => {
    const sources = await readSources(ROOT, ['apps', 'libs', 'test', 'launcher', 'examples', 'docs/generate']);
    expect(sources.length).toBeGreaterThan(1_000);
    expect(longFiles(sources)).toEqual([]);
  });

  it('read the environment in libs/config alone', async () => {
    expect(readersOfTheEnvironment(await readSources(ROOT))).toEqual([]);
  });
});
