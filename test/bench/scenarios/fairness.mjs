// What one troublemaker costs all the others: their latency from the HTTP request to the socket, beside that of a calm window.
import { setTimeout as delay } from 'node:timers/promises';
import { connectBus, openNodeBucket } from '#bus';
import { encodeNodeInfo, encodeToken } from '#contracts';
import { LoadClients } from '../load/load-clients.mjs';
import { endContestant, OPERATION, roomPath, startOurs } from '../measure/contestants.mjs';
import { percentiles } from '../measure/histogram.mjs';
import { ratioOfPairs } from '../measure/statistics.mjs';
import { allLatencies, measureWindow } from '../measure/window.mjs';
import { PushSource } from '../push/push-source.mjs';
import { Worker } from '../system/worker.mjs';

const ROOMS = 200;
const MEMBERS = 3;
const RATE = 200;
const WINDOW_SECONDS = 4;
const ROUNDS = 3;
const GOAL = 2;

/** Connections that a broadcast with a speed goes to; it takes longer than a window. */
const LISTENERS = 2_000;
const SPEED = 400;
const OTHER_OPERATION = 2_000;
const FLOOD_MEMBERS = 20;
const FLOOD_RATE = 2_000;
/** Pushes a second to a session whose comet hangs. */
const POISON_RATE = 5;
const LEGACY_CALL_MS = 100;
/** A comet's entry lives for 12 s without a refresh. */
const REFRESH_MS = 3_000;
const SETTLE_MS = 1_500;

/** @typedef {import('../context.mjs').Context} Context */
/** @typedef {import('../system/system.mjs').System} System */
/** @typedef {import('../measure/window.mjs').Window} Window */

/**
 * @typedef {object} Trouble
 * @property {string} name
 * @property {() => Promise<void>} begin
 * @property {(seconds: number) => Promise<unknown>} go on during a window
 * @property {() => Promise<void>} end
 */

const nothing = async () => {};

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function fairness(context, report) {
  const { rounds = ROUNDS, seconds = WINDOW_SECONDS, rates: [rate = RATE] = [], settings } = context.options;
  const ours = await startOurs(context, {
    transport: 'tcp',
    streams: ROOMS,
    members: MEMBERS,
    connections: 4,
    settings,
  });
  const { system } = ours;
  const troubles = [
    await pacedBroadcast(context, system),
    await floodedRoom(context, system),
    await poison(context, system),
    await slowLegacyComet(context, system),
  ];
  await measureWindow(context, ours, { rate, seconds: 2 });
  for (const trouble of troubles) {
    /** @type {Window[]} */
    const calm = [];
    /** @type {Window[]} */
    const troubled = [];
    for (let round = 0; round < rounds; round++) {
      calm.push(await measureWindow(context, ours, { rate, seconds }));
      await trouble.begin();
      const going = trouble.go(seconds);
      troubled.push(await measureWindow(context, ours, { rate, seconds }));
      await going;
      await trouble.end();
      await delay(SETTLE_MS);
    }
    const row = (/** @type {string} */ name, /** @type {readonly Window[]} */ windows) => {
      const { p50, p99, p999, max } = percentiles(allLatencies(windows));
      return { window: name, 'p50 ms': p50, 'p99 ms': p99, 'p99.9 ms': p999, 'max ms': max };
    };
    report.table(`${ROOMS} rooms of ${MEMBERS}, ${rate} pushes a second`, [
      row('calm', calm),
      row(trouble.name, troubled),
    ]);
    const p99 = (/** @type {Window} */ { latency }) => percentiles(latency).p99;
    report.ratio(`p99 with ${trouble.name} / calm`, ratioOfPairs(troubled.map(p99), calm.map(p99)), GOAL);
  }
  await endContestant(ours);
}

/** @param {Context} context @param {System} system @returns {Promise<Trouble>} */
async function pacedBroadcast(context, system) {
  const listeners = await LoadClients.start(context, 'listeners');
  await listeners.connect({
    dialect: 'tcp',
    port: system.clientPort('tcp'),
    count: LISTENERS,
    keyPrefix: 'listener-',
    accepts: [OTHER_OPERATION],
  });
  const source = await PushSource.toHttp(context, {
    base: system.pushBase,
    paths: [`/goim/push/all?operation=${OTHER_OPERATION}&speed=${SPEED}`],
  });
  return {
    name: `a broadcast of ${SPEED} a second`,
    begin: nothing,
    go: () => source.atRate({ rate: 1, seconds: 1 }),
    end: nothing,
  };
}

/** @param {Context} context @param {System} system @returns {Promise<Trouble>} */
async function floodedRoom(context, system) {
  const members = await LoadClients.start(context, 'flooded');
  await members.connect({
    dialect: 'tcp',
    port: system.clientPort('tcp'),
    count: FLOOD_MEMBERS,
    keyPrefix: 'flooded-',
    roomPrefix: 'flood://',
  });
  const source = await PushSource.toHttp(context, { base: system.pushBase, paths: [roomPath(0, 'flood')] });
  return {
    name: `one room of ${FLOOD_RATE} a second`,
    begin: nothing,
    go: (seconds) => source.atRate({ rate: FLOOD_RATE, seconds }),
    end: nothing,
  };
}

/** A comet hangs, and a session of it is pushed to. @param {Context} context @param {System} system @returns {Promise<Trouble>} */
async function poison(context, system) {
  const comet = await system.add('comet', {}, 'hanging comet');
  await system.jobKnows({ least: 2 });
  const client = await LoadClients.start(context, 'poisoned');
  await client.connect({
    dialect: 'tcp',
    port: system.clientPort('tcp', 'hanging comet'),
    count: 1,
    keyPrefix: 'poisoned-',
  });
  const source = await PushSource.toHttp(context, {
    base: system.pushBase,
    paths: [`/goim/push/keys?operation=${OPERATION}&keys=poisoned-0`],
  });
  return {
    name: `${POISON_RATE} poison tasks a second`,
    begin: () => comet.freeze(),
    go: (seconds) => source.atRate({ rate: POISON_RATE, seconds }),
    end: async () => comet.thaw(),
  };
}

/** @param {Context} context @param {System} system @returns {Promise<Trouble>} */
async function slowLegacyComet(context, system) {
  const worker = await Worker.start(context, 'legacy comet', 'peers/legacy-comet.mjs');
  /** @type {{ port: number }} */
  const { port } = await worker.call('start', { callMs: LEGACY_CALL_MS });
  const bus = await connectBus({ servers: [system.nats.url], name: 'bench', connectWithin: 5_000, reconnectWait: 100 });
  context.onEnd(() => bus.connection.close());
  const nodes = await openNodeBucket(bus);
  const id = /** @type {import('#contracts').CometId} */ ('legacy');
  const info = { region: '', zone: '', env: '', hostname: id, addrs: [], weight: 1, offline: false, ips: 0 };
  const entry = {
    id,
    ...info,
    connections: 0,
    version: '',
    startedAt: 0,
    grpc: `127.0.0.1:${port}`,
    goim: /** @type {const} */ (true),
  };
  const register = () => nodes.put(encodeToken(id), encodeNodeInfo(entry));
  /** @type {NodeJS.Timeout | undefined} */
  let refreshing;
  const comets = await system.app('job').metric('goim_comets');
  return {
    name: `a legacy comet of ${LEGACY_CALL_MS} ms a call`,
    async begin() {
      await register();
      refreshing = setInterval(() => void register(), REFRESH_MS);
      await system.jobKnows({ least: comets + 1 });
    },
    go: nothing,
    async end() {
      clearInterval(refreshing);
      await nodes.delete(encodeToken(id));
      await system.jobKnows({ most: comets });
    },
  };
}
