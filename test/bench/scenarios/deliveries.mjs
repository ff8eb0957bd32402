// What fanout, peers, rooms, unicast and small have in common: pushes at a rate, to comet and to its peers in turn.
import { endContestant, startOurs, startPeer } from '../measure/contestants.mjs';
import { percentiles } from '../measure/histogram.mjs';
import { median, ratioOfPairs, spread } from '../measure/statistics.mjs';
import {
  allLatencies,
  alternate,
  costs,
  measureIdle,
  measureWindow,
  medianCost,
  medianLoad,
} from '../measure/window.mjs';

const IDLE_SECONDS = 1;
/** The compiler sees the code, and the sockets' buffers grow, at the rate that is measured next. */
const WARM_UP_SECONDS = 1.5;
const JOINED_ROUNDS = 3;
/** So fast that a core could not write each push by itself: what the goal for joined writes is about. */
const FAST_PUSHES = 1_000;

/** @typedef {import('../measure/contestants.mjs').Contestant} Contestant */
/** @typedef {import('../measure/contestants.mjs').PeerName} PeerName */
/** @typedef {import('../measure/window.mjs').Window} Window */
/** @typedef {import('../report/report.mjs').Report} Report */

/**
 * @typedef {object} Cell
 * @property {'tcp' | 'websocket'} transport
 * @property {number} streams rooms, or groups of keys
 * @property {number} members clients of each
 * @property {'room' | 'keys'} by
 * @property {'http' | 'bus'} [way] of the pushes: to logic, or as jobs send them to comet
 * @property {readonly PeerName[]} peers
 * @property {readonly number[]} singleRates pushes a second at which each is written by itself: beside the peers
 * @property {readonly number[]} joinedRates at which several are joined into a write: against the peers' cost of one write
 * @property {string} title
 * @property {string} key stable, for the baseline
 * @property {number} [singleGoal] ratio to base
 * @property {number} [joinedGoal]
 * @property {number} [secondGoal] ratio of version 2 to version 1, which is measured where this is given
 * @property {number} [connections] by which the pushes come
 * @property {number} [seconds] length of a window
 */

/**
 * @param {import('../context.mjs').Context} context
 * @param {Report} report
 * @param {Cell} cell
 */
export async function measureCell(context, report, cell) {
  const {
    rounds = 5,
    seconds = cell.seconds ?? 2.5,
    body: bodyBytes,
    clients: clientProcesses,
    settings,
  } = context.options;
  const audience = { ...cell, clientProcesses };
  const ours = await startOurs(context, { ...audience, settings });
  /** @type {Contestant[]} */
  const peers = [];
  for (const peer of cell.peers) peers.push(await startPeer(context, peer, audience));
  // In a system of its own: what comet does for the one version must not be slower for the other's being there.
  const second = cell.secondGoal && (await startOurs(context, { ...audience, settings, version: 2 }));
  const both = second ? [ours, second] : [ours];
  const idle = await measureIdle(ours.pids(), IDLE_SECONDS);
  const compareVersions = (/** @type {ReadonlyMap<Contestant, Window[]>} */ windows, /** @type {number} */ rate) => {
    if (!second) return;
    const ratio = ratioOfPairs(serverCosts(windows, second), serverCosts(windows, ours));
    report.ratio(`${cell.key}@${rate} version 2 / version 1`, ratio, cell.secondGoal);
  };

  /** The base's cost of one write, by itself. @type {number | undefined} */
  let oneWrite;
  for (const rate of cell.singleRates) {
    const contestants = [...peers, ...both];
    for (const one of contestants) await measureWindow(context, one, { rate, seconds: WARM_UP_SECONDS, bodyBytes });
    const windows = await alternate(context, contestants, { rate, seconds, bodyBytes, rounds });
    report.table(`${cell.title}, ${rate} pushes a second`, rows(windows));
    for (const peer of peers) {
      const ratio = ratioOfPairs(serverCosts(windows, ours), serverCosts(windows, peer));
      const goal = peer.name === 'base' ? cell.singleGoal : undefined;
      report.ratio(`${cell.key}@${rate} / ${peer.name}`, ratio, goal);
      if (peer.name === 'base') oneWrite = median(serverCosts(windows, peer));
    }
    compareVersions(windows, rate);
  }
  for (const rate of cell.joinedRates) {
    for (const one of both) await measureWindow(context, one, { rate, seconds: WARM_UP_SECONDS, bodyBytes });
    const windows = await alternate(context, both, {
      rate,
      seconds,
      bodyBytes,
      rounds: Math.min(rounds, JOINED_ROUNDS),
    });
    report.table(`${cell.title}, ${rate} pushes a second`, rows(windows));
    compareVersions(windows, rate);
    if (oneWrite === undefined) continue;
    const write = oneWrite;
    const ratio = spread(serverCosts(windows, ours).map((cost) => cost / write));
    report.ratio(`${cell.key}@${rate} / one write of base`, ratio, rate >= FAST_PUSHES ? cell.joinedGoal : undefined);
  }
  const shares = Object.entries(idle).map(([part, cpu]) => `${part} ${(cpu.user + cpu.system) / 10 / IDLE_SECONDS}%`);
  report.note(`without any push, of a core: ${shares.join(', ')}`);
  for (const contestant of [...both, ...peers]) await endContestant(contestant);
}

/** @param {ReadonlyMap<Contestant, Window[]>} windows @param {Contestant} contestant */
function serverCosts(windows, contestant) {
  return costs(windows.get(contestant) ?? [], contestant.server);
}

/**
 * CPU microseconds for each delivered message, by part.
 *
 * @param {ReadonlyMap<Contestant, Window[]>} all
 * @returns {import('../report/report.mjs').Row[]}
 */
function rows(all) {
  return [...all].map(([contestant, windows]) => {
    const server = medianCost(windows, contestant.server);
    const of = (/** @type {string} */ part) => medianCost(windows, part).total;
    const isOurs = contestant.server === 'comet';
    const { p50, p99, p999, max } = percentiles(allLatencies(windows));
    return {
      server: contestant.name,
      'us/msg': server.total,
      user: server.user,
      system: server.system,
      'of a core': `${medianLoad(windows, contestant.server).toFixed(0)}%`,
      logic: isOurs ? of('logic') : '',
      job: isOurs ? of('job') : '',
      nats: isOurs ? of('nats') : '',
      clients: of('clients'),
      pusher: of('pusher'),
      'msg/s': median(windows.map(({ messages, pushSeconds }) => messages / pushSeconds)),
      'p50 ms': p50,
      'p99 ms': p99,
      'p99.9 ms': p999,
      'max ms': max,
    };
  });
}
