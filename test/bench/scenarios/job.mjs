// The queue is filled while no job runs; then one works it off. Every room has a client that checks what comes.
import { setTimeout as delay } from 'node:timers/promises';
import { faultOf, LoadClients } from '../load/load-clients.mjs';
import { OPERATION } from '../measure/contestants.mjs';
import { spread } from '../measure/statistics.mjs';
import { difference, microsEach, readAll } from '../measure/window.mjs';
import { PushQueueView } from '../push/push-queue.mjs';
import { System } from '../system/system.mjs';
import { measureOneWrite } from './one-write.mjs';

const TASKS = 150_000;
const ROOM_PREFIX = 'bench://';
/** Few rooms: many tasks of each are joined. Many: hardly any. */
const ROOMS = [32, 4_000];
const POLL_MS = 10;
const DRAIN_TIMEOUT_MS = 60_000;
const SETTLE_TIMEOUT_MS = 10_000;
const MICROS = 1_000_000;

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function job(context, report) {
  const oneWrite = await measureOneWrite(context);
  const rows = [];
  /** @type {[string, number][]} */
  const ratios = [];
  for (const rooms of context.options.members ?? ROOMS) {
    const row = await drain(context, rooms);
    rows.push(row);
    ratios.push([`job's task, ${rooms} rooms / one write of base`, row['us/task'] / oneWrite]);
  }
  report.table(`${TASKS.toLocaleString('en-US')} room pushes, a client a room`, rows);
  for (const [name, ratio] of ratios) report.ratio(name, spread([ratio]));
}

/** @param {import('../context.mjs').Context} context @param {number} streams */
async function drain(context, streams) {
  const system = await System.start(context, ['logic', 'comet'], context.options.settings);
  const clients = await LoadClients.start(context, 'job');
  await clients.connect({
    dialect: 'tcp',
    port: system.clientPort('tcp'),
    count: streams,
    membersPerStream: 1,
    roomPrefix: ROOM_PREFIX,
  });
  const queue = await PushQueueView.open(context, system.nats.url);
  const rooms = Array.from({ length: streams }, (_, room) => `${ROOM_PREFIX}${room}`);
  await queue.store({ tasks: TASKS, rooms, operation: OPERATION });

  await system.add('job', context.options.settings);
  const deadline = performance.now() + DRAIN_TIMEOUT_MS;
  const parts = { ...system.pids, clients: clients.pids };
  // Its boot, and its wait for the comets, are not what is measured.
  let before = readAll(parts);
  let startedAt = performance.now();
  let length = await queue.length();
  const first = length;
  while (length > 0 && performance.now() < deadline) {
    await delay(POLL_MS);
    if (length === TASKS) {
      before = readAll(parts);
      startedAt = performance.now();
    }
    length = await queue.length();
  }
  const cpu = difference(before, readAll(parts));
  const seconds = (performance.now() - startedAt) / 1_000;
  if (length > 0) context.fault(`${length} tasks are still queued`);
  const byStream = Array.from({ length: streams }, (_, stream) => Math.ceil((TASKS - stream) / streams));
  const missing = await clients.settle({ byStream, timeoutMs: SETTLE_TIMEOUT_MS });
  const fault = faultOf(await clients.take(), missing);
  if (fault) context.fault(`job: ${fault}`);
  const messages = await system.app('job').metric('goim_comet_messages_total');
  await clients.end();
  await system.end();
  const each = (/** @type {string} */ part) => microsEach(cpu[part], first).total;
  return {
    rooms: streams,
    'tasks/s': first / seconds,
    'us/task': each('job'),
    'of it user': microsEach(cpu['job'], first).user,
    'tasks/s a core': MICROS / each('job'),
    'messages a task': messages / TASKS,
    'nats us': each('nats'),
    'comet us': each('comet'),
    'clients us': each('clients'),
  };
}
