// From just before the HTTP request to the client's socket, at shares of the greatest rate that is borne.
import { endContestant, startOurs } from '../measure/contestants.mjs';
import { percentiles } from '../measure/histogram.mjs';
import { measureWindow, medianLoad } from '../measure/window.mjs';

const MEMBERS = 100;
const FIRST_RATE = 500;
const GREATEST_RATE = 64_000;
const PROBE_SECONDS = 1.5;
/** A probe that fails may have met somebody else's work. */
const PROBES = 3;
const WARM_UP = { rate: 1_000, seconds: 3 };
const WINDOW_SECONDS = 8;
const SHARES = [0.1, 0.5, 0.8];
/** A rate is borne while the pusher is not held up, and nothing piles up. */
const MOST_PUSH_TIME = 1.05;
const MOST_P99_MS = 150;
const REFINEMENTS = 2;
const P99_GOAL_MS = 20;
const GOAL_SHARE = 0.5;

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function latency(context, report) {
  const {
    transports = ['tcp'],
    members: [members = MEMBERS] = [],
    seconds = WINDOW_SECONDS,
    body: bodyBytes,
    rates,
    clients,
    settings,
  } = context.options;
  for (const transport of transports) {
    const start = async () => {
      const ours = await startOurs(context, { transport, streams: 1, members, clientProcesses: clients, settings });
      await measureWindow(context, ours, { ...WARM_UP, bodyBytes });
      return ours;
    };
    const greatest = rates ? undefined : await findGreatest(context, await start(), bodyBytes);
    const ours = await start();
    const rows = [];
    for (const rate of rates ?? SHARES.map((share) => Math.round((greatest ?? 0) * share))) {
      const window = await measureWindow(context, ours, { rate, seconds, bodyBytes });
      const { p50, p99, p999, max } = percentiles(window.latency);
      const core = (/** @type {string} */ part) => `${medianLoad([window], part).toFixed(0)}%`;
      rows.push({
        'pushes/s': rate,
        'of greatest': greatest ? `${Math.round((rate / greatest) * 100)}%` : '',
        'msg/s': window.messages / window.pushSeconds,
        'p50 ms': p50,
        'p99 ms': p99,
        'p99.9 ms': p999,
        'max ms': max,
        'HTTP p99 ms': percentiles(window.answers).p99,
        logic: core('logic'),
        nats: core('nats'),
        job: core('job'),
        comet: core('comet'),
        clients: core('clients'),
        pusher: core('pusher'),
      });
    }
    report.table(
      `${transport}, one room of ${members}, greatest rate ${greatest ?? 'not looked for'}; of a core, by part`,
      rows,
    );
    const half = rows[SHARES.indexOf(GOAL_SHARE)];
    if (greatest && half)
      report.note(
        `p99 at half of the greatest rate: ${half['p99 ms'].toFixed(1)} ms, goal: below ${P99_GOAL_MS} ms${half['p99 ms'] < P99_GOAL_MS ? '' : ' - MISSED'}`,
      );
    await endContestant(ours);
  }
}

/**
 * Doubles the rate until it is not borne any more, then halves the gap some times.
 *
 * @param {import('../context.mjs').Context} context
 * @param {import('../measure/contestants.mjs').Contestant} ours ended here: where it refused pushes, numbers are missing
 * @param {number | undefined} bodyBytes
 */
async function findGreatest(context, ours, bodyBytes) {
  let isUsable = true;
  const bearsOnce = async (/** @type {number} */ rate) => {
    const window = await measureWindow(context, ours, { rate, seconds: PROBE_SECONDS, bodyBytes, mayRefuse: true });
    isUsable = window.refused === 0;
    const inTime = window.pushSeconds <= PROBE_SECONDS * MOST_PUSH_TIME;
    return (
      isUsable && inTime && [window.latency, window.answers].every((times) => percentiles(times).p99 <= MOST_P99_MS)
    );
  };
  const bears = async (/** @type {number} */ rate) => {
    for (let n = 0; n < PROBES && isUsable; n++) if (await bearsOnce(rate)) return true;
    return false;
  };
  let borne = FIRST_RATE;
  while (borne < GREATEST_RATE && (await bears(borne * 2))) borne *= 2;
  let tooMuch = borne * 2;
  for (let n = 0; n < REFINEMENTS && isUsable; n++) {
    const middle = Math.round((borne + tooMuch) / 2);
    if (await bears(middle)) borne = middle;
    else tooMuch = middle;
  }
  await endContestant(ours);
  return borne;
}
