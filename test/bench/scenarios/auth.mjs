// What credentials cost: connects by a JWT (HS256) beside goim's token at its word, pushes with an API key beside those without.
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { LoadClients } from '../load/load-clients.mjs';
import { roomPath } from '../measure/contestants.mjs';
import { percentiles } from '../measure/histogram.mjs';
import { median, ratioOfPairs } from '../measure/statistics.mjs';
import { difference, microsEach, readAll } from '../measure/window.mjs';
import { faultOfPushes, PushSource } from '../push/push-source.mjs';
import { System } from '../system/system.mjs';

const SECRET = 'a secret of exactly 32 bytes ...';
const NEW_CONNECTIONS = 3_000;
const AT_ONCE = 100;
const ROUNDS = 5;
const PUSH_SECONDS = 2;
const WARM_UP_SECONDS = 1;
const ROOMS = 64;
const CONNECTIONS = 16;
const IN_FLIGHT = 256;
const MICROS = 1_000_000;
const CONNECTS_GOAL = 3_000;
const KEY_GOAL = 1.05;

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function auth(context, report) {
  const folder = await mkdtemp(join(tmpdir(), 'goim-bench-auth-'));
  try {
    await measureConnects(context, report);
    await measurePushes(context, report, join(folder, 'keys.json'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @param {import('../context.mjs').Context} context @param {import('../report/report.mjs').Report} report */
async function measureConnects(context, report) {
  const { members: [count = NEW_CONNECTIONS] = [], rounds = ROUNDS, settings } = context.options;
  const jwt = { LOGIC__AUTH__MODE: 'jwt', LOGIC__AUTH__JWT__SECRET: SECRET };
  const ways = [
    { name: "goim's token", system: await System.start(context, ['logic', 'comet'], settings), secret: '' },
    {
      name: 'JWT (HS256)',
      system: await System.start(context, ['logic', 'comet'], { ...settings, ...jwt }),
      secret: SECRET,
    },
  ];
  const results = new Map(ways.map((way) => [way, /** @type {Awaited<ReturnType<typeof storm>>[]} */ ([])]));
  for (const way of ways) await storm(context, way, count);
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) results.get(way)?.push(await storm(context, way, count));
  }
  const cores = (/** @type {typeof ways[number]} */ way) =>
    (results.get(way) ?? []).map(({ comet, logic }) => comet + logic);
  report.table(
    `${count.toLocaleString('en-US')} new connections by TCP, CPU us each`,
    ways.map((way) => {
      const of = (/** @type {'perSecond' | 'comet' | 'logic' | 'nats' | 'p99'} */ name) =>
        median((results.get(way) ?? []).map((one) => one[name]));
      return {
        token: way.name,
        'connections/s': of('perSecond'),
        comet: of('comet'),
        logic: of('logic'),
        nats: of('nats'),
        'a core of comet and logic': MICROS / median(cores(way)),
        'a core of logic': MICROS / of('logic'),
        'p99 ms': of('p99'),
      };
    }),
  );
  const [plain, signed] = ways;
  if (!plain || !signed) return;
  report.ratio("comet and logic, JWT / goim's token", ratioOfPairs(cores(signed), cores(plain)));
  report.note(`goal: ${CONNECTS_GOAL.toLocaleString('en-US')} connects by JWT a second and core`);
  for (const { system } of ways) await system.end();
}

/**
 * @param {import('../context.mjs').Context} context
 * @param {{ system: System, secret: string }} way
 * @param {number} count
 */
async function storm(context, { system, secret }, count) {
  const clients = await LoadClients.start(context, 'storm');
  const before = readAll(system.pids);
  await clients.connect({
    dialect: 'tcp',
    port: system.clientPort('tcp'),
    count,
    atOnce: AT_ONCE,
    membersPerStream: 100,
    roomPrefix: 'storm://',
    tokenSecret: secret,
  });
  const cpu = difference(before, readAll(system.pids));
  const each = (/** @type {string} */ part) => microsEach(cpu[part], count).total;
  const perSecond = count / clients.connectSeconds;
  const { p99 } = percentiles(clients.connectTimes);
  await clients.end();
  return { perSecond, p99, comet: each('comet'), logic: each('logic'), nats: each('nats') };
}

/**
 * @param {import('../context.mjs').Context} context
 * @param {import('../report/report.mjs').Report} report
 * @param {string} keysFile
 */
async function measurePushes(context, report, keysFile) {
  const { rounds = ROUNDS, seconds = PUSH_SECONDS, settings } = context.options;
  const keyOf = ['dist/apps/logic/src/key.js', 'create', '--name', 'bench', '--scope', 'push', '--file', keysFile];
  const key = execFileSync(process.execPath, keyOf, { stdio: ['ignore', 'pipe', 'ignore'] })
    .toString()
    .trim();
  const issuer = { LOGIC__API__JWT__SECRET: SECRET, LOGIC__API__JWT__AUDIENCE: 'goim' };
  const system = await System.start(context, ['logic'], { ...settings, ...issuer, LOGIC__API__KEYS_FILE: keysFile });
  const paths = Array.from({ length: ROOMS }, (_, room) => roomPath(room));
  const open = (headers = '') =>
    PushSource.toHttp(context, { base: system.pushBase, paths, connections: CONNECTIONS, headers });
  const ways = [
    { name: 'none', source: await open() },
    { name: 'API key', source: await open(`Authorization: Bearer ${key}\r\n`) },
    { name: 'JWT (HS256)', source: await open(`Authorization: Bearer ${signedToken()}\r\n`) },
  ];
  /** @param {typeof ways[number]} way @param {number} length */
  const measure = async ({ name, source }, length) => {
    const before = readAll(system.pids);
    const pushed = await source.closedLoop({ inFlight: IN_FLIGHT, seconds: length, bodyBytes: 16 });
    const cpu = difference(before, readAll(system.pids));
    const fault = faultOfPushes(pushed);
    if (fault) context.fault(`${name}: ${fault}`);
    return { perSecond: pushed.answered / pushed.seconds, micros: microsEach(cpu['logic'], pushed.answered).total };
  };
  const windows = new Map(ways.map((way) => [way, /** @type {Awaited<ReturnType<typeof measure>>[]} */ ([])]));
  for (const way of ways) await measure(way, WARM_UP_SECONDS);
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) windows.get(way)?.push(await measure(way, seconds));
  }
  const micros = (/** @type {typeof ways[number] | undefined} */ way) =>
    (way && windows.get(way)?.map((window) => window.micros)) ?? [];
  report.table(
    'pushes by HTTP, CPU us of logic each',
    ways.map((way) => ({
      credentials: way.name,
      'pushes/s': median((windows.get(way) ?? []).map(({ perSecond }) => perSecond)),
      'us/push': median(micros(way)),
    })),
  );
  const [bare, withKey, withToken] = ways;
  report.ratio('logic, a push with an API key / without', ratioOfPairs(micros(withKey), micros(bare)));
  report.ratio('logic, a push with a JWT / without', ratioOfPairs(micros(withToken), micros(bare)));
  report.note(`goal: a push with an API key costs less than ${KEY_GOAL} of one without`);
}

function signedToken() {
  const part = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256' })}.${part({ sub: 'bench', aud: 'goim', scope: 'push', exp: 4_102_444_800 })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}
