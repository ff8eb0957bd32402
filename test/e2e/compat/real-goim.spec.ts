import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { pushTask, PushTask, PushType, UPSTREAM_STREAM } from '#contracts';
import { encodeFrame, Operation, TARGETED_VERSION } from '#protocol';
import {
  Cluster,
  eventually,
  freePort,
  GoimClient,
  RealGoim,
  type AppProcess,
  type Pusher,
  type Token,
} from '#test-support';

/**
 * A folder with goim's `discovery`, `comet` and `job` (of its NATS edition), and `client`, `push` and `push_room` of its
 * benchmarks: without it this is not run.
 */
const PROGRAMS = process.env['GOIM_BIN'] ?? '';
const OP = 1000;
const ROOM = 'live://real';
const TOPIC = 'goim-push-topic';
const WITHIN_MS = 30_000;
/** How many packets at once are too many for goim's comet. */
const MANY = 1_000;

let goim: RealGoim;
let folder: string;
let cluster: Cluster;
let pusher: Pusher;
/** goim's comet. */
let theirs: { readonly tcp: string; readonly websocket: string };
let ours: AppProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goim-real-'));
  goim = await RealGoim.start(PROGRAMS, folder);
  const [grpcOfTheirs, grpcOfOurs] = [await freePort(), await freePort()];
  cluster = await Cluster.start(['logic'], {
    LOGIC__GRPC__ENABLED: 'true',
    LOGIC__GOIM_COMETS__ADDRESSES: `real=127.0.0.1:${grpcOfTheirs}`,
  });
  const logic = cluster.apps[0]!;
  await goim.register('goim.logic', 'our-logic', new URL(logic.address('grpc')).host);
  theirs = await goim.comet('real', grpcOfTheirs);
  ours = await cluster.add('comet', { COMET__GRPC__ENABLED: 'true', COMET__GRPC__PORT: String(grpcOfOurs) });
  await goim.register('goim.comet', 'ours', `127.0.0.1:${grpcOfOurs}`);
  const job = await cluster.add('job');
  pusher = cluster.pusher(logic);
  // It is known by its clients.
  (await GoimClient.open(theirs.tcp, { mid: 9, key: 'first', room_id: ROOM, accepts: [] })).close();
  await eventually("job knows goim's comet and ours", WITHIN_MS, async () => {
    expect(await job.metric('goim_comets')).toBe(2);
  });
});

afterAll(async () => {
  await cluster.stop();
  await goim.stop();
  await rm(folder, { recursive: true, force: true });
});

type Both = readonly [theirs: GoimClient, ours: GoimClient];

/** A client of goim's comet and one of ours, whose keys begin with `theirs-` and `ours-`. */
async function both(token: Token, transport: 'tcp' | 'websocket' = 'tcp'): Promise<Both> {
  return Promise.all([
    GoimClient.open(theirs[transport], { ...token, key: `theirs-${token.key}` }),
    GoimClient.open(ours.address(transport), { ...token, key: `ours-${token.key}` }),
  ]);
}

/** The same, which have not said who they are. */
async function strangers(): Promise<Both> {
  return Promise.all([theirs.tcp, ours.address('tcp')].map((address) => GoimClient.connect(address))) as Promise<
    [GoimClient, GoimClient]
  >;
}

describe("goim's own comet with our logic and job", () => {
  it.each(['tcp', 'websocket'] as const)('has every kind of push delivered by %s, as ours has', async (transport) => {
    const clients = await both({ mid: 1, key: transport, room_id: ROOM, accepts: [OP] }, transport);
    const answers = [
      await pusher.keys(OP, [`theirs-${transport}`, `ours-${transport}`], 'by key'),
      await pusher.mids(OP, [1], 'by member'),
      await pusher.room(OP, ROOM, 'to the room'),
      await pusher.all(OP, 'to all'),
      await pusher.all(OP + 1, 'not accepted'),
      await pusher.keys(OP + 1, [`theirs-${transport}`, `ours-${transport}`], 'not accepted'),
      await pusher.mids(OP + 1, [1], 'not accepted'),
      await pusher.room(OP + 1, ROOM, 'to the room, whatever is accepted'),
    ];
    expect(answers.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    for (const client of clients) {
      await client.until((pushes) => pushes.length === 5, WITHIN_MS);
      const bodies = client.pushes.map(({ body }) => body).toSorted();
      const inRoom = ['to the room', 'to the room, whatever is accepted'];
      expect(bodies).toEqual(['by key', 'by member', 'to all', ...inRoom]);
      client.close();
    }
  });

  it('answers each packet as ours does', async () => {
    const clients = await both({ mid: 2, key: 'asks', room_id: 'live://asks', accepts: [OP] });
    const asked: [op: number, body: string][] = [
      [Operation.Heartbeat, ''],
      [Operation.ChangeRoom, 'live://other'],
      [Operation.ChangeRoom, ''],
      [Operation.Subscribe, '1000,1001'],
      [Operation.Subscribe, 'x'],
      [Operation.Unsubscribe, '1001'],
      [100, 'anything'],
      [999, ''],
      [1000, 'a message'],
      [OP + 5, 'another'],
    ];
    for (const [op, body] of asked) {
      const [their, our] = await Promise.all(clients.map((client) => client.request(op, body)));
      // How many are online is of the room, and both count.
      const seen = [their, our].map((frame) => ({ op: frame!.op, body: op === 2 ? '' : frame!.body.toString() }));
      expect([op, seen[1]]).toEqual([op, seen[0]]);
    }
    for (const client of clients) client.close();
  });

  it('differs where docs/compat.md says so', async () => {
    const [their, our] = await both({ mid: 4, key: 'differs', room_id: 'live://differs', accepts: [OP] });
    const answers = await Promise.all([their, our].map((client) => client.request(Operation.SendMessage, 'a message')));
    expect(answers.map(({ op }) => op)).toEqual([Operation.SendMessage, Operation.SendMessageReply]);
    // What only a server sends: an answer to it would come before that to the heartbeat behind it.
    const replies = [Operation.HeartbeatReply, Operation.SendMessageReply, Operation.ChangeRoomReply];
    for (const op of replies) expect((await their.request(op)).op).toBe(op);
    const silent = replies.map((op) =>
      our.request(op).then(
        () => op,
        () => undefined,
      ),
    );
    await our.heartbeat();
    expect(await Promise.race([...silent, our.heartbeat().then(() => 'silent')])).toBe('silent');
    for (const client of [their, our]) client.close();
  });

  it('takes frames as ours does: up to 4,096 bytes of a body, and none before the auth', async () => {
    for (const client of await strangers()) {
      client.write(encodeFrame(Operation.Heartbeat, 99, Buffer.alloc(0)));
      await client.auth({ mid: 6, room_id: ROOM, accepts: [OP] });
      expect((await client.request(OP, 'x'.repeat(4_096))).op).toBe(OP);
      client.write(encodeFrame(OP, 98, Buffer.alloc(4_097)));
      await client.ended;
    }
  });

  it('takes mids of 64 bits, as ours does', async () => {
    const clients = await strangers();
    const mid = '663291537152950273';
    for (const client of clients) await client.request(Operation.Auth, `{"mid":${mid},"accepts":[${OP}]}`);
    expect(await pusher.post('/goim/push/mids', { operation: OP, mids: mid }, 'to both')).toMatchObject({ code: 0 });
    for (const client of clients) {
      await client.until((pushes) => pushes.length > 0, WITHIN_MS);
      client.close();
    }
  });

  it('hands logic what its clients send, and counts with ours who is in a room, until they leave', async () => {
    const bus = await cluster.broker.connect();
    const manager = await jetstream(bus.connection).jetstreamManager();
    const stored = async () => (await manager.streams.info(UPSTREAM_STREAM)).state.messages;
    const logic = cluster.apps[0]!.address('http');
    const online = async () => {
      const answer = await fetch(`${logic}/goim/online/room?type=live&rooms=counted`);
      return ((await answer.json()) as { data: Record<string, number> }).data;
    };
    const sessions = () =>
      Promise.all(['theirs', 'ours'].map(async (side) => (await fetch(`${logic}/v1/sessions/${side}-counted`)).status));
    const clients = await both({ mid: 7, key: 'counted', room_id: 'live://counted', accepts: [] });
    expect(await sessions()).toEqual([200, 200]);
    const before = await stored();
    for (const client of clients) await client.request(OP, 'sent');
    expect(await stored()).toBe(before + clients.length);
    await eventually('each tells how many are in the room, at both', WITHIN_MS, async () => {
      expect(await online()).toEqual({ counted: 2 });
      for (const client of clients) expect(await client.heartbeat()).toBe(2);
    });
    for (const client of clients) client.close();
    await eventually('nobody is in the room', WITHIN_MS, async () => {
      expect(await online()).toEqual({ counted: 0 });
      expect(await sessions()).toEqual([404, 404]);
    });
  });

  it('differs where docs/compat.md says so: rooms, and many packets at once; not by ver 2', async () => {
    const tooLong = `live://${'x'.repeat(256)}`;
    const noText = Buffer.from([0x6c, 0x3a, 0x2f, 0x2f, 0xb7, 0xbf]);
    for (const [n, room] of [tooLong, noText].entries()) {
      const [their, our] = await both({ mid: 8, key: `room-${n}`, room_id: 'live://short', accepts: [] });
      expect((await their.request(Operation.ChangeRoom, room)).op).toBe(Operation.ChangeRoomReply);
      await expect(our.request(Operation.ChangeRoom, room)).rejects.toThrow('malformed');
      their.close();
    }
    const answers = (await strangers()).map(async (client) => {
      const { ver, body } = await client.request(Operation.Auth, '{"mid":8,"accepts":[]}', TARGETED_VERSION);
      client.close();
      return { ver, hasBody: body.length > 0 };
    });
    expect(await Promise.all(answers)).toEqual([
      { ver: TARGETED_VERSION, hasBody: false },
      { ver: TARGETED_VERSION, hasBody: false },
    ]);
    // Fault 16 of goim's.
    const [their, our] = await both({ mid: 8, key: 'many', accepts: [] });
    const many = (client: GoimClient) =>
      Promise.all(Array.from({ length: MANY }, () => client.request(Operation.Heartbeat)));
    await expect(many(their)).rejects.toThrow('closed');
    expect(await many(our)).toHaveLength(MANY);
    our.close();
  });

  it('closes the older of two connections with a key, as ours does', async () => {
    const [their, our] = await both({ mid: 5, key: 'twice', room_id: ROOM, accepts: [OP] });
    const [theirNewer, ourNewer] = await both({ mid: 5, key: 'twice', room_id: ROOM, accepts: [OP] });
    await Promise.all([their.ended, our.ended]);
    // goim's comet then reports the end of the key, which is the newer connection's too (its fault 1): it gets none by key.
    await eventually('our newer one has its pushes', WITHIN_MS, async () => {
      await pusher.keys(OP, ['ours-twice'], 'to the newer one');
      await ourNewer.until((pushes) => pushes.length > 0, 1_000);
    });
    expect(ourNewer.pushes[0]!.body).toBe('to the newer one');
    for (const client of [theirNewer, ourNewer]) client.close();
  });
});

describe("goim's own job of the NATS edition with our comet", () => {
  it('has every kind of push delivered', async () => {
    await goim.job(cluster.broker.url, TOPIC);
    const client = await GoimClient.open(ours.address('tcp'), {
      mid: 3,
      key: 'k3',
      room_id: 'live://j',
      accepts: [OP],
    });
    const bus = await cluster.broker.connect();
    const push = (task: Partial<PushTask>): void =>
      bus.publish(TOPIC, PushTask.encode(pushTask({ operation: OP, ...task })).finish());
    await eventually(`goim's job has delivered; it wrote:\n${goim.log}`, WITHIN_MS, async () => {
      push({ type: PushType.Keys, server: 'ours', keys: ['k3'], msg: Buffer.from('by key') });
      push({ type: PushType.Room, room: 'live://j', msg: Buffer.from('to the room') });
      push({ type: PushType.Broadcast, msg: Buffer.from('to all') });
      await client.until((pushes) => new Set(pushes.map(({ body }) => body)).size === 3, 3_000);
    });
    expect(new Set(client.pushes.map(({ op }) => op))).toEqual(new Set([OP]));
    client.close();
  });
});

describe("goim's own clients and pushers with our stack", () => {
  it('connect, send heartbeats, push and are pushed to', async () => {
    const { host: logic } = new URL(cluster.apps[0]!.address('http'));
    // Each connects at some time within two minutes; the first of them are enough.
    await goim.benchmark('client', ['1', '500', new URL(ours.address('tcp')).host]);
    await goim.benchmark('push_room', ['1', '2', logic]);
    await eventually('its clients have got what its pusher pushed', WITHIN_MS, () => {
      expect(goim.log).toMatch(/client: .* alive:[1-9]\d* down:[1-9]/);
      expect(goim.log).toMatch(/push_room: .* response:\{"code":0/);
    });
    // To the members 501 to 504, for a second, as fast as it can.
    const member = await GoimClient.open(ours.address('tcp'), { mid: 501, key: 'm501', room_id: ROOM, accepts: [OP] });
    await goim.benchmark('push', ['501', '4', logic, '1']);
    await member.until((pushes) => pushes.length > 0, WITHIN_MS);
    expect(member.pushes[0]).toMatchObject({ op: OP, body: expect.stringContaining('"u":501') });
    member.close();
  });
});
