// What the console costs: how soon the API answers each of its pages, and CPU of the servers while a page is open.
import { setTimeout as delay } from 'node:timers/promises';
import { LoadClients } from '../load/load-clients.mjs';
import { microsEach, difference, readAll } from '../measure/window.mjs';
import { System } from '../system/system.mjs';

const SESSIONS = 5_000;
const CONNECT_AT_ONCE = 100;
const JOIN_AT_ONCE = 32;
const CALLS = 20;
const SECONDS = 10;
const MICROS = 1_000_000;
const ANSWER_GOAL_MS = 300;
const CPU_GOAL_PERCENT = 2;
const KEY = 'session-7';
const ROOM = encodeURIComponent('first://7');

/**
 * A page of the console: what it asks for, and each how many seconds, and the streams that it follows.
 *
 * @typedef {object} ConsolePage
 * @property {string} name
 * @property {Readonly<Record<string, number>>} calls
 * @property {readonly string[]} [streams]
 */

/** @type {readonly ConsolePage[]} As apps/console has them. */
const PAGES = [
  {
    name: 'overview',
    calls: {
      '/v1/stats?step=20': 10,
      '/v1/stats/rooms?limit=5': 5,
      '/v1/stats/sessions?limit=5': 5,
      '/v1/nodes': 5,
      '/v1/instances': 5,
    },
    streams: ['/v1/stream?events=counts,nodes'],
  },
  { name: 'rooms', calls: { '/v1/rooms?limit=50&sort=sessions': 5 } },
  { name: 'rooms by name', calls: { '/v1/rooms?limit=50&sort=name&prefix=second': 5 } },
  {
    name: 'room',
    calls: { [`/v1/rooms/${ROOM}`]: 5, [`/v1/rooms/${ROOM}/members?limit=50`]: 5 },
    streams: [`/v1/rooms/${ROOM}/tail`],
  },
  { name: 'sessions', calls: { '/v1/sessions?limit=50': 15 }, streams: ['/v1/stream?events=sessions'] },
  { name: 'sessions of an address', calls: { '/v1/sessions?limit=50&ip=127.0.0.1&prefix=session-4': 15 } },
  { name: 'session', calls: { [`/v1/sessions/${KEY}?live=true`]: 3 } },
  { name: 'queue', calls: { '/v1/queue': 5 } },
  { name: 'dead letters', calls: { '/v1/dead-letters?limit=20': 60 } },
  { name: 'bans', calls: { '/v1/bans?limit=50': 60 } },
];

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function console(context, report) {
  const { members: [count = SESSIONS] = [], seconds = SECONDS, settings } = context.options;
  const system = await System.start(context, ['logic', 'comet', 'job'], settings);
  const base = system.pushBase;
  const clients = await LoadClients.start(context, 'sessions');
  await clients.connect({
    dialect: 'tcp',
    port: system.clientPort('tcp'),
    count,
    atOnce: CONNECT_AT_ONCE,
    membersPerStream: 1,
    keyPrefix: 'session-',
    roomPrefix: 'first://',
  });
  await joinSecondRooms(base, count);
  const answers = [];
  for (const { name, calls } of PAGES) {
    for (const path of Object.keys(calls)) answers.push({ page: name, path, ...(await timesOf(base, path)) });
  }
  report.table(`${(2 * count).toLocaleString('en-US')} rooms, ${count.toLocaleString('en-US')} sessions, ms`, answers);
  for (const { path, max } of answers) if (max > ANSWER_GOAL_MS) context.fault(`${path} took ${max} ms`);

  const rest = await costOf(system, seconds, () => delay(seconds * 1_000));
  const open = [];
  for (const page of PAGES) {
    const cost = await costOf(system, seconds, () => look(base, page, seconds));
    const more = Object.fromEntries(Object.entries(cost).map(([part, percent]) => [part, percent - (rest[part] ?? 0)]));
    const all = Object.values(more).reduce((sum, percent) => sum + percent, 0);
    open.push({ page: page.name, ...more, all });
  }
  report.table('an open page, % of a core more than at rest', open);
  report.note(
    `at rest: ${JSON.stringify(rest)}; goals: answers within ${ANSWER_GOAL_MS} ms, ${CPU_GOAL_PERCENT}% of a core`,
  );
  await clients.end();
  await system.end();
}

/** Has each session in a room more. @param {string} base @param {number} count */
async function joinSecondRooms(base, count) {
  let next = 0;
  const join = async () => {
    while (next < count) {
      const n = next++;
      const path = `/v1/rooms/${encodeURIComponent(`second://${n}`)}/members/session-${n}`;
      const answer = await fetch(`${base}${path}`, { method: 'PUT' });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: JOIN_AT_ONCE }, join));
}

/** @param {string} base @param {string} path */
async function timesOf(base, path) {
  const times = [];
  for (let n = 0; n < CALLS; n++) {
    const from = performance.now();
    await ask(base, path);
    times.push(performance.now() - from);
  }
  const sorted = times.toSorted((a, b) => a - b);
  return { median: rounded(sorted[CALLS / 2] ?? 0), max: rounded(sorted.at(-1) ?? 0) };
}

/** @param {string} base @param {string} path */
async function ask(base, path) {
  const answer = await fetch(`${base}${path}`);
  const body = await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${Buffer.from(body).toString()}`);
}

/** A page that is open for so long. @param {string} base @param {ConsolePage} page @param {number} seconds */
async function look(base, { calls, streams = [] }, seconds) {
  const closed = AbortSignal.timeout(seconds * 1_000);
  const polling = Object.entries(calls).map(async ([path, every]) => {
    while (!closed.aborted) {
      await ask(base, path);
      await delay(every * 1_000, undefined, { signal: closed }).catch(() => undefined);
    }
  });
  const following = streams.map(async (path) => {
    try {
      const { body } = await fetch(`${base}${path}`, { signal: closed });
      for await (const _ of body ?? []);
    } catch (error) {
      if (!closed.aborted) throw error;
    }
  });
  await Promise.all([...polling, ...following]);
}

/** By process, in % of a core. @param {System} system @param {number} seconds @param {() => Promise<unknown>} act */
async function costOf(system, seconds, act) {
  const before = readAll(system.pids);
  await act();
  const cpu = difference(before, readAll(system.pids));
  const parts = ['logic', 'comet', 'job', 'nats'];
  return Object.fromEntries(
    parts.map((part) => [part, rounded((100 * microsEach(cpu[part], 1).total) / (seconds * MICROS))]),
  );
}

/** @param {number} value */
function rounded(value) {
  return Math.round(value * 100) / 100;
}
