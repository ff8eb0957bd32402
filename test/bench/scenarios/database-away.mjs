// The history's database hangs, and is killed: what pushes notice of it, in rooms that were pushed to before and in new ones.
import { setTimeout as delay } from 'node:timers/promises';
import { PostgresServer } from '../../databases/postgres-server.mjs';
import { endContestant, startOurs } from '../measure/contestants.mjs';
import { percentiles } from '../measure/histogram.mjs';
import { ratioOfPairs } from '../measure/statistics.mjs';
import { allLatencies, measureWindow } from '../measure/window.mjs';

const ROOMS = 32;
const MEMBERS = 20;
const RATE = 300;
/** Longer than a statement may take: what hangs is given up in it, and tried again. */
const WINDOW_SECONDS = 8;
const ROUNDS = 3;
const WRITTEN_WITHIN_MS = 60_000;
const POLL_MS = 100;
/** Two windows right after one another differ by so much with nothing between them. */
const P99_GOAL = 1.2;

/** @typedef {import('../measure/window.mjs').Window} Window */

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function databaseAway(context, report) {
  const {
    transports = ['tcp'],
    rounds = ROUNDS,
    seconds = WINDOW_SECONDS,
    rates: [rate = RATE] = [],
  } = context.options;
  const postgres = await context.hold(PostgresServer.start(), (server) => server.stop());
  const url = { LOGIC__HISTORY__URL: postgres.url, JOB__HISTORY__URL: postgres.url };
  const settings = { ...context.options.settings, ...url };
  /** @type {[string, () => Promise<void>, () => Promise<void>][]} */
  const outages = [
    ['it hangs', () => postgres.freeze(), () => postgres.thaw()],
    ['it is dead', () => postgres.kill(), () => postgres.restart()],
  ];
  for (const transport of transports) {
    const ours = await startOurs(context, { transport, streams: ROOMS, members: MEMBERS, settings });
    const job = ours.system.app('job');
    const window = () => measureWindow(context, ours, { rate, seconds });
    await window();
    /** @type {Map<string, { there: Window[], away: Window[] }>} */
    const measured = new Map(outages.map(([name]) => [name, { there: [], away: [] }]));
    for (let round = 0; round < rounds; round++) {
      for (const [name, begin, end] of outages) {
        measured.get(name)?.there.push(await window());
        await begin();
        measured.get(name)?.away.push(await window());
        await end();
        await allWritten(job);
      }
    }
    report.table(
      `${transport}, ${ROOMS} rooms of ${MEMBERS}, ${rate} pushes a second; from the request to the client's socket`,
      [...measured].flatMap(([name, { there, away }]) => [row('the database is there', there), row(name, away)]),
    );
    for (const [name, { there, away }] of measured) {
      const p99 = (/** @type {Window} */ { latency }) => percentiles(latency).p99;
      report.ratio(
        `${transport}: p99 of pushes, ${name} / it is there`,
        ratioOfPairs(away.map(p99), there.map(p99)),
        P99_GOAL,
      );
    }
    const lost = await job.metric('goim_history_lost_messages_total');
    const gaps = await job.metric('goim_history_gaps_total');
    if (lost + gaps > 0) context.fault(`the history has ${gaps} gaps, and lost ${lost} messages`);
    await endContestant(ours);
  }
}

/** @param {string} database @param {readonly Window[]} windows */
function row(database, windows) {
  const { p50, p99, p999, max } = percentiles(allLatencies(windows));
  return {
    database,
    messages: allLatencies(windows).total,
    'p50 ms': p50,
    'p99 ms': p99,
    'p99.9 ms': p999,
    'max ms': max,
  };
}

/** What waited for the database is in it. @param {import('../../support/app-process.mjs').AppProcess} job */
async function allWritten(job) {
  const deadline = performance.now() + WRITTEN_WITHIN_MS;
  while ((await job.metric('goim_history_backlog_batches')) > 0) {
    if (performance.now() > deadline) throw new Error('the history is not written');
    await delay(POLL_MS);
  }
}
