import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { describeConfig } from '#config';
import { CometConfig } from '../../apps/comet/src/config/comet.config.js';
import { JobConfig } from '../../apps/job/src/config/job.config.js';
import { LogicConfig } from '../../apps/logic/src/config/logic.config.js';
import { configFiles } from '../../docs/generate/config-reference.mjs';

describe('the configuration files and their page', () => {
  const files = configFiles({
    logic: describeConfig(LogicConfig, 'logic'),
    comet: describeConfig(CometConfig, 'comet'),
    job: describeConfig(JobConfig, 'job'),
  });

  it.each(files)('$path is what `npm run generate:config` writes', async ({ path, text }) => {
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});
