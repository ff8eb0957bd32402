import { LoadClients } from '../load/load-clients.mjs';
import { PushSource } from '../push/push-source.mjs';
import { System } from '../system/system.mjs';
import { Worker } from '../system/worker.mjs';

export const OPERATION = 1_000;
const KEY_PREFIX = 'bench-';
const ROOM_TYPE = 'bench';

const PEER_FILES = {
  base: 'peers/base.mjs',
  ws: 'peers/ws.mjs',
  nest: 'peers/nest.mjs',
  'socket.io': 'peers/socket-io.mjs',
};

/** @typedef {keyof typeof PEER_FILES} PeerName */
/** @typedef {'tcp' | 'websocket'} Transport */

/**
 * A server with its clients and what pushes to them.
 *
 * @typedef {object} Contestant
 * @property {string} name
 * @property {string} server the process whose cost is compared: `comet`, or the peer's name
 * @property {LoadClients} clients
 * @property {PushSource} source
 * @property {() => Record<string, number[]>} pids of everything, by part
 * @property {() => Promise<void>} end of the server
 *
 * @typedef {object} Audience
 * @property {Transport} transport
 * @property {number} streams rooms, or groups of keys
 * @property {number} members clients a stream
 * @property {number} [clientProcesses]
 *
 * @typedef {object} OursOptions
 * @property {'room' | 'keys'} [by]
 * @property {'http' | 'bus'} [way] of the pushes: to logic, or as jobs send them to comet
 * @property {1 | 2} [version] of goim's protocol, which the clients speak
 * @property {System} [system]
 * @property {number} [connections] by which the pushes come
 * @property {Record<string, string>} [settings]
 */

/**
 * Our server.
 *
 * @param {import('../context.mjs').Context} context
 * @param {Audience & OursOptions} options
 * @returns {Promise<Contestant & { system: System }>}
 */
export async function startOurs(context, options) {
  const { transport, streams, members, by = 'room', way = 'http', version = 1 } = options;
  const { connections = 1, clientProcesses = 1 } = options;
  /** @type {import('../system/system.mjs').AppName[]} */
  const apps = way === 'http' ? ['logic', 'comet', 'job'] : ['logic', 'comet'];
  const system = options.system ?? (await System.start(context, apps, options.settings));
  const roomPrefix = by === 'room' ? `${ROOM_TYPE}://` : '';
  const clients = await LoadClients.start(context, 'comet', clientProcesses);
  await clients.connect({
    dialect: version === 2 ? `${transport}-2` : transport,
    port: system.clientPort(transport),
    count: streams * members,
    membersPerStream: members,
    keyPrefix: KEY_PREFIX,
    roomPrefix,
  });
  const paths = Array.from({ length: streams }, (_, stream) =>
    by === 'room' ? roomPath(stream) : keysPath(stream, members),
  );
  const source =
    way === 'http'
      ? await PushSource.toHttp(context, { base: system.pushBase, paths, connections })
      : await PushSource.toBus(context, { natsUrl: system.nats.url, by, prefix: roomPrefix || KEY_PREFIX, streams });
  return {
    name: version === 2 ? 'comet, version 2' : 'comet',
    server: 'comet',
    system,
    clients,
    source,
    pids: () => ({ ...system.pids, clients: clients.pids, pusher: source.pids }),
    end: () => system.end(),
  };
}

/** @param {number} stream @param {string} [type] */
export function roomPath(stream, type = ROOM_TYPE) {
  return `/goim/push/room?operation=${OPERATION}&type=${type}&room=${stream}`;
}

/** @param {number} stream @param {number} members */
function keysPath(stream, members) {
  const keys = Array.from({ length: members }, (_, n) => `&keys=${KEY_PREFIX}${stream * members + n}`);
  return `/goim/push/keys?operation=${OPERATION}${keys.join('')}`;
}

/**
 * A peer: pushes come by one socket.
 *
 * @param {import('../context.mjs').Context} context
 * @param {PeerName} peer
 * @param {Audience} options
 * @returns {Promise<Contestant>}
 */
export async function startPeer(context, peer, { transport, streams, members, clientProcesses = 1 }) {
  const { worker, port, controlPort, dialect } = await startPeerServer(context, peer, transport);
  const clients = await LoadClients.start(context, peer, clientProcesses);
  await clients.connect({ dialect, port, count: streams * members, membersPerStream: members });
  const source = await PushSource.toPeer(context, { port: controlPort, streams });
  return {
    name: peer,
    server: peer,
    clients,
    source,
    pids: () => ({ [peer]: [worker.pid], clients: clients.pids, pusher: source.pids }),
    end: () => worker.end(),
  };
}

/**
 * @param {import('../context.mjs').Context} context
 * @param {PeerName} peer
 * @param {Transport} transport what `base` frames its messages for; the others speak WebSocket
 */
export async function startPeerServer(context, peer, transport) {
  const worker = await Worker.start(context, peer, PEER_FILES[peer], { execArgv: ['--expose-gc'] });
  /** @type {{ port: number, controlPort: number }} */
  const { port, controlPort } = await worker.call('start', { framing: transport });
  /** @type {import('../load/dialects.mjs').DialectName} */
  const dialect = peer === 'base' ? `base-${transport}` : peer;
  return { worker, port, controlPort, dialect };
}

/** Ends a contestant's clients, its pusher and its server. @param {Contestant} contestant */
export async function endContestant({ clients, source, end }) {
  await source.worker.end();
  await clients.end();
  await end();
}
