import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { installDependencies } from './dependencies.mjs';
import { requireNodeVersion } from './node-version.mjs';
import { ROOT } from './paths.mjs';
import { stopRequest } from './stop-request.mjs';

const HELP = `Brings the history's tables in a PostgreSQL database up to date. Apps do so themselves when they start, unless
history.migrate is false or it takes longer than history.statementTimeout.

Usage: npm run migrate -- [options]

  --url <address>      the database, such as postgres://user:password@host:5432/goim (HISTORY_URL)
  --statement-timeout <duration>
                       how long one statement may take (default 1h)
  --help               show this text

Of several runs at the same time one does the work and the others wait for it. All of it is done, or nothing.`;

const stopRequested = stopRequest({ onSecond: () => process.exit(130) });

try {
  await migrate();
} catch (error) {
  if (!stopRequested.aborted) console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}
process.exit();

async function migrate() {
  requireNodeVersion();
  const options = parse(process.argv.slice(2));
  if (options.help) {
    console.log(HELP);
    return;
  }
  const url = options.url ?? process.env.HISTORY_URL;
  if (!url) throw new Error('Name the database by --url or HISTORY_URL: see npm run migrate -- --help');
  await installDependencies({ root: ROOT, log: console.log, signal: stopRequested });
  await build({ root: ROOT, signal: stopRequested });
  stopRequested.throwIfAborted();

  // What follows imports dist/, and what was just installed.
  const { HistorySection } = await import('#config');
  const { migrateHistory } = await import('#history');
  const { success, data } = HistorySection.safeParse({ url, statementTimeout: options['statement-timeout'] });
  if (!success) {
    throw new Error(
      '--url must be an address such as postgres://user:password@host:5432/goim, --statement-timeout one such as 10m.',
    );
  }
  const names = await migrateHistory(data);
  console.log(names.length === 0 ? 'The tables were up to date.' : `Done: ${names.join(', ')}`);
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        url: { type: 'string' },
        'statement-timeout': { type: 'string', default: '1h' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const [sentence] = /** @type {Error} */ (error).message.split('. ');
    throw new Error(`${sentence}: see npm run migrate -- --help`, { cause: error });
  }
}
