// One in twenty members stops reading: what the others notice of it, and what it costs in memory.
import { endContestant, startOurs } from '../measure/contestants.mjs';
import { percentiles } from '../measure/histogram.mjs';
import { ratioOfPairs } from '../measure/statistics.mjs';
import { allLatencies, measureWindow, medianCost } from '../measure/window.mjs';
import { readRss } from '../system/cpu.mjs';

const MEMBERS = 400;
const SLOW_SHARE = 0.05;
/** Bytes a second: enough to fill the kernel's buffers, some megabytes a client, within a window. */
const BODY_BYTES = 4_096;
const RATE = 200;
const WINDOW_SECONDS = 8;
const ROUNDS = 3;
const SAMPLE_MS = 250;
const RATIO_GOAL = 1.5;
/** The default of connection.maxPending. */
const BUDGET_BYTES = 256 * 1_024;

/** @typedef {import('../context.mjs').Context} Context */
/** @typedef {{ transport: 'tcp' | 'websocket', slow: number }} Run */

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function slowClients(context, report) {
  const { transports = ['tcp'], members: [members = MEMBERS] = [], rounds = ROUNDS } = context.options;
  for (const transport of transports) {
    const slow = Math.round(members * SLOW_SHARE);
    /** @type {Awaited<ReturnType<typeof run>>[]} */
    const without = [];
    /** @type {Awaited<ReturnType<typeof run>>[]} */
    const withSlow = [];
    for (let round = 0; round < rounds; round++) {
      without.push(await run(context, { transport, slow: 0 }, members));
      withSlow.push(await run(context, { transport, slow }, members));
    }
    const row = (/** @type {string} */ name, /** @type {readonly Awaited<ReturnType<typeof run>>[]} */ runs) => {
      const windows = runs.map(({ window }) => window);
      const { p50, p99, p999, max } = percentiles(allLatencies(windows));
      return {
        members: name,
        'us/msg': medianCost(windows, 'comet').total,
        'p50 ms': p50,
        'p99 ms': p99,
        'p99.9 ms': p999,
        'max ms': max,
        'RSS before MB': runs[0]?.before ?? 0,
        'RSS most MB': Math.max(...runs.map(({ most }) => most)),
        'grown by MB': Math.max(...runs.map(({ most, before }) => most - before)),
        'closed as slow': runs.reduce((sum, { closed }) => sum + closed, 0),
      };
    };
    report.table(
      `${transport}, a room of ${members}, ${RATE} pushes a second of ${BODY_BYTES} bytes; latency of those who read`,
      [row('all read', without), row(`${slow} do not read`, withSlow)],
    );
    const p99 = (/** @type {Awaited<ReturnType<typeof run>>} */ { window }) => percentiles(window.latency).p99;
    report.ratio(
      `${transport}: p99 with slow ones / without`,
      ratioOfPairs(withSlow.map(p99), without.map(p99)),
      RATIO_GOAL,
    );
    const closed = withSlow.reduce((sum, one) => sum + one.closed, 0);
    report.note(
      `${closed} of ${slow * rounds} slow clients were closed; their byte budgets together: ${((slow * BUDGET_BYTES) / 2 ** 20).toFixed(1)} MB`,
    );
    const [sample] = withSlow;
    report.note(
      `comet's RSS in MB, each ${SAMPLE_MS} ms of the first run with slow ones: ${sample?.samples.map((one) => one.toFixed(0)).join(' ')}`,
    );
  }
}

/** @param {Context} context @param {Run} options @param {number} members */
async function run(context, { transport, slow }, members) {
  const {
    seconds = WINDOW_SECONDS,
    body: bodyBytes = BODY_BYTES,
    rates: [rate = RATE] = [],
    settings,
  } = context.options;
  const ours = await startOurs(context, { transport, streams: 1, members, settings });
  await measureWindow(context, ours, { rate, seconds: 1, bodyBytes });
  if (slow > 0) await ours.clients.stall(slow);
  const comet = ours.system.app('comet').pid;
  const megabytes = () => readRss([comet]) / 2 ** 20;
  const before = megabytes();
  /** @type {number[]} */
  const samples = [];
  const sampling = setInterval(() => samples.push(megabytes()), SAMPLE_MS);
  const window = await measureWindow(context, ours, { rate, seconds, bodyBytes });
  clearInterval(sampling);
  const closed = await ours.system.app('comet').metric('goim_connections_closed_total', 'reason="slow"');
  await endContestant(ours);
  return { window, before, samples, most: Math.max(before, ...samples), closed };
}
