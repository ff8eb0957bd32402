import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, eventually, type AppProcess, type GoimClient, type Pusher } from '#test-support';
import { FakeGoimComet, GoimCaller, packed, type Fields } from './goim-grpc.js';

const OP = 1000;
const ROOM = 'live://mixed';
/** A comet that calls no more, or is not reached any more, is out of every answer after this time. */
const GONE_WITHIN_MS = 32_000;
const WAIT_MS = 30_000;

describe("a cluster with comets of goim's own beside ours", () => {
  let cluster: Cluster;
  let logic: AppProcess;
  let job: AppProcess;
  let comet: AppProcess;
  let pusher: Pusher;
  let client: GoimClient;
  let caller: GoimCaller;
  let goim: FakeGoimComet;
  let crashing: FakeGoimComet;
  let silent: FakeGoimComet;

  beforeAll(async () => {
    goim = await FakeGoimComet.start();
    crashing = await FakeGoimComet.start();
    silent = await FakeGoimComet.start();
    cluster = await Cluster.start(['logic'], {
      LOGIC__GRPC__ENABLED: 'true',
      LOGIC__GOIM_COMETS__PORT: String(goim.port),
      LOGIC__GOIM_COMETS__ADDRESSES: `crashing=127.0.0.1:${crashing.port},silent=127.0.0.1:${silent.port}`,
    });
    logic = cluster.apps[0]!;
    comet = await cluster.add('comet', {
      COMET__GRPC__ENABLED: 'true',
      COMET__NODE__ZONE: 'another-zone',
      COMET__SESSION__ONLINE_INTERVAL: '200ms',
    });
    job = await cluster.add('job', { JOB__QUEUE__RETRY_DELAY: '200ms', JOB__QUEUE__MAX_TRIES: '50' });
    pusher = cluster.pusher(logic);
    caller = new GoimCaller('goim.logic.Logic', logic.address('grpc'));
    client = await cluster.client(comet, 'tcp', { mid: 1, key: 'ours', room_id: ROOM, accepts: [OP] });
    await connect('goim', { mid: 2, key: 'theirs', room_id: ROOM, accepts: [OP] });
  });

  afterEach(() => {
    goim.calls.length = 0;
    client.pushes.length = 0;
  });

  afterAll(async () => {
    caller.close();
    for (const one of [goim, crashing, silent]) one.stop();
    await cluster.stop();
  });

  /** A goim comet's client comes. */
  function connect(server: string, token: object): Promise<Fields> {
    return caller.call('Connect', { server, token: Buffer.from(JSON.stringify(token)) });
  }

  async function get(path: string): Promise<unknown> {
    const response = await fetch(new URL(path, logic.address('http')));
    return ((await response.json()) as { data: unknown }).data;
  }

  // goim's fault 17: there a job knows the comets of its own zone only.
  it("have pushes of every kind delivered to either's clients, whatever zone a comet is in", async () => {
    await eventually('job knows both comets', WAIT_MS, async () => expect(await job.metric('goim_comets')).toBe(2));
    const answers = [
      await pusher.keys(OP, ['ours', 'theirs'], 'by key'),
      await pusher.mids(OP, [1, 2], 'by member'),
      await pusher.room(OP, ROOM, 'to the room'),
      await pusher.all(OP, 'to all'),
    ];
    expect(answers.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    await Promise.all([client.until((pushes) => pushes.length === 4, 30_000), goim.until(4)]);
    const bodies = ['by key', 'by member', 'to all', 'to the room'];
    expect(client.pushes.map(({ body }) => body).toSorted()).toEqual(bodies);
    const byBody = new Map(goim.calls.map((call) => [call.request.proto!.body.subarray(16).toString(), call]));
    expect([...byBody.keys()].toSorted()).toEqual(bodies);
    const keys = ['theirs'];
    expect(byBody.get('by key')).toEqual({
      method: 'PushMsg',
      request: { keys, protoOp: OP, proto: packed(OP, 'by key') },
    });
    expect(byBody.get('by member')).toEqual({
      method: 'PushMsg',
      request: { keys, protoOp: OP, proto: packed(OP, 'by member') },
    });
    expect(byBody.get('to the room')).toEqual({
      method: 'BroadcastRoom',
      request: { roomID: ROOM, proto: packed(OP, 'to the room') },
    });
    expect(byBody.get('to all')).toEqual({
      method: 'Broadcast',
      request: { protoOp: OP, proto: packed(OP, 'to all'), speed: 0 },
    });
  });

  // goim's fault 5: there a push is marked as done before it is.
  it('lose nothing while a goim comet takes nothing: it is tried again, and ours get it once', async () => {
    goim.failWith = status.UNAVAILABLE;
    const bodies = Array.from({ length: 5 }, (_, n) => `${n}`);
    for (const body of bodies) {
      await pusher.keys(OP, ['theirs'], `key ${body}`);
      await pusher.room(OP, ROOM, `room ${body}`);
    }
    await client.until((pushes) => pushes.length === bodies.length, 30_000);
    await eventually('job has tried again', WAIT_MS, async () => {
      expect(await job.metric('goim_settled_tasks_total', 'outcome="retried"')).toBeGreaterThanOrEqual(bodies.length);
    });
    goim.failWith = status.OK;
    const expected = bodies.flatMap((body) => [`key ${body}`, `room ${body}`]).toSorted();
    const got = (): string[] =>
      goim.calls.flatMap(({ request }) => packetBodies(request.proto!.body)).filter((body) => expected.includes(body));
    await eventually('the goim comet has got all of it', WAIT_MS, () => expect(got().toSorted()).toEqual(expected));
    // Behind everything that would have come to our client a second time.
    await pusher.room(OP, ROOM, 'last');
    await client.until((pushes) => pushes.some(({ body }) => body === 'last'), 30_000);
    expect(client.pushes).toHaveLength(bodies.length + 1);
    expect(await job.metric('goim_settled_tasks_total', 'outcome="dead-letter"')).toBe(0);
  });

  it('count rooms as the goim comet reports them, in the answers of either', async () => {
    // Its clients changed rooms by operation 12, of which logic is not told.
    const { allRoomCount } = await caller.call('RenewOnline', {
      server: 'goim',
      roomCount: { [ROOM]: 41, 'live://changed': 7 },
    });
    expect(allRoomCount).toEqual({ [ROOM]: 42, 'live://changed': 7 });
    expect(await get('/goim/online/room?type=live&rooms=mixed&rooms=changed')).toEqual({ mixed: 42, changed: 7 });
    expect(await get('/goim/online/top?type=live&limit=10')).toEqual([
      { room_id: 'mixed', count: 42 },
      { room_id: 'changed', count: 7 },
    ]);
    await eventually('the room counts both', WAIT_MS, async () => expect(await client.heartbeat()).toBe(42));
    const second = await cluster.add('logic', {
      LOGIC__GRPC__ENABLED: 'true',
      LOGIC__GOIM_COMETS__ADDRESSES: `mistaken=${new URL(comet.address('grpc')).host}`,
    });
    const elsewhere = new GoimCaller('goim.logic.Logic', second.address('grpc'));
    const later = await elsewhere.call('RenewOnline', { server: 'goim', roomCount: { [ROOM]: 1 } });
    expect(later['allRoomCount']).toEqual({ [ROOM]: 2 });
    // At that address is our comet, which gets every push by the bus.
    const mistaken = elsewhere.call('Connect', { server: 'mistaken', token: Buffer.from('{}') });
    await expect(mistaken).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
    expect(await second.metric('goim_legacy_comets_refused_total')).toBe(1);
    await second.logged('a legacy comet calls whose address is that of a comet on the bus');
    elsewhere.close();
    await eventually('the first logic knows what the second was told', WAIT_MS, async () => {
      expect(await get('/goim/online/room?type=live&rooms=mixed')).toEqual({ mixed: 2 });
    });
    expect(await second.stop()).toBe(0);
  });

  it('count rooms of many a goim comet reports at once', async () => {
    const roomCount = Object.fromEntries(Array.from({ length: 9_000 }, (_, n) => [`many://${n}`, 2]));
    const { allRoomCount } = await caller.call('RenewOnline', { server: 'goim', roomCount });
    expect(allRoomCount).toEqual({ ...roomCount, [ROOM]: 1 });
    await caller.call('RenewOnline', { server: 'goim', roomCount: {} });
    expect(await get('/goim/online/room?type=many&rooms=0&rooms=8999')).toEqual({ '0': 0, '8999': 0 });
  });

  it('do not send new clients to a goim comet, whose addresses for them nobody knows', async () => {
    expect(await get('/goim/nodes/weighted?platform=web')).toMatchObject({
      nodes: [expect.not.stringMatching('goim')],
    });
  });

  it('have a crashed goim comet, and one that calls no more, out of every answer within 30 s', async () => {
    await connect('crashing', { mid: 11, key: 'crashed' });
    await connect('silent', { mid: 12, key: 'silent' });
    const total = async (): Promise<number> => {
      // This one goes on calling, as the others do not.
      await caller.call('RenewOnline', { server: 'goim', roomCount: {} });
      return ((await get('/goim/online/total')) as { conn_count: number }).conn_count;
    };
    await eventually('all are counted', WAIT_MS, async () => expect(await total()).toBe(4));
    crashing.stop();
    // As soon as one of ours: its entry is not refreshed once it is not reached. The silent one is still there.
    await eventually('the crashed one is out', GONE_WITHIN_MS, async () => expect(await total()).toBe(3));
    await eventually('the silent one is out', GONE_WITHIN_MS, async () => expect(await total()).toBe(2));
    await pusher.keys(OP, ['crashed', 'silent'], 'nobody');
    expect(await logic.metric('goim_push_offline_total')).toBe(2);
    expect(silent.calls).toEqual([]);
    // Whoever takes nothing else is probed all the same.
    expect(silent.probes).toBeGreaterThan(0);
    await logic.logged('a legacy comet calls, and does not answer');
  });
});

/** The bodies of packets, one after another. */
function packetBodies(packets: Buffer): string[] {
  const bodies: string[] = [];
  for (let at = 0; at < packets.length; at += packets.readInt32BE(at)) {
    bodies.push(packets.subarray(at + 16, at + packets.readInt32BE(at)).toString());
  }
  return bodies;
}
