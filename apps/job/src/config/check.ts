import { assertGuarded, checkConfig, openListener, type CheckedConfig, type CommandLine } from '#config';
import { goimNames } from './goim-names.js';
import { JobConfig } from './job.config.js';

/** What comes before all else: a configuration that is refused has nothing loaded but what reads it. @throws ConfigError */
export function checkJobConfig({ configFile, flags }: CommandLine): CheckedConfig<typeof JobConfig> {
  return checkConfig({ app: 'job', schema: JobConfig, goim: goimNames, file: configFile, flags, check });
}

function check({ ops }: JobConfig): void {
  assertGuarded([openListener('job', 'ops', ops)]);
}
