import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { allKeys, describeConfig, schemaTree } from '#config';
import { CometConfig } from '../../apps/comet/src/config/comet.config.js';
import { goimNames as comet } from '../../apps/comet/src/config/goim-names.js';
import { goimNames as job } from '../../apps/job/src/config/goim-names.js';
import { goimNames as logic } from '../../apps/logic/src/config/goim-names.js';
import { JobConfig } from '../../apps/job/src/config/job.config.js';
import { LogicConfig } from '../../apps/logic/src/config/logic.config.js';
import { configFiles } from '../../docs/generate/config-reference.mjs';

const apps = [
  ['comet', CometConfig, comet],
  ['logic', LogicConfig, logic],
  ['job', JobConfig, job],
] as const;

describe('the configuration files and their page', () => {
  const references = {
    logic: describeConfig(LogicConfig, 'logic'),
    comet: describeConfig(CometConfig, 'comet'),
    job: describeConfig(JobConfig, 'job'),
  };

  it.each(configFiles(references, { comet, logic, job }))(
    '$path is what `npm run generate:config` writes',
    async ({ path, text }) => {
      expect(await readFile(path, 'utf8')).toBe(text);
    },
  );
});

describe.each(apps)("goim's names for the settings of %s", (_, schema, { keys, startUp }) => {
  const known = allKeys(schemaTree(schema));
  const names = keys.map(({ goim }) => goim.toLowerCase());

  it('stand for keys that there are', () => {
    expect(keys.flatMap(({ ours }) => ours).filter((key) => !known.includes(key))).toEqual([]);
    expect(startUp.filter(({ key }) => !known.includes(key))).toEqual([]);
  });

  it('do not stand for whatever is mistyped in a section of our own', () => {
    const sections = keys.filter(({ goim }) => goim.endsWith('.*')).map(({ goim }) => goim.slice(0, -2));
    expect(sections.filter((section) => known.includes(section))).toEqual([]);
  });

  it('are none of our own, and there once each', () => {
    expect(keys.filter(({ goim }) => known.includes(goim))).toEqual([]);
    expect(names).toEqual([...new Set(names)]);
  });

  it('say what each key is here, or why it is not needed', () => {
    for (const { ours, note } of keys) {
      expect(ours.length > 0 || note).toBeTruthy();
      // It would end the problem in the middle.
      expect(note ?? '').not.toContain(';');
    }
  });
});

it.each([
  ['logic', logic],
  ['job', job],
])("the keys of goim's NATS edition are known to %s", (_, { keys }) => {
  expect(keys.map(({ goim }) => goim)).toEqual(expect.arrayContaining(['useNats', 'nats.brokers', 'nats.*']));
});
