import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { GoimClient, type GoimClientOptions, type Room } from '#client';
import { Cluster, eventually, startDatabase, TcpProxy, type Pusher, type TestDatabase } from '#test-support';

const WITHIN_MS = 30_000;
const OPERATION = 1000;

const webSocket = WebSocket as unknown as NonNullable<GoimClientOptions['webSocket']>;

describe('goim-client with a room in its token, against the whole system', () => {
  let database: TestDatabase;
  let cluster: Cluster;
  let proxy: TcpProxy;
  let push: Pusher;
  let tests = 0;
  let client: GoimClient;
  let own: string;
  let other: string;
  let seen: string[];

  beforeAll(async () => {
    database = await startDatabase();
    cluster = await Cluster.start(['logic', 'comet', 'job'], {
      LOGIC__HISTORY__URL: database.url,
      JOB__HISTORY__URL: database.url,
    });
    const [logic, comet] = cluster.apps;
    push = cluster.pusher(logic!);
    proxy = await TcpProxy.start(comet!.address('websocket'));
  });

  afterAll(async () => {
    await cluster?.stop();
    await proxy?.stop();
    await database?.stop();
  });

  beforeEach(() => {
    tests++;
    own = `live://own-${tests}`;
    other = `live://other-${tests}`;
    seen = [];
    client = new GoimClient({
      url: proxy.urlOf('ws://comet/sub'),
      getToken: () => ({ mid: tests, key: `key-${tests}`, room_id: own }),
      webSocket,
      backoff: { base: 50, factor: 1, max: 50 },
    });
    client.on('message', (message) => seen.push(`client: ${message.text()}`));
  });

  afterEach(() => client.close());

  function enter(key: string, primary = false): Room {
    const room = client.room(key, { primary });
    room.on('joined', () => seen.push('joined'));
    room.on('message', (message) => seen.push(message.text()));
    return room;
  }

  function have(...events: string[]): Promise<unknown> {
    return eventually(`the client has ${events.join(', ')}`, WITHIN_MS, () => expect(seen).toEqual(events));
  }

  it('stays in it beside another primary room, and misses nothing of either on the next connection', async () => {
    enter(own);
    await have('joined');
    enter(other, true);
    await have('joined', 'joined');
    await push.room(OPERATION, own, 'one');
    await have('joined', 'joined', 'one');
    seen.length = 0;
    proxy.cut();
    await push.room(OPERATION, own, 'two');
    await push.room(OPERATION, other, 'three');
    proxy.mend();
    await eventually('it has missed nothing', WITHIN_MS, () =>
      expect(seen.toSorted()).toEqual(['joined', 'joined', 'three', 'two']),
    );
    await push.room(OPERATION, own, 'four');
    await eventually('it is in the room still', WITHIN_MS, () => expect(seen.at(-1)).toBe('four'));
  });

  it.each(['has left', 'has another primary room instead of'])(
    '%s it, and gets nothing of it with the next connection',
    async (how) => {
      const room = how === 'has left' ? enter(own) : enter(other, true);
      await have('joined');
      if (how === 'has left') {
        await room.leave();
        enter(other);
        await have('joined', 'joined');
      }
      await eventually('it has no place in it', WITHIN_MS, () =>
        expect(client.cursors).not.toHaveProperty([`room:${own}`]),
      );
      await push.room(OPERATION, own, 'missed');
      seen.length = 0;
      proxy.cut();
      proxy.mend();
      await have('joined');
      await client.send(OPERATION);
      await push.room(OPERATION, own, 'later');
      await push.room(OPERATION, other, 'last');
      await have('joined', 'last');
    },
  );
});
