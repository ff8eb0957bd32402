import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pushTask, PushTask, PushType } from '#contracts';
import { Operation } from '#protocol';
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

/** A folder with goim's `discovery`, `comet` and `job` (of its NATS edition): without it this is not run. */
const PROGRAMS = process.env['GOIM_BIN'] ?? '';
const OP = 1000;
const ROOM = 'live://real';
const TOPIC = 'goim-push-topic';
const WITHIN_MS = 30_000;

let goim: RealGoim;
let folder: string;
let cluster: Cluster;
let pusher: Pusher;
/** goim's comet, by TCP. */
let theirs: string;
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
  ({ tcp: theirs } = await goim.comet('real', grpcOfTheirs));
  ours = await cluster.add('comet', { COMET__GRPC__ENABLED: 'true', COMET__GRPC__PORT: String(grpcOfOurs) });
  await goim.register('goim.comet', 'ours', `127.0.0.1:${grpcOfOurs}`);
  const job = await cluster.add('job');
  pusher = cluster.pusher(logic);
  // It is known by its clients.
  (await GoimClient.open(theirs, { mid: 9, key: 'first', room_id: ROOM, accepts: [] })).close();
  await eventually("job knows goim's comet and ours", WITHIN_MS, async () => {
    expect(await job.metric('goim_comets')).toBe(2);
  });
});

afterAll(async () => {
  await cluster.stop();
  await goim.stop();
  await rm(folder, { recursive: true, force: true });
});

async function both(token: Token): Promise<readonly [theirs: GoimClient, ours: GoimClient]> {
  return Promise.all([
    GoimClient.open(theirs, { ...token, key: `theirs-${token.key}` }),
    GoimClient.open(ours.address('tcp'), { ...token, key: `ours-${token.key}` }),
  ]);
}

describe("goim's own comet with our logic and job", () => {
  it('has every kind of push delivered, as ours has', async () => {
    const clients = await both({ mid: 1, key: 'pushed', room_id: ROOM, accepts: [OP] });
    const answers = [
      await pusher.keys(OP, ['theirs-pushed', 'ours-pushed'], 'by key'),
      await pusher.mids(OP, [1], 'by member'),
      await pusher.room(OP, ROOM, 'to the room'),
      await pusher.all(OP, 'to all'),
      await pusher.all(OP + 1, 'not accepted'),
    ];
    expect(answers.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    for (const client of clients) {
      await client.until((pushes) => pushes.length === 4, WITHIN_MS);
      const bodies = client.pushes.map(({ body }) => body).toSorted();
      expect(bodies).toEqual(['by key', 'by member', 'to all', 'to the room']);
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
