import { jest } from '@jest/globals';
import { once } from 'node:events';
import { connect as connectByTcp } from 'node:net';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bus } from '#bus';
import { logicRpc, roomKey } from '#contracts';
import { Operation } from '#protocol';
import { Broker, EventStream, GoimClient, type Token } from '#test-support';
import { boot } from '../../../apps/comet/src/boot.js';
import { SessionTable } from '../../../apps/comet/src/client/session-table.js';
import { CometConfig } from '../../../apps/comet/src/config/comet.config.js';
import { Hub } from '../../../apps/comet/src/hub/hub.js';
import { fakeChannel, packet } from '../../../apps/comet/test/fake-outlet.js';
import { LiveApp, liveKeysOf, logLevel, type LiveKey } from './live-app.js';

// Swagger UI loads ESM from CommonJS, which Jest can't.
jest.unstable_mockModule('../../../apps/logic/src/http/swagger.js', () => ({ serveApiDocs: () => undefined }));
const { boot: bootLogic } = await import('../../../apps/logic/src/boot.js');

const GRPC = { enabled: false };
const BASE = { tcp: { port: 0 }, websocket: { port: 0 }, http: { port: 0 }, ops: { port: 0 }, grpc: GRPC };
/** Longer than the shortest timeouts of the configuration, and than a sweep of the sessions. */
const LONG_MS = 2_500;
const SHORT_MS = 800;
const TWO_KIB = 'x'.repeat(2_048);

let broker: Broker;
let bus: Bus;
let logic: LiveApp;
let comet: LiveApp;
const clients: GoimClient[] = [];
/** A name of its own for each look. */
let last = 0;

async function start(): Promise<LiveApp> {
  broker = await Broker.start();
  bus = await broker.connect();
  logic = await LiveApp.start(bootLogic, broker, { http: { port: 0 }, grpc: GRPC });
  comet = await LiveApp.start(boot, broker, BASE);
  return comet;
}

async function stop(): Promise<void> {
  for (const one of clients) one.close();
  await comet.stop();
  await logic.stop();
  await broker.stop();
}

function name(): string {
  return `n${++last}`;
}

async function client(token: Token = {}): Promise<GoimClient> {
  const opened = await GoimClient.open(comet.address('tcp'), { key: name(), ...token });
  clients.push(opened);
  return opened;
}

/** Opens a connection by HTTP that nobody polls yet. */
async function openByHttp(): Promise<{ status: number; key: string; url: string }> {
  const key = name();
  const connections = `${comet.address('http')}/v1/connections`;
  const response = await fetch(connections, { method: 'POST', body: JSON.stringify({ key }) });
  const { id = '' } = (await response.json()) as { id?: string };
  return { status: response.status, key, url: `${connections}/${id}` };
}

/** @returns 200 while the connection is there, 410 where it was closed */
async function pollStatus(url: string): Promise<number> {
  return (await fetch(`${url}/poll?cursor=0&timeout=0`)).status;
}

/** How the connection stands of a client that was pushed twice 2 KiB and took nothing. */
async function afterTwoPushes(): Promise<number> {
  const { key, url } = await openByHttp();
  for (let n = 0; n < 2; n++) comet.get(Hub).pushKeys([key], null, packet(TWO_KIB));
  return pollStatus(url);
}

interface Instance {
  readonly metadata: Record<'addrs' | 'weight', string>;
}

/** What logic's list of nodes says of the comet; nothing where it takes no new clients. */
async function instance(): Promise<Instance['metadata'] | undefined> {
  const response = await fetch(`${logic.address('http')}/goim/nodes/instances`);
  const { data } = (await response.json()) as { data: Instance[] };
  return data[0]?.metadata;
}

/** @returns whether the second of two messages, so many milliseconds apart, is refused */
async function refusesSecond(apartMs: number): Promise<boolean> {
  const sender = await client();
  await sender.request(Operation.SendMessage, 'one');
  await delay(apartMs);
  return (await sender.request(Operation.SendMessage, 'two')).body.includes('rate-limited');
}

/** Counts what is sent on a subject while something is done. */
async function countOn(subject: string, doing: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const subscription = bus.subscribe(subject, () => count++);
  await bus.flush();
  await doing();
  subscription.unsubscribe();
  return count;
}

/** @returns whether the server ends a connection on which these bytes are all that ever comes */
async function isEnded(port: string, bytes: string): Promise<boolean> {
  const socket = connectByTcp({ host: '127.0.0.1', port: Number(new URL(port).port) });
  socket.on('error', () => undefined).resume();
  if (bytes !== '') socket.write(bytes);
  const ended = await Promise.race([once(socket, 'close').then(() => true), delay(LONG_MS, false)]);
  socket.destroy();
  return ended;
}

/** Pushes to a room of many members, each of whom takes a while to write to. @returns whether all were written at once */
function writesAtOnce(): boolean {
  const members = 300;
  const hub = comet.get(Hub);
  const room = roomKey('slices', name());
  let written = 0;
  const added = Array.from({ length: members }, () => {
    const { channel, outlet } = fakeChannel(name());
    outlet.onWrite = () => {
      written++;
      const until = performance.now() + 0.1;
      while (performance.now() < until);
    };
    hub.add(channel);
    hub.move(channel, room);
    return channel;
  });
  hub.pushRoom(room, packet('x'));
  const atOnce = written;
  for (const channel of added) hub.remove(channel);
  return atOnce === members;
}

/** Ends a comet with very many clients. @returns whether closing them took a while */
async function closesSlowly(): Promise<boolean> {
  const { window } = comet.config<CometConfig>().shutdown;
  const ending = await LiveApp.start(boot, broker, { ...BASE, shutdown: { window: '30s' } });
  await ending.set({ 'shutdown.window': `${window}ms` });
  const closedAt: number[] = [];
  const table = ending.get(SessionTable);
  for (let n = 0; n < 2_000; n++) {
    const close = (): void => {
      closedAt.push(performance.now());
      table.remove(session);
    };
    const session = {
      connection: { id: -n, close },
      deadline: Infinity,
      isAuthenticated: true,
      tableIndex: -1,
      register: async () => true,
    };
    table.add(session);
  }
  await ending.stop();
  return closedAt.at(-1)! - closedAt[0]! > 400;
}

const keys: Record<string, LiveKey> = {
  'node.addrs': {
    value: ['10.0.0.1'],
    before: hostname(),
    after: '10.0.0.1',
    see: async () => (await instance())?.addrs,
  },
  'node.weight': { value: 7, before: '10', after: '7', see: async () => (await instance())?.weight },
  'node.offline': { value: true, before: true, after: false, see: async () => (await instance()) !== undefined },
  'http.maxConnections': {
    value: 1,
    before: [201, 201],
    after: [201, 503],
    see: async () => {
      const opened = [await openByHttp(), await openByHttp()];
      for (const { url } of opened) await fetch(url, { method: 'DELETE' });
      return opened.map(({ status }) => status);
    },
  },
  'http.keepAlive': {
    value: '1s',
    before: false,
    after: true,
    see: async () => {
      const stream = await EventStream.open(
        `${comet.address('http')}/v1/events?token=${JSON.stringify({ key: name() })}`,
      );
      await delay(LONG_MS);
      stream.close();
      // The first one comes at once.
      return stream.comments > 1;
    },
  },
  'http.replay': {
    value: 0,
    before: ['first', 'second'],
    after: '409',
    see: async () => {
      const { key, url } = await openByHttp();
      const stream = await EventStream.open(`${url}/events`);
      for (const body of ['first', 'second']) {
        comet.get(Hub).pushKeys([key], null, packet(body));
        await stream.until(({ bodies }) => bodies.includes(body));
      }
      stream.close();
      const again = await EventStream.open(`${url}/events`, '0').catch(({ message }: Error) => message.slice(0, 3));
      if (typeof again === 'string') return again;
      await again.until(({ events }) => events.length > 0);
      again.close();
      return again.bodies;
    },
  },
  'connection.handshakeTimeout': {
    value: '100ms',
    before: [false, false, 200],
    after: [true, true, 410],
    see: async () => {
      const { url } = await openByHttp();
      const upgrade = 'GET /sub HTTP/1.1\r\nHost: comet\r\nUpgrade: websocket\r\n';
      const ended = await Promise.all([
        isEnded(comet.address('tcp'), ''),
        isEnded(comet.address('websocket'), upgrade),
      ]);
      return [...ended, await pollStatus(url)];
    },
  },
  'connection.maxPending': { value: 1_024, before: 200, after: 410, see: afterTwoPushes },
  'connection.onOverflow': {
    value: 'drop',
    beside: { 'connection.maxPending': 1_024 },
    before: 410,
    after: 200,
    see: afterTwoPushes,
  },
  'connection.maxUpstream': {
    value: 1,
    before: ['heartbeat', 'message'],
    after: ['message', 'heartbeat'],
    see: async () => {
      const sender = await client();
      const answered: string[] = [];
      await Promise.all([
        sender.request(Operation.SendMessage, 'x').then(() => answered.push('message')),
        sender.heartbeat().then(() => answered.push('heartbeat')),
      ]);
      return answered;
    },
  },
  'connection.upstreamRate': {
    value: 1,
    beside: { 'connection.upstreamBurst': 1 },
    before: false,
    after: true,
    see: () => refusesSecond(100),
  },
  'connection.upstreamBurst': {
    value: 1,
    beside: { 'connection.upstreamRate': 1 },
    before: false,
    after: true,
    see: () => refusesSecond(0),
  },
  'connection.maxAccepts': {
    value: 2,
    before: '1001,1002,1003',
    after: '{"error":"too-many-operations"}',
    see: async () => (await (await client()).request(Operation.Subscribe, '1001,1002,1003')).body.toString(),
  },
  'connection.maxRooms': {
    value: 1,
    before: [true, true, true],
    after: [false, false, false],
    see: async () => {
      const key = name();
      const joining = await client({ key });
      await joining.join('live://a');
      const byClient = await joining.join('live://b');
      const { status } = await fetch(
        `${logic.address('http')}/v1/rooms/${encodeURIComponent('live://c')}/members/${key}`,
        {
          method: 'PUT',
        },
      );
      const granted = await client({ rooms: ['live://a', 'live://b'] }).catch(() => undefined);
      return [!byClient.includes('error'), status < 300, granted !== undefined];
    },
  },
  'session.renewInterval': {
    value: '1s',
    before: false,
    after: true,
    see: async () => {
      const living = await client();
      const renewals = await countOn(logicRpc.heartbeat.subject, async () => {
        for (let n = 0; n < 8; n++) await Promise.all([living.heartbeat(), delay(LONG_MS / 8)]);
      });
      return renewals > 0;
    },
  },
  'session.renewSpacing': {
    value: '1m',
    before: 2,
    after: 1,
    see: async () => {
      const moving = await client();
      return countOn(logicRpc.heartbeat.subject, async () => {
        await moving.join('live://a');
        await moving.join('live://b');
        await delay(SHORT_MS);
      });
    },
  },
  'session.onlineInterval': {
    value: '200ms',
    before: false,
    after: true,
    see: async () => {
      await client({ room_id: 'live://counted' });
      return (await countOn(logicRpc.renewOnline.subject, () => delay(SHORT_MS))) > 0;
    },
  },
  'hub.flushInterval': {
    value: '1s',
    before: true,
    after: false,
    see: async () => {
      const room = roomKey('flush', name());
      const member = await client({ room_id: room });
      for (const body of ['first', 'second']) {
        comet.get(Hub).pushRoom(room, packet(body));
        await member.until((pushes) => pushes.some((push) => push.body === body), SHORT_MS / 2).catch(() => undefined);
      }
      return member.pushes.length === 2;
    },
  },
  'hub.slice': { value: '1s', before: false, after: true, see: writesAtOnce },
  'shutdown.window': {
    value: '0s',
    beside: { 'shutdown.window': '30s' },
    before: true,
    after: false,
    see: closesSlowly,
  },
  'log.level': logLevel,
};

liveKeysOf('comet', CometConfig, keys, { start, stop });
