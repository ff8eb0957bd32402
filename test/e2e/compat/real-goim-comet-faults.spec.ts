import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Operation } from '#protocol';
import { Cluster, eventually, freePort, GoimClient, RealGoim, type AppProcess, type Push } from '#test-support';
import { fileLimit, limitFiles } from '../file-limit.js';
import { GoimCaller, packed } from '../goim-grpc.js';

/** A folder with goim's `discovery` and `comet`: without it this is not run. */
const PROGRAMS = process.env['GOIM_BIN'] ?? '';
const OP = 1000;
const WITHIN_MS = 30_000;
const KIB = 1024;
/** goim's comet writes down what it does for this member. */
const WATCHED_MID = 123;
/** More than both a socket and goim's queue of a client take. */
const MANY = 300;

/** One comet, of goim or ours, which its jobs call by gRPC. */
interface Side {
  readonly name: 'goim' | 'ours';
  readonly tcp: string;
  readonly websocket: string;
  readonly job: GoimCaller;
}

let goim: RealGoim;
let folder: string;
let cluster: Cluster;
let logic: AppProcess;
let portOfLast: number;
let sides: readonly [theirs: Side, ours: Side];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goim-real-faults-'));
  goim = await RealGoim.start(PROGRAMS, folder);
  const [grpc, grpcOfOurs] = [await freePort(), await freePort()];
  portOfLast = await freePort();
  cluster = await Cluster.start(['logic'], {
    LOGIC__GRPC__ENABLED: 'true',
    LOGIC__GOIM_COMETS__ADDRESSES: `real=127.0.0.1:${grpc},last=127.0.0.1:${portOfLast}`,
  });
  logic = cluster.apps[0]!;
  await goim.register('goim.logic', 'our-logic', new URL(logic.address('grpc')).host);
  const theirs = await goim.comet('real', grpc, { buckets: 1 });
  const ours = await cluster.add('comet', { COMET__GRPC__ENABLED: 'true', COMET__GRPC__PORT: String(grpcOfOurs) });
  sides = [
    { name: 'goim', ...theirs, job: new GoimCaller('goim.comet.Comet', `127.0.0.1:${grpc}`) },
    { name: 'ours', ...addressesOf(ours), job: new GoimCaller('goim.comet.Comet', `127.0.0.1:${grpcOfOurs}`) },
  ];
});

afterAll(async () => {
  for (const { job } of sides ?? []) job.close();
  await cluster.stop();
  await goim.stop();
  await rm(folder, { recursive: true, force: true });
});

function addressesOf(comet: AppProcess): Pick<Side, 'tcp' | 'websocket'> {
  return { tcp: comet.address('tcp'), websocket: comet.address('websocket') };
}

function pushTo({ job }: Side, keys: readonly string[], body: string): Promise<unknown> {
  return job.call('PushMsg', { keys, protoOp: OP, proto: packed(OP, body) });
}

const isThere = (body: string) => (pushes: readonly Push[]) => pushes.some((push) => push.body === body);

/**
 * Pushes to a client that does not read: more than ours takes for it, and until goim's comet takes nothing more. One that is
 * refused may only have come faster than the socket takes them.
 */
async function fill(side: Side, key: string, client: GoimClient): Promise<void> {
  client.stopReading();
  for (let n = 0, refused = 0; n < MANY || (side.name === 'goim' && refused < MANY); n++) {
    const isTaken = await pushTo(side, [key], 'x'.repeat(64 * KIB)).then(
      () => true,
      () => false,
    );
    refused = isTaken ? 0 : refused + 1;
  }
}

describe('faults of goim that ours has not', () => {
  it('4: what a client has no place for is dropped in silence', async () => {
    const texts = Array.from({ length: MANY }, (_, n) => `${n} `.padEnd(KIB, 'x'));
    const got: number[] = [];
    for (const side of sides) {
      const token = { mid: 1, key: `${side.name}-pauses`, room_id: 'live://pauses', accepts: [OP] };
      const client = await GoimClient.open(side.tcp, token);
      client.stopReading();
      for (const text of texts) {
        await side.job.call('BroadcastRoom', { roomID: 'live://pauses', proto: packed(OP, text) });
      }
      client.resumeReading();
      await eventually('a later push has come', WITHIN_MS, async () => {
        await pushTo(side, [token.key], 'later');
        await client.until(isThere('later'), 1_000);
      });
      // A push by key does not wait for those to the room that ours still joins.
      if (side.name === 'ours') await client.until(isThere(texts.at(-1)!), WITHIN_MS);
      await client.heartbeat();
      got.push(client.pushes.filter(({ body }) => body !== 'later').length);
      client.close();
    }
    expect(got[0]).toBeLessThan(MANY);
    expect(got[1]).toBe(MANY);
  });

  it('8: one key with a full queue ends the push for the keys after it', async () => {
    const got = await Promise.all(
      sides.map(async (side) => {
        const [full, after] = await Promise.all(
          ['full', 'after'].map((key) =>
            GoimClient.open(side.tcp, { mid: 2, key: `${side.name}-${key}`, accepts: [OP] }),
          ),
        );
        await fill(side, `${side.name}-full`, full!);
        await pushTo(side, [`${side.name}-full`, `${side.name}-after`], 'to both').catch(() => undefined);
        await pushTo(side, [`${side.name}-after`], 'later');
        await after!.until(isThere('later'), WITHIN_MS);
        for (const client of [full!, after!]) client.close();
        return after!.pushes.map(({ body }) => body);
      }),
    );
    expect(got).toEqual([['later'], ['to both', 'later']]);
  });

  it('10: a join that fails leaves the session behind, of a client that is gone', async () => {
    const room = 'live://closing';
    const sessions = await Promise.all(
      sides.map(async (side) => {
        const key = (name: string): string => `${side.name}-${name}`;
        const open = (name: string, mid: number, in_: string): Promise<GoimClient> =>
          GoimClient.open(side.tcp, { mid, key: key(name), room_id: in_, accepts: [OP] });
        // goim's comet waits for the place of a client that does not read, and holds a lock meanwhile.
        const last = await open('last', WATCHED_MID, room);
        const stuck = await open('stuck', 3, '');
        await fill(side, key('stuck'), stuck);
        const second = await open('stuck', 3, '');
        const newcomer = await open('newcomer', 3, room);
        if (side.name === 'goim') {
          await eventually('the newcomer is to join', WITHIN_MS, () => goim.log.includes('goim-newcomer hit channel'));
        }
        // The room is closed now, and is still found by its name.
        const left = last.request(Operation.ChangeRoom, '');
        if (side.name === 'goim') {
          await eventually('its last member leaves the room', WITHIN_MS, async () =>
            /goim-last read proto:.*op:12/i.test(await readFile(join(folder, 'white.log'), 'utf8')),
          );
        }
        stuck.resumeReading();
        await left;
        const isIn = await newcomer.heartbeat().then(
          () => true,
          () => false,
        );
        const session = await fetch(`${logic.address('http')}/v1/sessions/${key('newcomer')}`);
        for (const client of [last, stuck, second, newcomer]) client.close();
        return { isIn, session: session.status };
      }),
    );
    expect(sessions).toEqual([
      { isIn: false, session: 200 },
      { isIn: true, session: 200 },
    ]);
  });

  it('15: a comet that runs out of files never accepts again, and at its end tells nobody', async () => {
    const theirs = await goim.comet('last', portOfLast);
    const ours = await cluster.add('comet');
    const pids = [goim.pids['comet']!, ours.pid];
    const ended = await Promise.all(
      [theirs, addressesOf(ours)].map(async ({ tcp, websocket }, n) => {
        const name = n === 0 ? 'goim' : 'ours';
        const before = await GoimClient.open(tcp, { mid: 4, key: `${name}-before`, accepts: [] });
        const usual = fileLimit(pids[n]!);
        limitFiles(pids[n]!, String(firstFree(pids[n]!)));
        await eventually('it has run out of files', WITHIN_MS, async () => {
          (await GoimClient.connect(tcp)).close();
          if (name === 'ours') return ours.log.includes('no file can be opened any more');
          // Each of its listener's routines ends by itself.
          return goim.log.split('accept4: too many open files').length > availableParallelism();
        });
        limitFiles(pids[n]!, usual);
        if (name === 'ours') await ours.logged('files can be opened again');
        const late = await GoimClient.connect(tcp);
        const isIn = late.auth({ mid: 4, key: `${name}-late`, accepts: [] }).then(
          () => true,
          () => false,
        );
        // What comes behind it is answered, by the other listener and by the older connection.
        const other = await GoimClient.open(websocket, { mid: 4, key: `${name}-other`, accepts: [] });
        await Promise.all([other.heartbeat(), before.heartbeat()]);
        // Ours lets the client in, sooner or later; goim's says nothing to it.
        const answer =
          name === 'ours' ? await isIn : await Promise.race([isIn, before.heartbeat().then(() => 'nothing')]);
        const end = name === 'ours' ? ours.stop() : goim.end('comet', 'SIGTERM');
        const how = await before.ended;
        await end;
        for (const client of [late, other]) client.close();
        return { answer, reason: how.reason };
      }),
    );
    expect(ended).toEqual([
      { answer: 'nothing', reason: undefined },
      { answer: true, reason: 'shutdown' },
    ]);
  });
});

/** The lowest descriptor that a process does not use: where it is the limit, it can open nothing more. */
function firstFree(pid: number): number {
  const used = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
  let free = 0;
  while (used.has(free)) free++;
  return free;
}
