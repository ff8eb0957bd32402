import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { logicRpc, roomKey } from '#contracts';
import { Operation } from '#protocol';
import { EventStream } from '#test-support';
import { boot as bootLogic } from '../../../apps/logic/src/boot.js';
import { Entrance } from '../../../apps/comet/src/client/admission/entrance.js';
import { CometConfig } from '../../../apps/comet/src/config/comet.config.js';
import { Hub } from '../../../apps/comet/src/hub/hub.js';
import { packet } from '../../../apps/comet/test/fake-outlet.js';
import { checkLogicConfig } from '../../../apps/logic/src/config/check.js';
import { liveKeysOf, logLevel, type LiveKey } from './live-app.js';
import { LiveComet, LONG_MS, SHORT_MS } from './live-comet.js';

const live = new LiveComet();

const keys: Record<string, LiveKey> = {
  'node.addrs': {
    value: ['10.0.0.1'],
    before: hostname(),
    after: '10.0.0.1',
    see: async () => (await live.instance())?.addrs,
  },
  'node.weight': { value: 7, before: '10', after: '7', see: async () => (await live.instance())?.weight },
  'node.offline': { value: true, before: true, after: false, see: async () => (await live.instance()) !== undefined },
  'http.maxConnections': {
    value: 1,
    before: [201, 201],
    after: [201, 503],
    see: async () => {
      const opened = [await live.openByHttp(), await live.openByHttp()];
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
        `${live.comet.address('http')}/v1/events?token=${JSON.stringify({ key: live.name() })}`,
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
      const { key, url } = await live.openByHttp();
      const stream = await EventStream.open(`${url}/events`);
      for (const body of ['first', 'second']) {
        live.comet.get(Hub).pushKeys([key], null, packet(body));
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
      const { url } = await live.openByHttp();
      const upgrade = 'GET /sub HTTP/1.1\r\nHost: comet\r\nUpgrade: websocket\r\n';
      const ended = await Promise.all([
        live.isEnded(live.comet.address('tcp'), ''),
        live.isEnded(live.comet.address('websocket'), upgrade),
      ]);
      return [...ended, await live.pollStatus(url)];
    },
  },
  'connection.maxPending': { value: 1_024, before: 200, after: 410, see: () => live.afterTwoPushes() },
  'connection.onOverflow': {
    value: 'drop',
    beside: { 'connection.maxPending': 1_024 },
    before: 410,
    after: 200,
    see: () => live.afterTwoPushes(),
  },
  'connection.maxUpstream': {
    value: 1,
    before: ['heartbeat', 'message'],
    after: ['message', 'heartbeat'],
    see: async () => {
      const sender = await live.client();
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
    see: () => live.refusesSecond(100),
  },
  'connection.upstreamBurst': {
    value: 1,
    beside: { 'connection.upstreamRate': 1 },
    before: false,
    after: true,
    see: () => live.refusesSecond(0),
  },
  'connection.maxAccepts': {
    value: 2,
    before: '1001,1002,1003',
    after: '{"error":"too-many-operations"}',
    see: async () => (await (await live.client()).request(Operation.Subscribe, '1001,1002,1003')).body.toString(),
  },
  'connection.extensions': {
    value: false,
    before: Operation.JoinRoomReply,
    after: Operation.JoinRoom,
    see: async () => (await (await live.client()).request(Operation.JoinRoom, 'live://extra')).op,
  },
  'connection.maxRooms': {
    value: 1,
    before: [true, true, true],
    after: [false, false, false],
    see: async () => {
      const key = live.name();
      const joining = await live.client({ key });
      await joining.join('live://a');
      const byClient = await joining.join('live://b');
      const { status } = await fetch(
        `${live.logic.address('http')}/v1/rooms/${encodeURIComponent('live://c')}/members/${key}`,
        {
          method: 'PUT',
        },
      );
      const granted = await live.client({ rooms: ['live://a', 'live://b'] }).catch(() => undefined);
      return [!byClient.includes('error'), status < 300, granted !== undefined];
    },
  },
  'session.maxAdmissions': {
    value: 1,
    before: false,
    after: true,
    see: async () => {
      const entrance = live.comet.get(Entrance);
      const { waited } = entrance;
      await Promise.all([live.client(), live.client(), live.client()]);
      return entrance.waited > waited;
    },
  },
  'session.renewInterval': {
    value: '1s',
    before: false,
    after: true,
    see: async () => {
      const living = await live.client();
      const renewals = await live.countOn(logicRpc.heartbeat.subject, async () => {
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
      const moving = await live.client();
      return live.countOn(logicRpc.heartbeat.subject, async () => {
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
      await live.client({ room_id: 'live://counted' });
      return (await live.countOn(logicRpc.renewOnline.subject, () => delay(SHORT_MS))) > 0;
    },
  },
  'hub.flushInterval': {
    value: '1s',
    before: true,
    after: false,
    see: async () => {
      const room = roomKey('flush', live.name());
      const member = await live.client({ room_id: room });
      for (const body of ['first', 'second']) {
        live.comet.get(Hub).pushRoom(room, packet(body));
        await member.until((pushes) => pushes.some((push) => push.body === body), SHORT_MS / 2).catch(() => undefined);
      }
      return member.pushes.length === 2;
    },
  },
  'hub.slice': { value: '1s', before: false, after: true, see: () => live.writesAtOnce() },
  'shutdown.window': {
    value: '0s',
    beside: { 'shutdown.window': '30s' },
    before: true,
    after: false,
    see: () => live.closesSlowly(),
  },
  'log.level': logLevel,
};

liveKeysOf('comet', CometConfig, keys, {
  start: () => live.start((commandLine) => bootLogic(checkLogicConfig(commandLine))),
  stop: () => live.stop(),
});
