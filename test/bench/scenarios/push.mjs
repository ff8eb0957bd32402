// What a push costs from its HTTP request to its members' sockets, by process: at saturation, and at rates.
import { percentiles, Histogram } from '../measure/histogram.mjs';
import {
  startBarePushServer,
  startCentrifugoPushServer,
  startGoimPushServer,
  startOurPushServer,
} from '../measure/push-servers.mjs';
import { closeRooms, measurePushes, openRooms } from '../measure/push-window.mjs';
import { median, ratioOfPairs } from '../measure/statistics.mjs';

const CONNECTIONS = [1, 16, 64, 256];
const RATES = [100, 1_000, 3_000];
const BIG_ROOM_MEMBERS = 100;
const SMALL_ROOMS = { streams: 100, members: 10 };
/** Keep-alive connections by which the pushes come that are not awaited. */
const RATE_CONNECTIONS = 16;
const WARM_UP = { connections: 64, seconds: 3 };
/** At a new rate the processes first fall into its step. */
const SETTLE_SECONDS = 0.5;
/** The goals: CPU us a push at saturation by 64 connections, and at 1,000 a second into the small rooms. */
const GOAL_CONNECTIONS = 64;
const GOALS = { logic: 50, all: 110, small: 700 };
const GOAL_RATE = 1_000;

/** @typedef {import('../context.mjs').Context} Context */
/** @typedef {import('../report/report.mjs').Report} Report */
/** @typedef {import('../measure/push-window.mjs').Pushing} Pushing */
/** @typedef {import('../measure/push-window.mjs').PushWindow} PushWindow */
/** @typedef {import('../measure/push-servers.mjs').PushServer} PushServer */
/** @typedef {ReadonlyMap<PushServer, PushWindow[]>} Windows */

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function push(context, report) {
  const { connections = CONNECTIONS, rates = RATES, members: [members = BIG_ROOM_MEMBERS] = [] } = context.options;
  const servers = await startAll(context, report);
  await atSaturation(context, report, servers, connections);
  const big = { name: `one room of ${members}`, streams: 1, members };
  const small = { name: `${SMALL_ROOMS.streams} rooms of ${SMALL_ROOMS.members}`, ...SMALL_ROOMS };
  for (const rooms of [big, small]) await atRates(context, report, servers, rooms, rates);
  for (const server of servers) await server.end();
}

/** @param {Context} context @param {Report} report */
async function startAll(context, report) {
  const { peers } = context.options;
  const servers = [await startOurPushServer(context)];
  if (peers?.length === 0) return servers;
  servers.push(await startBarePushServer(context));
  const { GOIM_BIN: goim, CENTRIFUGO_BIN: centrifugo } = process.env;
  if (goim) servers.push(await startGoimPushServer(context, goim));
  else report.note('goim is not measured: GOIM_BIN names no folder with its NATS edition');
  if (centrifugo) servers.push(await startCentrifugoPushServer(context, centrifugo));
  else report.note('Centrifugo is not measured: CENTRIFUGO_BIN does not name it');
  return servers;
}

/**
 * A room for each connection, with one member who checks; each connection sends its next push when it has the answer.
 *
 * @param {Context} context
 * @param {Report} report
 * @param {readonly PushServer[]} servers
 * @param {readonly number[]} counts of connections
 */
async function atSaturation(context, report, servers, counts) {
  const most = Math.max(...counts, WARM_UP.connections);
  const all = await openAll(context, servers, { streams: most, members: 1, connections: most });
  for (const one of all) await measurePushes(context, one, WARM_UP);
  for (const connections of counts) {
    const windows = await alternate(context, all, { connections });
    const key = `${connections} connections`;
    report.table(`as fast as ${connections} connections are answered, a room with one member for each`, rows(windows));
    const isGoal = connections === GOAL_CONNECTIONS;
    ratios(report, windows, key, isGoal ? 1 : undefined);
    if (!isGoal) continue;
    goal(report, windows, `${key}: CPU us a push of logic`, 'logic', GOALS.logic);
    goal(report, windows, `${key}: CPU us a push of all servers`, 'all', GOALS.all);
  }
  for (const one of all) await closeRooms(one);
}

/**
 * @param {Context} context
 * @param {Report} report
 * @param {readonly PushServer[]} servers
 * @param {{ name: string, streams: number, members: number }} rooms
 * @param {readonly number[]} rates
 */
async function atRates(context, report, servers, { name, ...rooms }, rates) {
  const all = await openAll(context, servers, { ...rooms, connections: Math.min(RATE_CONNECTIONS, rooms.streams) });
  for (const rate of rates) {
    for (const one of all) await measurePushes(context, one, { rate, seconds: SETTLE_SECONDS });
    const windows = await alternate(context, all, { rate });
    report.table(`${rate.toLocaleString('en-US')} pushes a second, ${name}`, rows(windows));
    ratios(report, windows, `${rate}/s, ${name}`);
    if (rate === GOAL_RATE && rooms.streams === SMALL_ROOMS.streams) {
      goal(report, windows, `${rate}/s, ${name}: CPU us a push of all servers`, 'all', GOALS.small);
    }
  }
  for (const one of all) await closeRooms(one);
}

/** @param {Context} context @param {readonly PushServer[]} servers @param {import('../measure/push-window.mjs').Rooms} rooms */
async function openAll(context, servers, rooms) {
  const all = [];
  for (const server of servers) all.push(await openRooms(context, server, rooms));
  return all;
}

/**
 * A window each in turn: what the machine does meanwhile hits all of them.
 *
 * @param {Context} context
 * @param {readonly Pushing[]} all
 * @param {{ rate: number } | { connections: number }} load
 * @returns {Promise<Windows>}
 */
async function alternate(context, all, load) {
  const { rounds = 3, seconds = 2, body: bodyBytes } = context.options;
  /** @type {Map<PushServer, PushWindow[]>} */
  const windows = new Map(all.map(({ server }) => [server, []]));
  for (let round = 0; round < rounds; round++) {
    for (const one of all) {
      windows.get(one.server)?.push(await measurePushes(context, one, { ...load, seconds, bodyBytes }));
    }
  }
  return windows;
}

/** CPU microseconds a push, by process. @param {Windows} all */
function rows(all) {
  return [...all].map(([server, windows]) => {
    const parts = server.pids();
    const of = (/** @type {string} */ part) => median(windows.map(({ micros }) => micros[part] ?? 0));
    const cell = (/** @type {string} */ part) => (parts[part] ? of(part) : '');
    const merged = (/** @type {'answers' | 'latency'} */ which) => {
      const sum = new Histogram();
      for (const window of windows) sum.add(window[which]);
      return percentiles(sum);
    };
    const [answers, latency] = [merged('answers'), merged('latency')];
    return {
      server: server.name,
      'pushes/s': median(windows.map(({ perSecond }) => perSecond)),
      'all us': of('all'),
      logic: cell('logic'),
      job: cell('job'),
      comet: cell('comet'),
      nats: cell('nats'),
      others: cell('others'),
      clients: of('clients'),
      pusher: of('pusher'),
      'answer p50 ms': answers.p50,
      'p99 ms': answers.p99,
      'socket p50 ms': server.audience ? latency.p50 : '',
      'p99  ms': server.audience ? latency.p99 : '',
      wrong: windows.reduce((sum, { wrong }) => sum + wrong, 0),
    };
  });
}

/** @param {Report} report @param {Windows} windows @param {string} key @param {number} [most] of logic to the bare server */
function ratios(report, windows, key, most) {
  const [[, ours = []] = [], ...peers] = windows;
  const all = (/** @type {PushWindow} */ { micros }) => micros.all;
  const logic = (/** @type {PushWindow} */ { micros }) => micros['logic'] ?? 0;
  for (const [{ name, audience }, theirs] of peers) {
    if (!audience) report.ratio(`${key}: logic / ${name}`, ratioOfPairs(ours.map(logic), theirs.map(logic)), most);
    const what = audience ? '' : ' with its nats';
    report.ratio(`${key}: all / ${name}${what}`, ratioOfPairs(ours.map(all), theirs.map(all)));
  }
}

/**
 * @param {Report} report
 * @param {Windows} windows
 * @param {string} what
 * @param {string} part
 * @param {number} most
 */
function goal(report, windows, what, part, most) {
  const [[, ours = []] = []] = windows;
  const micros = median(ours.map((window) => window.micros[part] ?? 0));
  report.note(`${what}: ${micros.toFixed(0)}, goal: below ${most}${micros < most ? '' : ' - MISSED'}`);
}
