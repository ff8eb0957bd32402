// Logic alone: pushes that are answered when JetStream has stored them. Nobody works the queue meanwhile.
import { BATCH_PATH, BATCH_TYPE, encodeBatch } from '../push/batch-request.mjs';
import { BODY_BYTES } from '../load/packet.mjs';
import { OPERATION, roomPath } from '../measure/contestants.mjs';
import { Histogram, percentiles } from '../measure/histogram.mjs';
import { median, ratioOfPairs } from '../measure/statistics.mjs';
import { difference, microsEach, readAll } from '../measure/window.mjs';
import { PushQueueView } from '../push/push-queue.mjs';
import { faultOfPushes, PushSource } from '../push/push-source.mjs';
import { System } from '../system/system.mjs';
import { Worker } from '../system/worker.mjs';

const ROOMS = 64;
const CONNECTIONS = 16;
const IN_FLIGHT = 256;
const BATCH = 100;
const BATCHES_IN_FLIGHT = 16;
const WARM_UP_SECONDS = 2;
const MICROS = 1_000_000;

/** @typedef {{ name: string, server: string, source: PushSource, pids: () => Record<string, number[]>, inFlight: number, messages: number }} Way */

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function ingest(context, report) {
  const { rounds = 5, seconds = 3, body: bodyBytes = BODY_BYTES, settings } = context.options;
  const system = await System.start(context, ['logic'], settings);
  const queue = await PushQueueView.open(context, system.nats.url);
  const paths = Array.from({ length: ROOMS }, (_, room) => roomPath(room));
  const rooms = Array.from({ length: ROOMS }, (_, room) => `bench://${room}`);

  const http = await Worker.start(context, 'http', 'peers/http.mjs');
  /** @type {{ port: number }} */
  const { port } = await http.call('start');
  const toPeer = await PushSource.toHttp(context, {
    base: `http://127.0.0.1:${port}`,
    paths,
    connections: CONNECTIONS,
  });
  const toLogic = await PushSource.toHttp(context, { base: system.pushBase, paths, connections: CONNECTIONS });

  /** @type {Way[]} */
  const ways = [
    {
      name: 'bare HTTP server',
      server: 'http',
      source: toPeer,
      pids: () => ({ http: [http.pid] }),
      inFlight: IN_FLIGHT,
      messages: 1,
    },
    {
      name: 'a push a request',
      server: 'logic',
      source: toLogic,
      pids: () => system.pids,
      inFlight: IN_FLIGHT,
      messages: 1,
    },
  ];
  const toBatches = await PushSource.toHttp(context, {
    base: system.pushBase,
    paths: Array.from({ length: BATCHES_IN_FLIGHT }, () => BATCH_PATH),
    connections: BATCHES_IN_FLIGHT,
    type: BATCH_TYPE,
    fixedBody: encodeBatch({ messages: BATCH, bodyBytes, operation: OPERATION, rooms }),
  });
  ways.push({
    name: `${BATCH} pushes a request`,
    server: 'logic',
    source: toBatches,
    pids: () => system.pids,
    inFlight: BATCHES_IN_FLIGHT,
    messages: BATCH,
  });

  let stored = 0;
  /** @type {Map<Way, Awaited<ReturnType<typeof measure>>[]>} */
  const windows = new Map(ways.map((way) => [way, []]));
  const run = async (/** @type {Way} */ way, /** @type {number} */ length) => {
    const window = await measure(context, way, { seconds: length, bodyBytes });
    if (way.server === 'logic') stored += window.count;
    return window;
  };
  for (const way of ways) await run(way, WARM_UP_SECONDS);
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) windows.get(way)?.push(await run(way, seconds));
  }

  report.table(`pushes of ${bodyBytes} bytes, answered when JetStream has them`, rows(windows));
  const [bare, ...ours] = ways;
  for (const way of ours) {
    const costs = (/** @type {Way | undefined} */ of) => (of && windows.get(of)?.map(({ micros }) => micros)) ?? [];
    report.ratio(`logic, ${way.name} / bare HTTP request`, ratioOfPairs(costs(way), costs(bare)));
  }
  const length = await queue.length();
  const logic = system.app('logic');
  const grouped = await logic.metric('goim_push_grouped_tasks_total');
  const groups = await logic.metric('goim_push_groups_total');
  const tasks = length - groups + grouped;
  if (tasks !== stored) context.fault(`${stored} pushes were answered, and ${tasks} are stored`);
  report.note(`${tasks} pushes are stored as ${length} messages`);
}

/**
 * @param {import('../context.mjs').Context} context
 * @param {Way} way
 * @param {{ seconds: number, bodyBytes: number }} load
 */
async function measure(context, { name, server, source, pids, inFlight, messages }, load) {
  const parts = { ...pids(), pusher: source.pids };
  const before = readAll(parts);
  const pushed = await source.closedLoop({ inFlight, ...load });
  const cpu = difference(before, readAll(parts));
  const fault = faultOfPushes(pushed);
  if (fault) context.fault(`${name}: ${fault}`);
  const count = pushed.answered * messages;
  return {
    count,
    perSecond: count / pushed.seconds,
    micros: microsEach(cpu[server], count).total,
    user: microsEach(cpu[server], count).user,
    nats: microsEach(cpu['nats'], count).total,
    pusher: microsEach(cpu['pusher'], count).total,
    latency: new Histogram(pushed.latency),
  };
}

/** @param {ReadonlyMap<Way, Awaited<ReturnType<typeof measure>>[]>} windows */
function rows(windows) {
  return [...windows].map(([way, list]) => {
    const latency = new Histogram();
    for (const window of list) latency.add(window.latency);
    const { p50, p99 } = percentiles(latency);
    const of = (/** @type {'perSecond' | 'micros' | 'user' | 'nats' | 'pusher'} */ name) =>
      median(list.map((window) => window[name]));
    return {
      way: way.name,
      'pushes/s': of('perSecond'),
      'us/push': of('micros'),
      'of it user': of('user'),
      'pushes/s a core': MICROS / of('micros'),
      'nats us': of('nats'),
      'pusher us': of('pusher'),
      'answer p50 ms': p50,
      'p99 ms': p99,
    };
  });
}
