import { setTimeout as delay } from 'node:timers/promises';
import { faultOf } from '../load/load-clients.mjs';
import { faultOfPushes } from '../push/push-source.mjs';
import { cpuBetween, readCpu } from '../system/cpu.mjs';
import { Histogram } from './histogram.mjs';
import { median } from './statistics.mjs';

const SETTLE_TIMEOUT_MS = 15_000;
/** After the last push, in every window: what is still under way ends in it. */
const TAIL_MS = 150;

/** @typedef {import('./contestants.mjs').Contestant} Contestant */
/** @typedef {import('../system/cpu.mjs').CpuTime} CpuTime */

/**
 * What happened between two readings of the CPU times.
 *
 * @typedef {object} Window
 * @property {number} seconds
 * @property {number} pushes
 * @property {number} pushSeconds how long the pushing took; more than it should where the pusher was too slow
 * @property {number} messages delivered
 * @property {Record<string, CpuTime>} cpu by part
 * @property {Histogram} latency
 * @property {Histogram} answers from a push's request to its answer
 * @property {number} refused pushes, or not answered
 */

/**
 * Pushes at a rate for a time, and waits until everybody has heard everything.
 *
 * @param {import('../context.mjs').Context} context hears of what was lost, repeated or out of order
 * @param {Contestant} contestant
 * @param {{ rate: number, seconds: number, bodyBytes?: number, mayRefuse?: boolean }} load `mayRefuse`: pushes may be
 *   refused, which is no fault then; but the contestant is of no use any more, since numbers are missing
 * @returns {Promise<Window>}
 */
export async function measureWindow(context, contestant, load) {
  const { clients, source } = contestant;
  const pids = contestant.pids();
  const before = readAll(pids);
  const startedAt = performance.now();
  const pushed = await source.atRate(load);
  const missing = await clients.settle({ byStream: pushed.byStream, timeoutMs: SETTLE_TIMEOUT_MS });
  await delay(Math.max(load.seconds * 1_000 + TAIL_MS - (performance.now() - startedAt), 0));
  const seconds = (performance.now() - startedAt) / 1_000;
  const after = readAll(pids);
  const heard = await clients.take();
  const refused = pushed.failed + pushed.unanswered;
  for (const fault of [faultOfPushes(pushed), faultOf(heard, missing)]) {
    if (fault && !(refused > 0 && load.mayRefuse)) context.fault(`${contestant.name}: ${fault}`);
  }
  return {
    seconds,
    pushes: pushed.sent,
    pushSeconds: pushed.seconds,
    messages: heard.messages,
    cpu: difference(before, after),
    latency: heard.latency,
    answers: new Histogram(pushed.latency),
    refused,
  };
}

/**
 * What the parts cost while nothing is pushed.
 *
 * @param {Record<string, number[]>} pids
 * @param {number} seconds
 */
export async function measureIdle(pids, seconds) {
  const before = readAll(pids);
  await delay(seconds * 1_000);
  return difference(before, readAll(pids));
}

/**
 * The contestants in turn, a window each, as often as asked for: what the machine does meanwhile hits all of them.
 *
 * @param {import('../context.mjs').Context} context
 * @param {readonly Contestant[]} contestants
 * @param {{ rate: number, seconds: number, bodyBytes?: number, rounds: number }} load
 * @returns {Promise<Map<Contestant, Window[]>>}
 */
export async function alternate(context, contestants, { rounds, ...load }) {
  /** @type {Map<Contestant, Window[]>} */
  const windows = new Map(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants) windows.get(contestant)?.push(await measureWindow(context, contestant, load));
  }
  return windows;
}

/** @param {Record<string, readonly number[]>} pids */
export function readAll(pids) {
  return Object.fromEntries(Object.entries(pids).map(([part, of]) => [part, readCpu(of)]));
}

/** @param {Record<string, CpuTime>} before @param {Record<string, CpuTime>} after @returns {Record<string, CpuTime>} */
export function difference(before, after) {
  const none = { user: 0, system: 0 };
  return Object.fromEntries(Object.entries(after).map(([part, to]) => [part, cpuBetween(before[part] ?? none, to)]));
}

/**
 * @param {CpuTime | undefined} cpu
 * @param {number} count
 * @returns {{ user: number, system: number, total: number }} microseconds each
 */
export function microsEach(cpu, count) {
  const { user, system } = cpu ?? { user: 0, system: 0 };
  const each = (/** @type {number} */ ms) => (ms * 1_000) / count;
  return { user: each(user), system: each(system), total: each(user + system) };
}

/** CPU microseconds of a part for each message, of each window. @param {readonly Window[]} windows @param {string} part */
export function costs(windows, part) {
  return windows.map(({ cpu, messages }) => microsEach(cpu[part], messages).total);
}

/**
 * The median window's CPU of a part for each message.
 *
 * @param {readonly Window[]} windows
 * @param {string} part
 */
export function medianCost(windows, part) {
  const of = (/** @type {'user' | 'system' | 'total'} */ kind) =>
    median(windows.map(({ cpu, messages }) => microsEach(cpu[part], messages)[kind]));
  return { user: of('user'), system: of('system'), total: of('total') };
}

/** The median share of one core that a part took, in percent. @param {readonly Window[]} windows @param {string} part */
export function medianLoad(windows, part) {
  return median(windows.map(({ cpu, seconds }) => ((cpu[part]?.user ?? 0) + (cpu[part]?.system ?? 0)) / 10 / seconds));
}

/** @param {readonly Window[]} windows */
export function allLatencies(windows) {
  const all = new Histogram();
  for (const { latency } of windows) all.add(latency);
  return all;
}
