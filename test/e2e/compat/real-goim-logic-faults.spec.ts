import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PushTask } from '#contracts';
import { Cluster, eventually, freePort, GoimClient, Pusher, RealGoim } from '#test-support';
import { FakeGoimComet, GoimCaller } from '../goim-grpc.js';

/** A folder with goim's `discovery`, `comet` and `logic` (of its NATS edition); that needs a `redis-server` there or in the PATH. */
const PROGRAMS = process.env['GOIM_BIN'] ?? '';
const HAS_LOGIC = existsSync(join(PROGRAMS, 'logic'));
const OP = 1000;
const WITHIN_MS = 60_000;
/** How long goim's logic keeps a session, and ours: goim's comet renews one after ten minutes at the earliest. */
const THEIR_LIFE_S = 30;
const OUR_LIFE_S = 20;
/** A comet of goim's, of which the test says what it reports. */
const REPORTING = 'reports';
const IN_SH = '10.1.2.3';

const describeLogic = HAS_LOGIC ? describe : describe.skip;

describeLogic("faults of goim's logic that ours has not", () => {
  let folder: string;
  let cluster: Cluster;
  let goim: RealGoim;
  /** A comet of goim's at both. */
  let reporting: FakeGoimComet;
  /** Of goim's logic, and of ours. */
  let bases: readonly [theirs: string, ours: string];
  let callers: readonly GoimCaller[];
  /** Connected since the beginning, at a comet of goim's and at one of ours, each with its own logic. */
  let old: readonly GoimClient[];
  let heartbeats: NodeJS.Timeout;
  /** What goim's logic gave its job. */
  const given: PushTask[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'goim-real-logic-'));
    const regions = join(folder, 'regions.toml');
    await writeFile(regions, '[regions]\nsh = ["10.0.0.0/8"]\nbj = ["192.0.2.0/24"]\n');
    reporting = await FakeGoimComet.start();
    cluster = await Cluster.start(['logic'], {
      LOGIC__GRPC__ENABLED: 'true',
      LOGIC__GOIM_COMETS__ADDRESSES: `${REPORTING}=127.0.0.1:${reporting.port}`,
      LOGIC__SESSION__TTL: `${OUR_LIFE_S}s`,
      LOGIC__NODES__REGIONS: regions,
      LOGIC__HTTP__TRUST_PROXY: '127.0.0.0/8',
    });
    goim = await RealGoim.start(PROGRAMS, folder);
    const theirs = await goim.logic(cluster.broker.url, {
      sessionLife: `${THEIR_LIFE_S}s`,
      settings: '[regions]\nsh = ["10.0.0.0/8"]\nbj = ["192.0.2.0/24"]\n',
    });
    const logic = cluster.apps[0]!;
    bases = [theirs.http, logic.address('http')];
    callers = [theirs.grpc, logic.address('grpc')].map((address) => new GoimCaller('goim.logic.Logic', address));
    const bus = await cluster.broker.connect();
    bus.subscribe('goim-push-topic', ({ data }) => given.push(PushTask.decode(data)));
    await goim.register('goim.comet', REPORTING, `127.0.0.1:${reporting.port}`);
    const comet = await goim.comet('real', await freePort());
    const ourComet = await cluster.add('comet', { COMET__NODE__REGION: 'sh', COMET__NODE__ADDRS: 'comet.sh' });
    await cluster.add('comet', { COMET__NODE__REGION: 'bj', COMET__NODE__ADDRS: 'comet.bj' });
    await cluster.add('job');
    const token = { mid: 1, key: 'old', accepts: [OP] };
    old = [
      await eventually("goim's comet lets a client in", WITHIN_MS, () => GoimClient.open(comet.tcp, token)),
      await cluster.client(ourComet, 'tcp', token),
    ];
    heartbeats = setInterval(() => {
      for (const client of old) void client.heartbeat();
    }, 1_000);
  });

  afterAll(async () => {
    clearInterval(heartbeats);
    old?.[0]?.close();
    for (const caller of callers ?? []) caller.close();
    await cluster.stop();
    reporting.stop();
    await goim.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function dataOf<T>(base: string, path: string, headers: Record<string, string> = {}): Promise<T> {
    return ((await (await fetch(base + path, { headers })).json()) as { data: T }).data;
  }

  /** Whether goim's logic gives its job a push to a key, which it answers alike for all. */
  async function isGiven(key: string): Promise<boolean> {
    const theirs = new Pusher(bases[0]);
    given.length = 0;
    expect(await theirs.keys(OP, [key], 'by key')).toMatchObject({ code: 0 });
    expect(await theirs.room(OP, 'live://marker', 'behind it')).toMatchObject({ code: 0 });
    await eventually('what is behind it is given', WITHIN_MS, () => given.some(({ room }) => room === 'live://marker'));
    return given.some(({ keys }) => keys.includes(key));
  }

  function report(roomCount: Record<string, number>): Promise<unknown> {
    return Promise.all(callers.map((caller) => caller.call('RenewOnline', { server: REPORTING, roomCount })));
  }

  const roomsOf = (base: string): Promise<Record<string, number>> =>
    dataOf(base, '/goim/online/room?type=live&rooms=emptied&rooms=kept');

  it('12: a type is whatever begins with it, and a room is cut at a slash', async () => {
    await report({ 'live://a/b': 3, 'live2://other': 2, 'live://emptied': 5, 'live://kept': 1 });
    await eventually('both logics know how many are in the rooms', WITHIN_MS, async () => {
      for (const base of bases) expect(await roomsOf(base)).toEqual({ emptied: 5, kept: 1 });
    });
    const [theirs, ours] = await Promise.all(
      bases.map((base) => dataOf<{ room_id: string }[]>(base, '/goim/online/top?type=live&limit=10')),
    );
    const names = (top: { room_id: string }[]): string[] => top.map(({ room_id: room }) => room).toSorted();
    expect(names(theirs!)).toEqual(['a', 'emptied', 'kept', 'other']);
    expect(names(ours!)).toEqual(['a/b', 'emptied', 'kept']);
  });

  it('11: a room that was emptied keeps its count, and a comet that died its sessions', async () => {
    const token = Buffer.from(JSON.stringify({ mid: 2, key: 'crashed', accepts: [OP] }));
    for (const caller of callers) await caller.call('Connect', { server: REPORTING, token });
    await report({ 'live://kept': 2 });
    reporting.stop();
    await eventually('both logics know the newer count', WITHIN_MS, async () => {
      expect(await roomsOf(bases[0])).toEqual({ emptied: 5, kept: 2 });
    });
    await eventually('ours has noticed that the comet is gone', WITHIN_MS, async () => {
      expect(await roomsOf(bases[1])).toEqual({ emptied: 0, kept: 0 });
      expect((await fetch(`${bases[1]}/v1/sessions/crashed`)).status).toBe(404);
    });
    expect(await isGiven('crashed')).toBe(true);
  });

  it("13: nobody looks up a client's region", async () => {
    await goim.register('goim.comet', 'in-sh', '127.0.0.1:1', { region: 'sh', connections: 30 });
    await goim.register('goim.comet', 'in-bj', '127.0.0.1:1', { region: 'bj', zone: 'bj001', connections: 10 });
    const nodesFor = async (base: string): Promise<string[]> =>
      (await dataOf<{ nodes: string[] }>(base, '/goim/nodes/weighted', { 'x-forwarded-for': IN_SH })).nodes;
    await eventually("goim's logic knows both comets", WITHIN_MS, async () => {
      expect(await nodesFor(bases[0])).toEqual(expect.arrayContaining(['in-bj', 'in-sh']));
    });
    const theirs = (await nodesFor(bases[0])).filter((node) => node.startsWith('in-'));
    const ours = (await nodesFor(bases[1])).filter((node) => node.startsWith('comet.'));
    expect([theirs[0], ours[0]]).toEqual(['in-bj', 'comet.sh']);
  });

  it('2: a session expires before its comet renews it', async () => {
    await eventually("the session at goim's has expired", WITHIN_MS, async () => {
      expect(await isGiven('old')).toBe(false);
    });
    // Both clients are there, and each has sent a heartbeat every second.
    for (const client of old) await client.heartbeat();
    expect(await isGiven('old')).toBe(false);
    expect((await fetch(`${bases[1]}/v1/sessions/old`)).status).toBe(200);
    await new Pusher(bases[1]).keys(OP, ['old'], 'by key');
    await old[1]!.until((pushes) => pushes.some(({ body }) => body === 'by key'), WITHIN_MS);
  });
});
