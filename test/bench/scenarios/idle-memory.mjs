// The memory of a connection that does nothing: the slope between two counts, after all garbage is collected.
import { setTimeout as delay } from 'node:timers/promises';
import { LoadClients } from '../load/load-clients.mjs';
import { startPeerServer } from '../measure/contestants.mjs';
import { spread } from '../measure/statistics.mjs';
import { readRss } from '../system/cpu.mjs';
import { collectGarbage, INSPECTABLE } from '../system/inspector.mjs';
import { System } from '../system/system.mjs';

const FEW = 4_000;
const MANY = 18_000;
/** The kernel hands pages back, and timers run, before memory is read. */
const SETTLE_MS = 2_000;
const GOAL_KILOBYTES = { tcp: 4, websocket: 6 };
const ROOM_MEMBERS = 1_000;

const AT_ONCE = 200;

/** @typedef {import('../context.mjs').Context} Context */
/** @typedef {import('../load/dialects.mjs').DialectName} DialectName */

/**
 * @typedef {object} Subject
 * @property {number} pid
 * @property {number} port
 * @property {DialectName} dialect
 * @property {() => Promise<void>} collectGarbage
 * @property {() => Promise<void>} end
 */

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function idleMemory(context, report) {
  const { transports = ['tcp', 'websocket'], peers } = context.options;
  for (const transport of transports) {
    /** @type {Record<string, number>} */
    const slopes = {};
    for (const peer of peers ?? /** @type {const} */ ([transport === 'tcp' ? 'base' : 'ws'])) {
      slopes[peer] = await measureSlope(context, await peerSubject(context, peer, transport));
    }
    const ours = await measureSlope(context, await cometSubject(context, transport));
    report.table(
      `${transport}, KB of RSS a connection, between ${FEW.toLocaleString('en-US')} and ${MANY.toLocaleString('en-US')}`,
      [...Object.entries(slopes), /** @type {const} */ (['comet', ours])].map(([server, slope]) => ({
        server,
        'KB each': slope,
      })),
    );
    for (const [peer, slope] of Object.entries(slopes))
      report.ratio(`${transport}: comet / ${peer}`, spread([ours / slope]));
    const goal = GOAL_KILOBYTES[transport];
    report.note(`${transport}: ${ours.toFixed(2)} KB, goal: below ${goal} KB${ours < goal ? '' : ' - MISSED'}`);
  }
}

/** @param {Context} context @param {'tcp' | 'websocket'} transport @returns {Promise<Subject>} */
async function cometSubject(context, transport) {
  const system = await System.start(context, ['logic', 'comet'], { ...context.options.settings, ...INSPECTABLE });
  const comet = system.app('comet');
  return {
    pid: comet.pid,
    port: system.clientPort(transport),
    dialect: transport,
    collectGarbage: async () => void (await collectGarbage(comet.log)),
    end: () => system.end(),
  };
}

/**
 * @param {Context} context
 * @param {import('../measure/contestants.mjs').PeerName} peer
 * @param {'tcp' | 'websocket'} transport
 * @returns {Promise<Subject>}
 */
async function peerSubject(context, peer, transport) {
  const { worker, port, dialect } = await startPeerServer(context, peer, transport);
  return {
    pid: worker.pid,
    port,
    dialect,
    collectGarbage: () => worker.call('collectGarbage'),
    end: () => worker.end(),
  };
}

/** @param {Context} context @param {Subject} subject @returns {Promise<number>} kilobytes a connection */
async function measureSlope(context, subject) {
  const few = await connectAndWeigh(context, subject, 0, FEW, 1);
  const many = await connectAndWeigh(context, subject, FEW, MANY - FEW, 2);
  for (const clients of [few.clients, many.clients]) await clients.end();
  await subject.end();
  return (many.bytes - few.bytes) / 1_024 / (MANY - FEW);
}

/**
 * @param {Context} context
 * @param {Subject} subject
 * @param {number} firstIndex
 * @param {number} count
 * @param {number} processes
 */
async function connectAndWeigh(context, { dialect, port, pid, collectGarbage: collect }, firstIndex, count, processes) {
  const clients = await LoadClients.start(context, 'idle', processes);
  await clients.connect({
    dialect,
    port,
    count,
    firstIndex,
    membersPerStream: ROOM_MEMBERS,
    roomPrefix: 'idle://',
    atOnce: AT_ONCE,
  });
  await delay(SETTLE_MS);
  await collect();
  await delay(SETTLE_MS / 2);
  return { clients, bytes: readRss([pid]) };
}
