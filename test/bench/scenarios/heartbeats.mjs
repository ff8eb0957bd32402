// Very many idle connections, over several comet processes on the same ports, that only send heartbeats.
import { setTimeout as delay } from 'node:timers/promises';
import { LoadClients } from '../load/load-clients.mjs';
import { difference, microsEach, readAll } from '../measure/window.mjs';
import { readRss } from '../system/cpu.mjs';
import { System } from '../system/system.mjs';

const CONNECTIONS = 50_000;
const WORKERS = 3;
const HEARTBEAT_MS = 30_000;
const WINDOW_SECONDS = 20;
const GOAL_PERCENT = 20;
const ROOM_MEMBERS = 1_000;
const CLIENT_PROCESSES = 4;
const AT_ONCE = 200;
const SETTLE_MS = 2_000;
/** A worker that is out of files closes what it accepts, though others may have room: clients come back. */
const MOST_RETRIES = 10_000;

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function heartbeats(context, report) {
  const {
    transports: [transport = 'tcp'] = [],
    members: [count = CONNECTIONS] = [],
    seconds: length = WINDOW_SECONDS,
  } = context.options;
  const system = await System.start(context, ['logic', 'comet'], {
    ...context.options.settings,
    COMET__WORKERS: String(WORKERS),
  });
  const clients = await LoadClients.start(context, 'idle', CLIENT_PROCESSES);
  await clients.connect({
    dialect: transport,
    port: system.clientPort(transport),
    count,
    membersPerStream: ROOM_MEMBERS,
    roomPrefix: 'idle://',
    atOnce: AT_ONCE,
    retries: MOST_RETRIES,
  });
  await delay(SETTLE_MS);
  /** @type {Record<string, number[]>} */
  const parts = { ...system.pids, clients: clients.pids };
  await clients.take();
  await clients.startHeartbeats(HEARTBEAT_MS);
  const before = readAll(parts);
  const startedAt = performance.now();
  await delay(length * 1_000);
  const cpu = difference(before, readAll(parts));
  const seconds = (performance.now() - startedAt) / 1_000;
  const sent = await clients.stopHeartbeats();
  await delay(SETTLE_MS);
  const heard = await clients.take();
  const closed = Object.entries(heard.closed).map(([why, times]) => `${times} closed (${why})`);
  if (closed.length > 0 || heard.heartbeatReplies !== sent) {
    context.fault(`${sent} heartbeats, ${heard.heartbeatReplies} replies ${closed.join(', ')}`);
  }
  const percent = (/** @type {string} */ part) => ((cpu[part]?.user ?? 0) + (cpu[part]?.system ?? 0)) / seconds / 10;
  report.table(
    `${count.toLocaleString('en-US')} ${transport} connections over ${WORKERS} workers, a heartbeat each ${HEARTBEAT_MS / 1_000} s`,
    [
      {
        'heartbeats/s': sent / seconds,
        'comets, % of a core': percent('comet'),
        'us/heartbeat': microsEach(cpu['comet'], sent).total,
        'of it user': microsEach(cpu['comet'], sent).user,
        'logic %': percent('logic'),
        'nats %': percent('nats'),
        'clients %': percent('clients'),
        'connections/s before': count / clients.connectSeconds,
        retried: clients.retried,
        'RSS MB, comets': readRss(parts['comet'] ?? []) / 2 ** 20,
        'RSS MB, logic': readRss(parts['logic'] ?? []) / 2 ** 20,
        'RSS MB, nats': readRss(parts['nats'] ?? []) / 2 ** 20,
      },
    ],
  );
  report.note(`goal: below ${GOAL_PERCENT}% of a core${percent('comet') < GOAL_PERCENT ? '' : ' - MISSED'}`);
  await clients.end();
  await system.end();
}
