import { parseArgs } from 'node:util';
import { defaultConfigFile, variableName, type AppName } from './app-name.js';
import { ConfigError } from './config-error.js';
import { packageVersion } from './package-version.js';

export interface CommandLineOptions {
  readonly app: AppName;
  /** One line on what the app does. */
  readonly summary: string;
  /** Without node and the script. Default: this process's. */
  readonly argv?: readonly string[];
}

export interface CommandLine {
  /** As given to --config. */
  readonly configFile?: string;
}

const OPTIONS = {
  config: { type: 'string', short: 'c' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/**
 * Reads the command line. `--help` and `--version` print to standard output and end the process with code 0.
 * @throws ConfigError on an option that does not exist, or lacks its value
 */
export function readCommandLine({ app, summary, argv = process.argv.slice(2) }: CommandLineOptions): CommandLine {
  const options = parse(argv);
  if (options.help) return printAndExit(usage(app, summary));
  if (options.version) return printAndExit(`${app} ${packageVersion()}\n`);
  if (options.config === '') throw new ConfigError(['--config: expected the path of a TOML file, got ""']);
  return { configFile: options.config };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    // Node explains itself over several sentences; the first names the option.
    const [what = ''] = (cause as Error).message.split(/\.? To specify|\. |\n/);
    throw new ConfigError([`${what.replace(/\.$/, '')} (known: --config FILE, --help, --version)`], { cause });
  }
}

function printAndExit(text: string): never {
  process.stdout.write(text);
  process.exit(0);
}

function usage(app: AppName, summary: string): string {
  return `${app}: ${summary}

Usage: ${app} [--config FILE]

  -c, --config FILE   TOML file to read; it must exist (default: ${defaultConfigFile(app)}, where it exists)
  -h, --help          print this and exit
  -v, --version       print the version and exit

Environment, which goes before the file:
  ${variableName(app, 'section.someKey')}=value   sets someKey of [section]; lists are comma-separated or JSON
  NATS_URL=nats://host:4222      sets the servers of [bus]; comma-separated for several
  DEBUG=1                        prints the stack when the start fails

Every key, with its default and bounds: docs/configuration.md
`;
}
