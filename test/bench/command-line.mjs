import { parseArgs } from 'node:util';

/** What can be measured, and how long it takes by default. */
const SCENARIOS = /** @type {const} */ ({
  fanout: 'one room: comet against a plain socket.write loop and ws, a push at a time and joined (2 minutes)',
  peers: "one room by WebSocket: comet against the loop, ws, Nest's default gateway and Socket.IO (90 s)",
  rooms: '1,000 rooms of 10 members (70 s)',
  unicast: 'pushes to single keys (70 s)',
  small: 'comet alone: rooms of 10, and a key a push, as jobs send them, beside a plain socket.write loop (80 s)',
  ingest: 'logic alone: pushes until JetStream has them, one a request and in batches (70 s)',
  push: 'CPU a push by process, at saturation and at rates, beside a bare server to JetStream, goim and Centrifugo (3 minutes)',
  job: 'a full queue is worked off: tasks a second (25 s)',
  connect: 'new authenticated connections: their rate and cost, and what deliveries notice (50 s)',
  auth: "what credentials cost: connects by JWT beside goim's token, pushes with an API key beside those without (70 s)",
  'idle-memory': 'memory of an idle connection: the slope between 4,000 and 18,000 (70 s)',
  heartbeats: '50,000 idle connections over three workers, a heartbeat each every 30 s (80 s)',
  latency: "from an HTTP request to the client's socket, at shares of the greatest rate (40 s)",
  fairness: "one troublemaker of four kinds in turn: the p99 of the others' pushes beside a calm window's (2 minutes)",
  history: "the history's database: writing, pages of a room out of a million rows, removing old ones (2 minutes)",
  'catch-up':
    '2,000 clients of a killed comet come back at another one: their time, and what its clients notice (3 minutes)',
  'database-away': "the history's database hangs, or is dead: what pushes notice of it (2 minutes)",
  console:
    'the console with 10,000 rooms and 5,000 sessions: how soon its pages are answered, and their CPU (2 minutes)',
  'slow-clients': 'one in twenty members stops reading: what the others notice, and the memory (80 s)',
});

/** @typedef {keyof typeof SCENARIOS} ScenarioName */

export const HELP = `Measures the server, and peers beside it in the same run. Everything runs on this machine, over loopback.

Usage: npm run bench -- <scenario> [options]
       npm run bench -- all                   every scenario, one after the other
       npm run bench -- compare               the newest results beside the committed baseline
       npm run bench -- baseline              make the newest results the baseline

Scenarios:
${Object.entries(SCENARIOS)
  .map(([name, what]) => `  ${name.padEnd(14)}${what}`)
  .join('\n')}

Options (each scenario has defaults of its own):
  --transport <list>  tcp, websocket
  --members <list>    members of a room, such as 1000,10000; connections, where there is no room
  --connections <list> push: keep-alive connections at saturation, such as 1,16,64,256
  --rates <list>      pushes a second, such as 1,150,2000
  --peers <list>      base (a socket.write loop), ws, nest, socket.io; none
  --rounds <n>        windows of each contestant, in turn
  --seconds <n>       length of a window
  --body <bytes>      a message's body; 16 at least, which is the default: 32 bytes on the wire by TCP, 50 by WebSocket
  --rows <n>          history: rows that the pages are read from, such as 10000000
  --clients <n>       processes that hold the clients
  --full              fanout: 1,000 and 10,000 members, 1 to 2,000 pushes a second (10 minutes)
  --no-build          measure dist/ as it is
  --help              show this text

Environment: any setting of the apps, such as COMET__HUB__FLUSH_INTERVAL=0s; GOIM_NATS_SERVER, the nats-server to start.
For push: GOIM_BIN, a folder with discovery, logic, comet and job of goim's NATS edition (redis-server there or in the PATH);
CENTRIFUGO_BIN, Centrifugo 6. They are measured in the same run.
The exit code is 1 where a message was lost, repeated or out of order, or a client was closed.`;

/**
 * @typedef {object} Options
 * @property {readonly ScenarioName[]} scenarios
 * @property {'compare' | 'baseline' | 'help' | undefined} instead what to do instead of measuring
 * @property {readonly ('tcp' | 'websocket')[] | undefined} transports
 * @property {readonly number[] | undefined} members
 * @property {readonly number[] | undefined} rates
 * @property {readonly number[] | undefined} connections
 * @property {readonly import('./measure/contestants.mjs').PeerName[] | undefined} peers
 * @property {number | undefined} rounds
 * @property {number | undefined} seconds
 * @property {number | undefined} body
 * @property {number | undefined} clients
 * @property {number | undefined} rows
 * @property {boolean} full
 * @property {boolean} build
 * @property {Record<string, string>} settings of the apps, from the environment
 */

const PEERS = /** @type {const} */ (['base', 'ws', 'nest', 'socket.io']);
const TRANSPORTS = /** @type {const} */ (['tcp', 'websocket']);
const LEAST_BODY = 16;
const LONGEST_BODY = 32_768;

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Options}
 * @throws {Error} with one line
 */
export function parseCommandLine(args, env) {
  const { values, positionals } = parse(args);
  const [what, more] = positionals;
  if (more !== undefined) throw new Error(`One scenario at a time, not "${more}" as well: see npm run bench -- --help`);
  const isScenario = what !== undefined && Object.hasOwn(SCENARIOS, what);
  const instead = values.help || what === undefined ? 'help' : isScenario || what === 'all' ? undefined : what;
  if (instead !== undefined && instead !== 'help' && instead !== 'compare' && instead !== 'baseline') {
    throw new Error(`There is no scenario "${what}": see npm run bench -- --help`);
  }
  const all = /** @type {ScenarioName[]} */ (Object.keys(SCENARIOS));
  return {
    scenarios: what === 'all' ? all : all.filter((name) => name === what),
    instead,
    transports: listOf('transport', values.transport, TRANSPORTS),
    members: numbers('members', values.members, 1, 50_000),
    connections: numbers('connections', values.connections, 1, 1_024),
    rates: numbers('rates', values.rates, 1, 100_000),
    peers: values.peers === 'none' ? [] : listOf('peers', values.peers, PEERS),
    rounds: number('rounds', values.rounds, 1, 1_000),
    seconds: number('seconds', values.seconds, 0.2, 600),
    body: number('body', values.body, LEAST_BODY, LONGEST_BODY),
    clients: number('clients', values.clients, 1, 64),
    rows: number('rows', values.rows, 10_000, 1_000_000_000),
    full: values.full ?? false,
    build: !values['no-build'],
    settings: Object.fromEntries(
      Object.entries(env).flatMap(([name, value]) =>
        /^(COMET|LOGIC|JOB)__/.test(name) && value ? [[name, value]] : [],
      ),
    ),
  };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        transport: { type: 'string' },
        members: { type: 'string' },
        connections: { type: 'string' },
        rates: { type: 'string' },
        peers: { type: 'string' },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        body: { type: 'string' },
        clients: { type: 'string' },
        rows: { type: 'string' },
        full: { type: 'boolean' },
        'no-build': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const [sentence] = /** @type {Error} */ (error).message.split('. ');
    throw new Error(`${sentence}: see npm run bench -- --help`, { cause: error });
  }
}

/**
 * @template {string} Item
 * @param {string} option
 * @param {string | undefined} text
 * @param {readonly Item[]} known
 * @returns {Item[] | undefined}
 */
function listOf(option, text, known) {
  return text?.split(',').map((item) => {
    const found = known.find((one) => one === item);
    if (!found) throw new Error(`--${option} knows ${known.join(', ')}, not "${item}".`);
    return found;
  });
}

/** @param {string} option @param {string | undefined} text @param {number} min @param {number} max */
function numbers(option, text, min, max) {
  return text?.split(',').map((item) => /** @type {number} */ (number(option, item, min, max)));
}

/** @param {string} option @param {string | undefined} text @param {number} min @param {number} max */
function number(option, text, min, max) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value >= min && value <= max)) throw new Error(`--${option} must be ${min} to ${max}, not "${text}".`);
  return value;
}
