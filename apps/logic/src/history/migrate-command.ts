import { ConfigError, HistorySection, parseOptions } from '#config';

const HELP = `Brings the history's tables in a PostgreSQL database up to date. Apps do so themselves when they start, unless
history.migrate is false or it takes longer than history.statementTimeout.

Usage: npm run migrate -- [options]

  --url ADDRESS         the database, such as postgres://user:password@host:5432/goim; that of logic's configuration
                        (history.url, LOGIC__HISTORY__URL) unless given
  --statement-timeout DURATION
                        how long one statement may take (default 1h)
  --config FILE         logic's configuration, where it says which database it is
  --help                show this text

Of several runs at the same time one does the work and the others wait for it. All of it is done, or nothing. Where logic is all
there is, as in an image, the command is node dist/apps/logic/src/migrate.js.
`;

const OPTIONS = {
  url: { type: 'string' },
  'statement-timeout': { type: 'string', default: '1h' },
  config: { type: 'string', short: 'c' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Where the command reads and writes. */
export interface MigrateCommandIo {
  out(text: string): void;
  /** What logic is configured to. @param config as given to --config */
  configured(config: string | undefined): HistorySection;
  /** @returns the names of the migrations that were run */
  migrate(section: HistorySection): Promise<string[]>;
}

/** @throws ConfigError that says what is wrong with the options; what the database has against it */
export async function runMigrateCommand(argv: readonly string[], io: MigrateCommandIo): Promise<void> {
  const {
    url,
    'statement-timeout': statementTimeout,
    config,
    help,
  } = parseOptions({ args: [...argv], options: OPTIONS }, 'see --help').values;
  if (help) return io.out(HELP);
  const given = HistorySection.safeParse({ url, statementTimeout });
  if (!given.success) {
    throw new ConfigError([
      '--url must be an address such as postgres://user:password@host:5432/goim, --statement-timeout one such as 10m',
    ]);
  }
  const section =
    url === undefined ? { ...io.configured(config), statementTimeout: given.data.statementTimeout } : given.data;
  if (section.url === undefined)
    throw new ConfigError(['name the database by --url or LOGIC__HISTORY__URL (see --help)']);
  const names = await io.migrate(section);
  io.out(names.length === 0 ? 'The tables were up to date.\n' : `Done: ${names.join(', ')}\n`);
}
