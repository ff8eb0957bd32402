import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { PushRoomMessage, subjects, UNNUMBERED, type LeaseEpoch, type RoomKey } from '#contracts';
import { Cluster, eventually, type AppProcess, type GoimClient, type Pusher } from '#test-support';

const OP = 1000;
const ROOMS = Array.from({ length: 16 }, (_, n) => `live://${n}` as RoomKey);
const PARTITIONS = 4;
/** Of one room, and of broadcasts. */
const INTERVAL_MS = 40;
const HANG_GUARD_MS = 90_000;
const TEST_TIMEOUT_MS = 300_000;

let cluster: Cluster;
let comet: AppProcess;
let jobs: [AppProcess, AppProcess];
let pusher: Pusher;
/** One of each room, in its order. */
let clients: GoimClient[];
let isPushing: boolean;

beforeAll(async () => {
  cluster = await Cluster.start(['logic', 'comet', 'job', 'job']);
  const [logic, ...others] = cluster.apps as [AppProcess, AppProcess, AppProcess, AppProcess];
  [comet, ...jobs] = others;
  pusher = cluster.pusher(logic);
  clients = await Promise.all(ROOMS.map((room) => cluster.client(comet, 'tcp', { room_id: room, accepts: [OP] })));
}, TEST_TIMEOUT_MS);

afterAll(async () => {
  isPushing = false;
  await cluster.stop();
});

/** Pushes numbers to a target, one after another, for as long as `isPushing`. @returns what it pushed */
async function pushOn(target: string, push: (body: string) => Promise<{ status: number }>): Promise<string[]> {
  const pushed: string[] = [];
  const startedAt = performance.now();
  while (isPushing) {
    const body = `${target} ${pushed.length}`;
    const early = startedAt + pushed.length * INTERVAL_MS - performance.now();
    if (early > 0) await delay(early);
    expect((await push(body)).status).toBe(200);
    pushed.push(body);
  }
  return pushed;
}

async function expectHeld(...counts: [number, number]): Promise<void> {
  await eventually(`the jobs hold ${counts.join(' and ')} partitions`, HANG_GUARD_MS, async () => {
    expect(await Promise.all(jobs.map((job) => job.metric('goim_partitions_held')))).toEqual(counts);
  });
}

/** Resolves when what was just pushed to each room has come, whoever works its partition. */
async function everyRoomFlows(): Promise<void> {
  await Promise.all(
    ROOMS.map(async (room, n) => {
      const body = `${room} flows since ${performance.now()}`;
      await pusher.room(OP, room, body);
      await clients[n]!.until((pushes) => pushes.some((push) => push.body === body), HANG_GUARD_MS);
    }),
  );
}

/** What a client got of these, each the first time that it came. */
function cameOf(client: GoimClient, bodies: readonly string[]): string[] {
  const asked = new Set(bodies);
  return [...new Set(client.pushes.map(({ body }) => body))].filter((body) => asked.has(body));
}

describe('a job that hangs', () => {
  it(
    'and wakes when another works its partitions: rooms and broadcasts stay in order, and nothing is lost',
    async () => {
      await expectHeld(PARTITIONS / 2, PARTITIONS / 2);
      isPushing = true;
      const toRooms = ROOMS.map((room) => pushOn(room, (body) => pusher.room(OP, room, body)));
      const toAll = pushOn('all', (body) => pusher.all(OP, body));
      const [sleeper] = jobs;
      await everyRoomFlows();
      await sleeper.freeze();
      await everyRoomFlows();
      sleeper.thaw();
      await everyRoomFlows();
      await expectHeld(PARTITIONS / 2, PARTITIONS / 2);
      await everyRoomFlows();
      isPushing = false;
      const all = await toAll;
      for (const [n, pushing] of toRooms.entries()) {
        const pushed = await pushing;
        await clients[n]!.until(
          (pushes) => [all, pushed].every((bodies) => pushes.some(({ body }) => body === bodies.at(-1))),
          HANG_GUARD_MS,
        );
        expect(cameOf(clients[n]!, pushed)).toEqual(pushed);
        expect(cameOf(clients[n]!, all)).toEqual(all);
      }
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'until its lease is another job’s is refused what it still sends, by comets that know of that',
    async () => {
      const [room] = ROOMS as [RoomKey];
      const bus = await cluster.broker.connect();
      const sent: PushRoomMessage[] = [];
      bus.subscribe(subjects.room(room), ({ data }) => void sent.push(PushRoomMessage.decode(data)));
      await bus.flush();
      await pusher.room(OP, room, 'by its job');
      await clients[0]!.until((pushes) => pushes.some(({ body }) => body === 'by its job'), HANG_GUARD_MS);
      await eventually('the push is seen', HANG_GUARD_MS, () => sent.length > 0);
      const { proto, lease } = sent[0]!;
      const send = (by: LeaseEpoch | undefined): void =>
        bus.publish(subjects.room(room), encodeRoomPush({ roomID: room, proto: proto!, ...(by && { lease: by }) }));
      const count = clients[0]!.pushes.length;
      const { partition, store, revision } = lease!;
      send({ partition, store, revision: revision - 1 });
      send(undefined);
      send(lease!);
      await clients[0]!.until((pushes) => pushes.length >= count + 2, HANG_GUARD_MS);
      expect(clients[0]!.pushes.slice(count).map(({ body }) => body)).toEqual(['by its job', 'by its job']);
      expect(await comet.metric('goim_pushes_refused_total', 'reason="fenced"')).toBeGreaterThan(0);
      await comet.logged('a job pushes by a lease that another has by now');
    },
    TEST_TIMEOUT_MS,
  );
});

function encodeRoomPush(push: Pick<PushRoomMessage, 'roomID' | 'proto' | 'lease'>): Uint8Array {
  return PushRoomMessage.encode({ ...UNNUMBERED.room, ...push }).finish();
}
