import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { allKeys, describeConfig, goimKeys, schemaTree, startUpSettings, type AppName } from '#config';
import { CometConfig } from '../../apps/comet/src/config/comet.config.js';
import { JobConfig } from '../../apps/job/src/config/job.config.js';
import { LogicConfig } from '../../apps/logic/src/config/logic.config.js';
import { configFiles } from '../../docs/generate/config-reference.mjs';

const schemas = { logic: LogicConfig, comet: CometConfig, job: JobConfig };

describe('the configuration files and their page', () => {
  const references = {
    logic: describeConfig(LogicConfig, 'logic'),
    comet: describeConfig(CometConfig, 'comet'),
    job: describeConfig(JobConfig, 'job'),
  };

  it.each(configFiles(references, goimKeys, startUpSettings))(
    '$path is what `npm run generate:config` writes',
    async ({ path, text }) => {
      expect(await readFile(path, 'utf8')).toBe(text);
    },
  );
});

describe.each(Object.entries(schemas) as [AppName, (typeof schemas)[AppName]][])("goim's keys of %s", (app, schema) => {
  const known = allKeys(schemaTree(schema));

  it('are named after keys that there are', () => {
    expect(goimKeys[app].flatMap(({ ours }) => ours).filter((key) => !known.includes(key))).toEqual([]);
  });

  it('do not stand for whatever is mistyped in a section of our own', () => {
    const sections = goimKeys[app].filter(({ goim }) => goim.endsWith('.*')).map(({ goim }) => goim.slice(0, -2));
    expect(sections.filter((section) => known.includes(section))).toEqual([]);
  });

  it('are none of our own', () => {
    expect(goimKeys[app].filter(({ goim }) => known.includes(goim))).toEqual([]);
  });
});

describe("goim's flags and variables", () => {
  it('set keys that there are', () => {
    const known = allKeys(schemaTree(CometConfig));
    expect(startUpSettings.filter(({ key }) => !known.includes(key))).toEqual([]);
  });
});
