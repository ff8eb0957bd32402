import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RpcClient, type Bus } from '#bus';
import {
  isStoredWith,
  logicRpc,
  PushType,
  type CometId,
  type ConnectReply,
  type Cursor,
  type NodesReply,
  pushTask,
} from '#contracts';
import { Broker, eventually, RegisteredNodes } from '#test-support';
import { boot } from '../../../apps/logic/src/boot.js';
import { checkLogicConfig } from '../../../apps/logic/src/config/check.js';
import { LogicConfig } from '../../../apps/logic/src/config/logic.config.js';
import { PushQueue } from '../../../apps/logic/src/push/push-queue.js';
import { UpstreamLog } from '../../../apps/logic/src/upstream/upstream-log.js';
import { fakeReceiveRequest } from '../../../apps/logic/test/fake-upstream.js';
import { LiveApp, LOGIC_BASE, liveKeysOf, logLevel, type Boot, type LiveKey } from './live-app.js';

const bootLogic: Boot = (commandLine) => boot(checkLogicConfig(commandLine));

const NANOS_PER_SECOND = 1_000_000_000;

let broker: Broker;
let bus: Bus;
let logic: LiveApp;
let nodes: RegisteredNodes;
let folder: string;
/** A member of its own for each look. */
let mid = 0;
let connections = 0;

async function start(): Promise<LiveApp> {
  broker = await Broker.start();
  bus = await broker.connect();
  nodes = await RegisteredNodes.open(bus);
  // With clients of which a store that is new knows nothing, logic would wait for their sessions.
  await Promise.all([register('here', 10, 0), register('there', 12, 0)]);
  folder = await mkdtemp(join(tmpdir(), 'goim-regions-'));
  const regions = join(folder, 'regions.toml');
  await writeFile(regions, '[regions]\nhere = ["127.0.0.0/8"]\n');
  logic = await LiveApp.start(bootLogic, broker, { ...LOGIC_BASE, nodes: { regions } });
  return logic;
}

async function stop(): Promise<void> {
  await logic.stop();
  await broker.stop();
  await rm(folder, { recursive: true });
}

/** What a client is told of where to connect, while there is a heavier comet elsewhere and a lighter one in its region. */
async function recommended(platform = ''): Promise<NodesReply> {
  await register('here', 10);
  await register('there', 12);
  return eventually('logic knows both comets', 30_000, async () => {
    const response = await fetch(`${logic.address('http')}/goim/nodes/weighted?platform=${platform}`);
    const { data } = (await response.json()) as { data: NodesReply };
    return data.nodes.length === 2 && data;
  }) as Promise<NodesReply>;
}

function register(name: string, weight: number, clients = 100): Promise<void> {
  return nodes.put({ id: name as CometId, region: name, addrs: [name], weight, connections: clients, ips: 1 });
}

/** Connects a session of a member. @returns the seconds that it may be silent, or with which code it was refused */
async function connect(member: number, key: string): Promise<number | string> {
  try {
    const { heartbeat } = await letIn({ mid: member, key, accepts: [1000] });
    return heartbeat / NANOS_PER_SECOND;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** Asks for a session, as a comet does. @throws AppError where the client is refused */
async function letIn(token: object): Promise<ConnectReply> {
  return new RpcClient(bus, 30_000).call(logicRpc.connect, {
    server: 'here',
    cookie: '',
    token: Buffer.from(JSON.stringify(token)),
    ip: '127.0.0.1',
    origin: '',
    connection: ++connections,
    version: 1,
  });
}

/** @returns whether a member's second session is let in */
async function letsSecondIn(): Promise<boolean> {
  const member = ++mid;
  await connect(member, `${member}-a`);
  return (await connect(member, `${member}-b`)) !== 'forbidden';
}

/** How many of two that come at once are refused, by the queue of pushes and by the log of what clients send. */
async function refusedOfTwo(): Promise<number[]> {
  const task = pushTask({ type: PushType.Broadcast, operation: 1, msg: Buffer.from('x') });
  const twice = (store: () => Promise<unknown>) => Promise.allSettled([store(), store()]);
  const all = [
    await twice(() => logic.get(PushQueue).publish(task, 0)),
    await twice(() => logic.get(UpstreamLog).append(fakeReceiveRequest(4, 'x'))),
  ];
  return all.map((results) => results.filter(({ status }) => status === 'rejected').length);
}

/** Of three pushes that come at once, the last two: they wait for the first. */
async function areStoredTogether(): Promise<boolean> {
  const task = pushTask({ type: PushType.Broadcast, operation: 1, msg: Buffer.from('x') });
  const [, second, third] = await Promise.all([1, 2, 3].map(() => logic.get(PushQueue).publish(task, 0)));
  return isStoredWith(Number(second!.id), Number(third!.id));
}

/** Of two pushes that come shortly after another one, 20 ms apart. A machine under load may take long for the first one. */
async function areGathered(): Promise<boolean> {
  const task = pushTask({ type: PushType.Broadcast, operation: 1, msg: Buffer.from('x') });
  const push = (): Promise<Cursor> => logic.get(PushQueue).publish(task, 0);
  for (let attempt = 0; attempt < 20; attempt++) {
    await push();
    const second = push();
    await delay(20);
    const third = push();
    if (isStoredWith(Number((await second).id), Number((await third).id))) return true;
  }
  return false;
}

/** @returns whether a new client may join any room without a question */
async function joinsAny(): Promise<boolean | undefined> {
  return (await letIn({ mid: ++mid })).grant?.joinsAny;
}

const keys: Record<string, LiveKey> = {
  'http.maxMessage': {
    value: 99,
    before: 200,
    after: 413,
    see: async () => {
      const url = `${logic.address('http')}/goim/push/all?operation=1000`;
      return (await fetch(url, { method: 'POST', body: 'x'.repeat(100) })).status;
    },
  },
  'queue.maxPending': { value: 1, before: [0, 0], after: [1, 1], see: refusedOfTwo },
  'queue.groupMax': { value: 1, before: true, after: false, see: areStoredTogether },
  'queue.gather': { value: '100ms', before: false, after: true, see: areGathered },
  'rooms.types': { value: { chat: { join: 'token' } }, before: true, after: false, see: joinsAny },
  'session.heartbeat': {
    value: '1m',
    before: [480, 240],
    after: [120, 60],
    see: async () => [await connect(++mid, String(mid)), (await recommended()).heartbeat],
  },
  'session.heartbeatMax': {
    value: 3,
    before: [480, 2],
    after: [720, 3],
    see: async () => [await connect(++mid, String(mid)), (await recommended()).heartbeat_max],
  },
  'session.maxPerMember': { value: 1, before: true, after: false, see: letsSecondIn },
  'session.onTooMany': {
    value: 'close-oldest',
    beside: { 'session.maxPerMember': 1 },
    before: false,
    after: true,
    see: letsSecondIn,
  },
  'nodes.defaultDomain': {
    value: 'a.example',
    before: '127.0.0.1',
    after: 'a.example',
    see: async () => (await recommended()).domain,
  },
  'nodes.hostDomain': {
    value: '.example',
    before: ['here', 'there'],
    after: ['here.example', 'there.example'],
    see: async () => (await recommended('web')).nodes.toSorted(),
  },
  'nodes.tcpPort': { value: 3, before: 3101, after: 3, see: async () => (await recommended()).tcp_port },
  'nodes.wsPort': { value: 3, before: 3102, after: 3, see: async () => (await recommended()).ws_port },
  'nodes.wssPort': { value: 3, before: 3103, after: 3, see: async () => (await recommended()).wss_port },
  'nodes.regionWeight': { value: 1, before: 'here', after: 'there', see: async () => (await recommended()).nodes[0] },
  'backoff.maxDelay': { value: 33, before: 300, after: 33, see: async () => (await recommended()).backoff!.max_delay },
  'backoff.baseDelay': { value: 4, before: 3, after: 4, see: async () => (await recommended()).backoff!.base_delay },
  'backoff.factor': { value: 3, before: 1.8, after: 3, see: async () => (await recommended()).backoff!.factor },
  'backoff.jitter': { value: 0.5, before: 0.3, after: 0.5, see: async () => (await recommended()).backoff!.jitter },
  'log.level': logLevel,
};

liveKeysOf('logic', LogicConfig, keys, { start, stop });
