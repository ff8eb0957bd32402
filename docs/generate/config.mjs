// `npm run generate:config`: writes config/*.toml and docs/configuration.md from the schemas of the build.
import { writeFile } from 'node:fs/promises';
import { CometConfig } from '../../dist/apps/comet/src/config/comet.config.js';
import { JobConfig } from '../../dist/apps/job/src/config/job.config.js';
import { LogicConfig } from '../../dist/apps/logic/src/config/logic.config.js';
import { goimNames as comet } from '../../dist/apps/comet/src/config/goim-names.js';
import { goimNames as job } from '../../dist/apps/job/src/config/goim-names.js';
import { goimNames as logic } from '../../dist/apps/logic/src/config/goim-names.js';
import { describeConfig } from '../../dist/libs/config/src/index.js';
import { configFiles } from './config-reference.mjs';

const references = {
  logic: describeConfig(LogicConfig, 'logic'),
  comet: describeConfig(CometConfig, 'comet'),
  job: describeConfig(JobConfig, 'job'),
};
const files = configFiles(references, { comet, logic, job });
for (const { path, text } of files) await writeFile(path, text);
