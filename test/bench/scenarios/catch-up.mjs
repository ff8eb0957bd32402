// A comet is killed: its clients of version 2 come back at another one, and catch up. What that takes, and what the clients
// that were there already notice; beside what they notice of clients that come without having missed anything.
import { setTimeout as delay } from 'node:timers/promises';
import { PostgresServer } from '../../databases/postgres-server.mjs';
import { faultOf, LoadClients } from '../load/load-clients.mjs';
import { endContestant, roomPath, startOurs, startPeerServer } from '../measure/contestants.mjs';
import { Histogram, percentiles } from '../measure/histogram.mjs';
import { ratioOfPairs, spread } from '../measure/statistics.mjs';
import { difference, measureWindow, microsEach, readAll } from '../measure/window.mjs';
import { faultOfPushes, PushSource } from '../push/push-source.mjs';

const CLIENTS = 2_000;
const ROOM_MEMBERS = 100;
/** Of the rooms of the killed comet, all together. */
const RATE = 100;
const OTHERS = /** @type {const} */ ({ streams: 10, members: 20 });
/** Of theirs. */
const OTHERS_RATE = 100;
const WINDOW_SECONDS = 0.5;
const QUIET_MS = 3_000;
const AWAY_MS = 3_000;
/** goim-client's first wait, at most: each client's own is left to chance. */
const BACK_WITHIN_MS = 1_000;
const CATCH_UP_TIMEOUT_MS = 60_000;
const SETTLE_TIMEOUT_MS = 15_000;
/** The first round shows what cold processes take, and counts for nothing else: comets die beside others that have run for long. */
const COLD_ROUNDS = 1;
const ROUNDS = 5;
const SECONDS_GOAL = 5;
const P99_GOAL = 1.5;
const DOOMED = 'doomed comet';

/** @typedef {import('../context.mjs').Context} Context */
/** @typedef {Awaited<ReturnType<typeof startOurs>>} Ours */

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function catchUp(context, report) {
  const { rounds: count = ROUNDS, members: [clients = CLIENTS] = [], transports = ['tcp'] } = context.options;
  const postgres = await context.hold(PostgresServer.start(), (server) => server.stop());
  const settings = {
    ...context.options.settings,
    LOGIC__HISTORY__URL: postgres.url,
    JOB__HISTORY__URL: postgres.url,
  };
  for (const transport of transports) {
    const others = await startOurs(context, { ...OTHERS, transport, settings });
    /** @type {Awaited<ReturnType<typeof comeBack>>[]} */
    const rounds = [];
    for (let round = 0; round < COLD_ROUNDS + count; round++) {
      rounds.push(await comeBack(context, others, { round, clients, transport, settings }));
    }
    report.table(
      `${transport}, ${clients.toLocaleString('en-US')} clients of a killed comet, ${AWAY_MS / 1_000} s later back within ${BACK_WITHIN_MS / 1_000} s`,
      rounds.map(({ row }, round) => ({ processes: round < COLD_ROUNDS ? 'cold' : 'warm', ...row })),
    );
    const cold = percentilesOf(rounds.splice(0, COLD_ROUNDS).map(({ back }) => back));
    report.table(`latency in ${OTHERS.streams} rooms of ${OTHERS.members} at the other comet meanwhile`, [
      { when: 'before', ...percentilesOf(rounds.map(({ quiet }) => quiet)) },
      { when: 'the comet is dead', ...percentilesOf(rounds.map(({ dead }) => dead)) },
      { when: 'its clients come back', ...percentilesOf(rounds.map(({ back }) => back)) },
      { when: 'all are back', ...percentilesOf(rounds.map(({ settled }) => settled)) },
      { when: 'as many of version 1 come', ...percentilesOf(rounds.map(({ joining }) => joining)) },
      { when: 'and leave at once', ...percentilesOf(rounds.map(({ leaving }) => leaving)) },
      { when: 'as many come to a bare server', ...percentilesOf(rounds.map(({ elsewhere }) => elsewhere)) },
      { when: 'its clients come back, cold', ...cold },
    ]);
    const beside = (/** @type {'back' | 'joining' | 'leaving' | 'elsewhere'} */ when) => {
      const p99 = (/** @type {'back' | 'joining' | 'leaving' | 'elsewhere' | 'quiet'} */ of) =>
        rounds.map((round) => percentiles(round[of]).p99);
      return ratioOfPairs(p99(when), p99('quiet'));
    };
    report.ratio(`${transport}: p99 of other rooms, clients coming back / before`, beside('back'), P99_GOAL);
    report.ratio(`${transport}: the same, as many of version 1 coming / before`, beside('joining'));
    report.ratio(`${transport}: the same, these leaving at once / before`, beside('leaving'));
    report.ratio(`${transport}: the same, as many coming to a bare server / before`, beside('elsewhere'));
    const { median } = spread(rounds.map(({ row }) => row['all caught up s']));
    report.note(
      `all had caught up ${median.toFixed(1)} s after the first came back, goal: within ${SECONDS_GOAL} s${median > SECONDS_GOAL ? ' - MISSED' : ''}`,
    );
    await endContestant(others);
  }
}

/**
 * @param {Context} context
 * @param {Ours} others
 * @param {{ round: number, clients: number, transport: 'tcp' | 'websocket', settings: Record<string, string> }} options
 */
async function comeBack(context, others, { round, clients: count, transport, settings }) {
  const { system } = others;
  await system.add('comet', settings, DOOMED);
  await system.jobKnows({ least: 2 });
  const type = `round-${round}`;
  const clients = await LoadClients.start(context, 'returning');
  clients.standBack();
  await clients.connect({
    dialect: `${transport}-2`,
    port: system.clientPort(transport, DOOMED),
    count,
    membersPerStream: ROOM_MEMBERS,
    keyPrefix: `${type}-`,
    roomPrefix: `${type}://`,
  });
  const rooms = Math.ceil(count / ROOM_MEMBERS);
  const source = await PushSource.toHttp(context, {
    base: system.pushBase,
    paths: Array.from({ length: rooms }, (_, room) => roomPath(room, type)),
  });
  let isOver = false;
  const pushing = pushUntil(source, () => isOver);

  const quiet = await latencyOf(context, others, delay(QUIET_MS));
  await clients.expectEnd();
  await system.kill(DOOMED);
  const dead = await latencyOf(context, others, delay(AWAY_MS));
  const before = readAll(others.pids());
  const coming = clients.comeBack({
    port: system.clientPort(transport),
    withinMs: BACK_WITHIN_MS,
    timeoutMs: CATCH_UP_TIMEOUT_MS,
  });
  const back = await latencyOf(context, others, coming);
  const cpu = difference(before, readAll(others.pids()));
  const { seconds, retried, stages, verdicts } = await coming;
  const settled = await latencyOf(context, others, delay(QUIET_MS));
  const { coming: joining, leaving } = await latencyOfNewcomers(context, others, {
    dialect: transport,
    port: system.clientPort(transport),
    count,
    keyPrefix: `new-${type}-`,
    roomPrefix: `new-${type}://`,
  });
  const bare = await startPeerServer(context, 'base', transport);
  const { coming: elsewhere } = await latencyOfNewcomers(context, others, {
    dialect: bare.dialect,
    port: bare.port,
    count,
  });
  await bare.worker.end();

  isOver = true;
  const { byStream, faults } = await pushing;
  const missing = await clients.settle({ byStream, timeoutMs: SETTLE_TIMEOUT_MS });
  for (const fault of [...faults, faultOf(await clients.take(), missing), faultOfVerdicts(verdicts)]) {
    if (fault) context.fault(`${DOOMED}: ${fault}`);
  }
  await source.worker.end();
  await clients.end();
  await system.jobKnows({ most: 1 });
  const [welcome, judged, all] = [stages.welcome, stages.verdicts, stages.all].map(percentiles);
  const each = (/** @type {string} */ part) => microsEach(cpu[part], count).total;
  const row = {
    'all caught up s': seconds,
    'let in p50 ms': welcome?.p50 ?? 0,
    'verdicts p50 ms': judged?.p50 ?? 0,
    'caught up p50 ms': all?.p50 ?? 0,
    'caught up p99 ms': all?.p99 ?? 0,
    'tried again': retried,
    'targets recovered': verdicts['recovered'] ?? 0,
    'comet us each': each('comet'),
    logic: each('logic'),
    nats: each('nats'),
    job: each('job'),
  };
  return { row, quiet, dead, back, settled, joining, leaving, elsewhere };
}

/**
 * While clients come to a server that have missed nothing, and that nothing is pushed to, and while they leave it again.
 *
 * @param {Context} context
 * @param {Ours} others
 * @param {Omit<Parameters<LoadClients['connect']>[0], 'atOnce' | 'withinMs'>} newcomers
 */
async function latencyOfNewcomers(context, others, newcomers) {
  const clients = await LoadClients.start(context, 'new');
  clients.standBack();
  const { count } = newcomers;
  const membersPerStream = ROOM_MEMBERS;
  const connecting = clients.connect({ ...newcomers, membersPerStream, atOnce: count, withinMs: BACK_WITHIN_MS });
  const coming = await latencyOf(context, others, connecting);
  await connecting;
  const leaving = await latencyOf(context, others, clients.end());
  return { coming, leaving };
}

/** @param {PushSource} source @param {() => boolean} isOver */
async function pushUntil(source, isOver) {
  const faults = [];
  for (;;) {
    const pushed = await source.atRate({ rate: RATE, seconds: WINDOW_SECONDS });
    faults.push(faultOfPushes(pushed));
    if (isOver()) return { ...pushed, faults };
  }
}

/** Of pushes to the other rooms, until something has happened. @param {Context} context @param {Ours} others @param {Promise<unknown>} event */
async function latencyOf(context, others, event) {
  const latency = new Histogram();
  let isOver = false;
  void event.catch(() => {}).then(() => (isOver = true));
  do {
    latency.add((await measureWindow(context, others, { rate: OTHERS_RATE, seconds: WINDOW_SECONDS })).latency);
  } while (!isOver);
  return latency;
}

/** @param {readonly Histogram[]} histograms */
function percentilesOf(histograms) {
  const all = new Histogram();
  for (const one of histograms) all.add(one);
  const { p50, p99, p999, max } = percentiles(all);
  return { messages: all.total, 'p50 ms': p50, 'p99 ms': p99, 'p99.9 ms': p999, 'max ms': max };
}

/** @param {Record<string, number>} verdicts */
function faultOfVerdicts(verdicts) {
  const bad = Object.entries(verdicts).filter(([verdict]) => verdict !== 'recovered');
  return bad.length === 0 ? undefined : `targets not recovered: ${JSON.stringify(Object.fromEntries(bad))}`;
}
