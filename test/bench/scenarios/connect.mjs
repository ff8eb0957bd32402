// A storm of new authenticated connections, while a room is pushed to.
import { setTimeout as delay } from 'node:timers/promises';
import { LoadClients } from '../load/load-clients.mjs';
import { endContestant, startOurs, startPeerServer } from '../measure/contestants.mjs';
import { Histogram, percentiles } from '../measure/histogram.mjs';
import { median, ratioOfPairs } from '../measure/statistics.mjs';
import { difference, measureWindow, microsEach, readAll } from '../measure/window.mjs';

const ROOM = { streams: 1, members: 100 };
const PUSHES = { rate: 100, seconds: 1 };
const QUIET_WINDOWS = 3;
const NEW_CONNECTIONS = 4_000;
const AT_ONCE = 100;
const STORM_MEMBERS_PER_ROOM = 100;
const ROUNDS = 3;
const MICROS = 1_000_000;
const POLL_MS = 100;
const CLOSE_TIMEOUT_MS = 10_000;
const STALL_GOAL_MS = 50;

/** @typedef {import('../context.mjs').Context} Context */
/** @typedef {Awaited<ReturnType<typeof startOurs>>} Ours */

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function connect(context, report) {
  for (const transport of context.options.transports ?? /** @type {const} */ (['tcp', 'websocket'])) {
    await measureTransport(context, report, transport);
  }
}

/** @param {Context} context @param {import('../report/report.mjs').Report} report @param {'tcp' | 'websocket'} transport */
async function measureTransport(context, report, transport) {
  const { members: [count = NEW_CONNECTIONS] = [], rounds = ROUNDS, settings } = context.options;
  const peer = transport === 'tcp' ? 'base' : 'ws';
  const ours = await startOurs(context, { ...ROOM, transport, settings });
  const quiet = await measureQuiet(context, ours);

  /** @type {Awaited<ReturnType<typeof storm>>[]} */
  const storms = [];
  const peers = [];
  for (let round = 0; round < rounds; round++) {
    peers.push(await stormOfPeer(context, { peer, transport, count }));
    storms.push(await storm(context, ours, { transport, count, quiet: quiet.perSecond }));
  }
  const server = {
    perSecond: median(peers.map((one) => one.perSecond)),
    comet: median(peers.map((one) => one.micros)),
  };
  const of = (/** @type {'perSecond' | 'comet' | 'logic' | 'nats' | 'job' | 'clients' | 'closing'} */ name) =>
    median(storms.map((one) => one[name]));
  const both = of('comet') + of('logic');
  report.table(`${transport}, ${count.toLocaleString('en-US')} new connections, CPU us each`, [
    {
      server: peer,
      'connections/s': server.perSecond,
      us: server.comet,
      logic: '',
      nats: '',
      'a core (with logic)': MICROS / server.comet,
      'clients us': '',
      'closing us': '',
      'connect p50 ms': '',
      'p99 ms': '',
    },
    {
      server: 'comet',
      'connections/s': of('perSecond'),
      us: of('comet'),
      logic: of('logic'),
      nats: of('nats'),
      'a core (with logic)': MICROS / both,
      'clients us': of('clients'),
      'closing us': of('closing'),
      'connect p50 ms': median(storms.map((one) => one.times.p50)),
      'p99 ms': median(storms.map((one) => one.times.p99)),
    },
  ]);
  report.ratio(
    `${transport}: comet and logic / ${peer}`,
    ratioOfPairs(
      storms.map((one) => one.comet + one.logic),
      peers.map((one) => one.micros),
    ),
  );
  const during = new Histogram();
  for (const one of storms) during.add(one.latency);
  report.table(`${transport}, deliveries to a room of ${ROOM.members} meanwhile`, [
    latencyRow('before', quiet.latency),
    latencyRow('during', during),
  ]);
  const longest = median(storms.map((one) => one.latency.max / 1_000));
  report.note(
    `longest delivery of a storm, median: ${longest.toFixed(1)} ms (goal: stalls of at most ${STALL_GOAL_MS} ms)`,
  );
  await endContestant(ours);
}

/** @param {string} when @param {Histogram} latency */
function latencyRow(when, latency) {
  const { p50, p99, p999, max } = percentiles(latency);
  return { when, 'p50 ms': p50, 'p99 ms': p99, 'p99.9 ms': p999, 'max ms': max };
}

/** What the room costs by itself. @param {Context} context @param {Ours} ours */
async function measureQuiet(context, ours) {
  await measureWindow(context, ours, PUSHES);
  const latency = new Histogram();
  /** @type {Record<string, number[]>} */
  const shares = {};
  for (let n = 0; n < QUIET_WINDOWS; n++) {
    const window = await measureWindow(context, ours, PUSHES);
    latency.add(window.latency);
    for (const [part, { user, system }] of Object.entries(window.cpu))
      (shares[part] ??= []).push((user + system) / window.seconds);
  }
  /** Milliseconds of CPU a second, by part. @type {Record<string, number>} */
  const perSecond = Object.fromEntries(Object.entries(shares).map(([part, values]) => [part, median(values)]));
  return { latency, perSecond };
}

/**
 * @param {Context} context
 * @param {Ours} ours
 * @param {{ transport: 'tcp' | 'websocket', count: number, quiet: Record<string, number> }} options
 */
async function storm(context, ours, { transport, count, quiet }) {
  const newcomers = await LoadClients.start(context, 'storm');
  const parts = { ...ours.pids(), newcomers: newcomers.pids };
  const latency = new Histogram();
  let over = false;
  const pushing = (async () => {
    while (!over) latency.add((await measureWindow(context, ours, { ...PUSHES, seconds: 0.25 })).latency);
  })();
  const before = readAll(parts);
  const startedAt = performance.now();
  await newcomers.connect({
    dialect: transport,
    port: ours.system.clientPort(transport),
    count,
    atOnce: AT_ONCE,
    firstIndex: ROOM.members,
    membersPerStream: STORM_MEMBERS_PER_ROOM,
    roomPrefix: 'storm://',
  });
  const cpu = difference(before, readAll(parts));
  const seconds = (performance.now() - startedAt) / 1_000;
  over = true;
  await pushing;
  const each = (/** @type {string} */ part) => {
    const own = microsEach(cpu[part], count).total;
    return own - ((quiet[part] ?? 0) * seconds * 1_000) / count;
  };
  const closing = await measureClosing(ours, newcomers, count);
  return {
    perSecond: count / newcomers.connectSeconds,
    comet: each('comet'),
    logic: each('logic'),
    nats: each('nats'),
    job: each('job'),
    clients: each('newcomers'),
    closing,
    times: percentiles(newcomers.connectTimes),
    latency,
  };
}

/** @param {Ours} ours @param {LoadClients} newcomers @param {number} count */
async function measureClosing(ours, newcomers, count) {
  const before = readAll(ours.pids());
  await newcomers.end();
  await sessionsEnded(ours);
  const cpu = difference(before, readAll(ours.pids()));
  return microsEach(cpu['comet'], count).total + microsEach(cpu['logic'], count).total;
}

/** @param {Ours} ours */
async function sessionsEnded(ours) {
  const deadline = performance.now() + CLOSE_TIMEOUT_MS;
  while ((await ours.system.app('comet').metric('goim_sessions')) > ROOM.members && performance.now() < deadline) {
    await delay(POLL_MS);
  }
}

/**
 * @param {Context} context
 * @param {{ peer: 'base' | 'ws', transport: 'tcp' | 'websocket', count: number }} options
 */
async function stormOfPeer(context, { peer, transport, count }) {
  const { worker, port, dialect } = await startPeerServer(context, peer, transport);
  const clients = await LoadClients.start(context, peer);
  const before = readAll({ server: [worker.pid] });
  await clients.connect({ dialect, port, count, atOnce: AT_ONCE });
  const cpu = difference(before, readAll({ server: [worker.pid] }));
  await clients.end();
  await worker.end();
  return { perSecond: count / clients.connectSeconds, micros: microsEach(cpu['server'], count).total };
}
