import { defaultConfigFile, variableName, type AppName } from './app-name.js';
import { ConfigError } from './config-error.js';
import { noGoimNames, type GoimNames } from './goim-names.js';
import { packageVersion } from './package-version.js';
import { parseOptions } from './parse-options.js';

export interface CommandLineOptions {
  readonly app: AppName;
  /** One line on what the app does. */
  readonly summary: string;
  /** goim's flags are taken as goim takes them. */
  readonly goim?: GoimNames;
  /** Without node and the script. Default: this process's. */
  readonly argv?: readonly string[];
}

export interface CommandLine {
  /** As given to --config. */
  readonly configFile?: string;
  /** goim's flags, by name without the dash. */
  readonly flags?: Readonly<Record<string, string>>;
  /** Flags of goim that this app has no use for, such as a region for job. */
  readonly withoutEffect?: readonly string[];
}

const OPTIONS = {
  config: { type: 'string', short: 'c' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** Go's flags have one dash or two, and their value after a space or a `=`. */
const GO_FLAG = /^--?(?<name>[a-z][a-z.]+)(?:=(?<value>.*))?$/s;

/**
 * Reads the command line. `--help` and `--version` print to standard output and end the process with code 0.
 * @throws ConfigError on an option that does not exist, or lacks its value
 */
export function readCommandLine({
  app,
  summary,
  goim = noGoimNames,
  argv = process.argv.slice(2),
}: CommandLineOptions): CommandLine {
  const { flags, rest } = takeGoimFlags(argv, goim);
  const { values: options } = parseOptions({ args: rest, options: OPTIONS }, 'known: --config FILE, --help, --version');
  if (options.help) return printAndExit(usage(app, summary, goim));
  if (options.version) return printAndExit(`${app} ${packageVersion()}\n`);
  if (options.config === '') throw new ConfigError(['--config: expected the path of a TOML file, got ""']);
  const withoutEffect = goim.idleFlags.map(({ flag }) => flag).filter((flag) => Object.hasOwn(flags, flag));
  return { configFile: options.config, flags, withoutEffect };
}

/** Splits goim's flags off, so that a start script of goim's does unchanged; `-conf` is our `--config`. */
function takeGoimFlags(
  argv: readonly string[],
  { startUp, idleFlags }: GoimNames,
): { flags: Record<string, string>; rest: string[] } {
  const known = [...startUp, ...idleFlags];
  const flags: Record<string, string> = {};
  const rest: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const { name, value } = GO_FLAG.exec(argv[at]!)?.groups ?? {};
    const setting = known.find(({ flag }) => flag === name);
    if (name === 'conf') rest.push(value === undefined ? '--config' : `--config=${value}`);
    else if (!setting) rest.push(argv[at]!);
    else if (value !== undefined || setting.value === undefined) flags[setting.flag] = value ?? 'true';
    else if (at + 1 < argv.length) flags[setting.flag] = argv[++at]!;
    else throw new ConfigError([`-${setting.flag}: expected a value, such as -${setting.flag}=${setting.value}`]);
  }
  return { flags, rest };
}

function printAndExit(text: string): never {
  process.stdout.write(text);
  process.exit(0);
}

function usage(app: AppName, summary: string, { startUp }: GoimNames): string {
  return `${app}: ${summary}

Usage: ${app} [--config FILE]

  -c, --config FILE   TOML file to read; it must exist (default: ${defaultConfigFile(app)}, where it exists)
  -h, --help          print this and exit
  -v, --version       print the version and exit

goim's flags, and the variables that stand for them:
${startUp
  .map(({ flag, variable, value, what }) => {
    const spelled = `-${flag}${value === undefined ? '' : ` ${value}`}`;
    return `  ${spelled.padEnd(19)} ${variable.padEnd(11)} ${what}`;
  })
  .join('\n')}
  -conf FILE                      the same as --config

Environment:
  ${variableName(app, 'section.someKey')}=value   sets someKey of [section]; lists are comma-separated or JSON
  NATS_URL=nats://host:4222      sets the servers of [bus]; comma-separated for several
  DEBUG=1                        also prints the stack when the start fails

The file first; over it the NATS bucket goim_config, goim's variables, ${variableName(app, '…')}, and the flags.
SIGHUP, and a change of the file or of the bucket, has the configuration read again.
Every key, with its default and bounds: docs/configuration.md
`;
}
