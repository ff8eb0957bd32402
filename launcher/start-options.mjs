import { parseArgs } from 'node:util';

const DEFAULT_NATS_PORT = 4222;

export const HELP = `Starts a private nats-server and an embedded database, then logic, comet and job. Ctrl-C stops them in order.

Usage: npm start -- [options]

  --data-dir <dir>     where the queue, the messages and the logs are kept (GOIM_DATA_DIR, default ./data)
  --nats-port <port>   port of the private nats-server (NATS_PORT, default 4222, or a free one where that is taken)
  --no-history         without the embedded database: messages are kept only where history.url names another
  --verbose            show all logs of the apps, not only warnings and errors
  --help               show this text

Environment:
  NATS_URL             use this NATS server (with JetStream) and start none; --nats-port has no effect then
  GOIM_NATS_SERVER     path of the nats-server to start, instead of the installed or the fetched one
  LOGIC__HISTORY__URL, JOB__HISTORY__URL
                       keep the messages in this PostgreSQL database, and start no embedded one
  LOGIC__HTTP__PORT=…  any setting of config/<app>.toml, as <APP>__<SECTION>__<KEY>

What config/<app>.toml or the environment sets goes before what is turned on here: the embedded database (history.url),
the chat (examples.enabled) and the relays that it needs (upstream.relay).`;

/**
 * @typedef {object} StartOptions
 * @property {string} dataDir
 * @property {number} natsPort
 * @property {boolean} natsPortIsGiven the default port gives way when it is taken, a given one does not
 * @property {string | undefined} natsUrl
 * @property {string | undefined} natsServer
 * @property {boolean} noHistory
 * @property {boolean} verbose
 * @property {boolean} help
 */

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {StartOptions}
 * @throws {Error} with one line
 */
export function parseStartOptions(args, env) {
  const { values } = parse(args);
  const port = values['nats-port'] ?? env.NATS_PORT;
  const natsPort = port ? Number(port) : DEFAULT_NATS_PORT;
  if (!Number.isInteger(natsPort) || natsPort < 1 || natsPort > 65_535) {
    throw new Error(`The NATS port must be a number from 1 to 65535, not "${port}".`);
  }
  return {
    dataDir: values['data-dir'] || env.GOIM_DATA_DIR || './data',
    natsPort,
    natsPortIsGiven: Boolean(port),
    natsUrl: env.NATS_URL || undefined,
    natsServer: env.GOIM_NATS_SERVER || undefined,
    noHistory: values['no-history'] ?? false,
    verbose: values.verbose ?? false,
    help: values.help ?? false,
  };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        'data-dir': { type: 'string' },
        'nats-port': { type: 'string' },
        'no-history': { type: 'boolean' },
        verbose: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const [sentence] = /** @type {Error} */ (error).message.split('. ');
    throw new Error(`${sentence}: see npm start -- --help`, { cause: error });
  }
}
