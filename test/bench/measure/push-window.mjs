// Pushes to a server's rooms: what they cost by process, what the pusher is answered and what the members hear.
import { setTimeout as delay } from 'node:timers/promises';
import { faultOf, LoadClients } from '../load/load-clients.mjs';
import { faultOfPushes, PushSource } from '../push/push-source.mjs';
import { Histogram } from './histogram.mjs';
import { difference, microsEach, readAll } from './window.mjs';

const SETTLE_TIMEOUT_MS = 15_000;
/** A message that is lost never comes. */
const FOREIGN_SETTLE_TIMEOUT_MS = 3_000;
/** After the last push, in every window: what is still under way ends in it. */
const TAIL_MS = 150;

/** @typedef {import('./push-servers.mjs').PushServer} PushServer */

/**
 * A server with members in its rooms, and somebody who pushes to them.
 *
 * @typedef {object} Pushing
 * @property {PushServer} server
 * @property {LoadClients | undefined} clients
 * @property {PushSource} source
 *
 * @typedef {object} Rooms
 * @property {number} streams rooms
 * @property {number} members clients of each
 * @property {number} connections by which the pushes come
 *
 * @typedef {object} PushWindow
 * @property {number} pushes
 * @property {number} perSecond
 * @property {Record<string, number> & { all: number }} micros CPU a push, by part; `all` is that of all servers
 * @property {Histogram} answers from a push's request to its answer
 * @property {Histogram} latency from a push's request to a member's socket
 * @property {number} wrong messages that are lost so far, were repeated or out of order
 */

/**
 * @param {import('../context.mjs').Context} context
 * @param {PushServer} server
 * @param {Rooms} rooms
 * @returns {Promise<Pushing>}
 */
export async function openRooms(context, server, { streams, members, connections }) {
  const { name, audience } = server;
  const clients = audience && (await LoadClients.start(context, name, context.options.clients));
  if (audience) await clients?.connect({ ...audience, count: streams * members, membersPerStream: members });
  const source = await PushSource.toHttp(context, { ...server.target(streams), connections });
  return { server, clients, source };
}

/** Ends members and pusher; the server stays. @param {Pushing} pushing */
export async function closeRooms({ clients, source }) {
  await source.worker.end();
  await clients?.end();
}

/**
 * @param {import('../context.mjs').Context} context hears of what was lost, repeated or out of order
 * @param {Pushing} pushing
 * @param {{ seconds: number, bodyBytes?: number } & ({ rate: number } | { connections: number })} load at a rate, or as fast as
 *   so many connections are answered
 * @returns {Promise<PushWindow>}
 */
export async function measurePushes(context, { server, clients, source }, load) {
  const pids = { ...server.pids(), clients: clients?.pids ?? [], pusher: source.pids };
  const before = readAll(pids);
  const storedBefore = await server.stored?.();
  const pushed = await ('rate' in load ? source.atRate(load) : source.saturate(load));
  const { byStream, sent } = pushed;
  const timeoutMs = server.isForeign ? FOREIGN_SETTLE_TIMEOUT_MS : SETTLE_TIMEOUT_MS;
  const missing = (await clients?.settle({ byStream, timeoutMs })) ?? 0;
  await delay(TAIL_MS);
  const cpu = difference(before, readAll(pids));
  const heard = await clients?.take();
  const refused = faultOfPushes(pushed);
  if (refused) context.fault(`${server.name}: ${refused}`);
  const faults = [heard && faultOf(heard, missing)];
  if (storedBefore !== undefined) {
    const stored = ((await server.stored?.()) ?? 0) - storedBefore;
    faults.push(stored === sent ? undefined : `${sent} pushes were answered, and ${stored} are stored`);
  }
  for (const fault of faults) {
    if (fault && !server.isForeign) context.fault(`${server.name}: ${fault}`);
  }
  const each = (/** @type {string} */ part) => microsEach(cpu[part], sent).total;
  const micros = Object.fromEntries(Object.keys(pids).map((part) => [part, each(part)]));
  const all = Object.keys(server.pids()).reduce((sum, part) => sum + each(part), 0);
  return {
    pushes: sent,
    perSecond: sent / pushed.seconds,
    micros: { ...micros, all },
    answers: new Histogram(pushed.latency),
    latency: heard?.latency ?? new Histogram(),
    wrong: heard ? Math.max(heard.lost, 0) + heard.repeated + heard.outOfOrder + missing : 0,
  };
}
