// Everything that pushes can be sent to by HTTP: ours, and what the environment names beside it.
import { freePort } from '../../support/free-port.mjs';
import { RealGoim } from '../../support/real-goim.mjs';
import { API_HEADERS, API_PATH, startCentrifugo } from '../peers/centrifugo.mjs';
import { CHANNEL_PREFIX } from '../peers/centrifugo-json.mjs';
import { startNats } from '../system/nats.mjs';
import { System } from '../system/system.mjs';
import { Worker } from '../system/worker.mjs';
import { roomPath } from './contestants.mjs';

/**
 * @typedef {object} PushServer
 * @property {string} name
 * @property {boolean} isForeign what it loses is shown, and is no fault of ours
 * @property {(streams: number) => import('../push/push-source.mjs').HttpTarget} target of pushes to so many rooms
 * @property {{ dialect: import('../load/dialects.mjs').DialectName, port: number, roomPrefix: string } | undefined} audience
 *   how its clients reach it; none where it only stores
 * @property {() => Record<string, number[]>} pids by part: `logic` takes the pushes
 * @property {() => Promise<number>} [stored] messages, where nobody is sent any
 * @property {() => Promise<unknown>} end
 */

const ROOM_PREFIX = 'bench://';

/**
 * @param {import('../context.mjs').Context} context
 * @returns {Promise<PushServer>}
 */
export async function startOurPushServer(context) {
  const system = await System.start(context, undefined, context.options.settings);
  return {
    name: 'ours',
    isForeign: false,
    target: (streams) => ({ base: system.pushBase, paths: roomPaths(streams) }),
    audience: { dialect: 'websocket', port: system.clientPort('websocket'), roomPrefix: ROOM_PREFIX },
    pids: () => system.pids,
    end: () => system.end(),
  };
}

/**
 * @param {import('../context.mjs').Context} context
 * @returns {Promise<PushServer>}
 */
export async function startBarePushServer(context) {
  const nats = await startNats(context);
  const worker = await Worker.start(context, 'bare', 'peers/http-to-jetstream.mjs');
  /** @type {{ port: number }} */
  const { port } = await worker.call('start', { natsUrl: nats.url });
  return {
    name: 'bare HTTP to JetStream',
    isForeign: false,
    target: (streams) => ({ base: `http://127.0.0.1:${port}`, paths: roomPaths(streams) }),
    audience: undefined,
    pids: () => ({ logic: [worker.pid], nats: [nats.pid] }),
    stored: () => worker.call('stored'),
    async end() {
      await worker.end();
      nats.kill('SIGKILL');
      await nats.exited;
    },
  };
}

/**
 * goim's NATS edition, with a nats-server, a Redis and a discovery of its own.
 *
 * @param {import('../context.mjs').Context} context
 * @param {string} programs folder with `discovery`, `logic`, `comet` and `job`
 * @returns {Promise<PushServer>}
 */
export async function startGoimPushServer(context, programs) {
  const nats = await startNats(context);
  const goim = await context.hold(RealGoim.start(programs, context.folder), (started) => started.stop());
  context.onFailure(() => `goim wrote:\n${goim.log}`);
  const { http: base } = await goim.logic(nats.url);
  const { websocket } = await goim.comet('bench', await freePort());
  await goim.job(nats.url);
  return {
    name: 'goim, NATS edition',
    isForeign: true,
    target: (streams) => ({ base, paths: roomPaths(streams) }),
    audience: { dialect: 'websocket', port: Number(new URL(websocket).port), roomPrefix: ROOM_PREFIX },
    pids() {
      const { logic = 0, comet = 0, job = 0, ...others } = goim.pids;
      return { logic: [logic], comet: [comet], job: [job], nats: [nats.pid], others: Object.values(others) };
    },
    async end() {
      await goim.stop();
      nats.kill('SIGKILL');
      await nats.exited;
    },
  };
}

/**
 * @param {import('../context.mjs').Context} context
 * @param {string} program
 * @returns {Promise<PushServer>}
 */
export async function startCentrifugoPushServer(context, program) {
  const { pid, port, end } = await startCentrifugo(context, program);
  return {
    name: 'Centrifugo',
    isForeign: true,
    target: (streams) => ({
      base: `http://127.0.0.1:${port}`,
      paths: Array.from({ length: streams }, () => API_PATH),
      type: 'application/json',
      headers: API_HEADERS,
      format: 'centrifugo',
    }),
    audience: { dialect: 'centrifugo', port, roomPrefix: CHANNEL_PREFIX },
    pids: () => ({ others: [pid] }),
    end,
  };
}

/** @param {number} streams */
function roomPaths(streams) {
  return Array.from({ length: streams }, (_, stream) => roomPath(stream));
}
