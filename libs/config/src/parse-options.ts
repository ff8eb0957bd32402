import { parseArgs, type ParseArgsConfig } from 'node:util';
import { ConfigError } from './config-error.js';

/**
 * Reads options as Node's `parseArgs` does.
 *
 * @param known what there is, for who is refused
 * @throws ConfigError on an option that does not exist, or lacks its value
 */
export function parseOptions<Config extends ParseArgsConfig>(
  config: Config,
  known: string,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (cause) {
    // Node explains itself over several sentences; the first names the option.
    const [what = ''] = (cause as Error).message.split(/\.? To specify|\. |\n/);
    throw new ConfigError([`${what.replace(/\.$/, '')} (${known})`], { cause });
  }
}
