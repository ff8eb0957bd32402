import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { Cluster, eventually, type AppProcess, type GoimClient, type Pusher } from '#test-support';

const OP = 1000;
const ROOMS = 10;
/** For 6 s: longer than a job takes to start. */
const MESSAGES = 2_400;
const PER_SECOND = 400;
/** Of each room, one by each transport. */
const MEMBERS = 2;
const DELIVERY_TIMEOUT_MS = 120_000;
const TEST_TIMEOUT_MS = 300_000;
const RETRY_SOON = { JOB__QUEUE__RETRY_DELAY: '20ms' };

let cluster: Cluster;
let comet: AppProcess;
let job: AppProcess;
let pusher: Pusher;
/** How many answers to `pushToRooms` were not 200. */
let refusals: number;

beforeEach(async () => {
  refusals = 0;
  cluster = await Cluster.start(undefined, RETRY_SOON);
  [, comet, job] = cluster.apps as [AppProcess, AppProcess, AppProcess];
  pusher = cluster.pusher(cluster.apps[0]!);
});

afterEach(() => cluster.stop());

/** Two members of each room, one by each transport. */
async function joinRooms(): Promise<GoimClient[][]> {
  return Promise.all(
    Array.from({ length: ROOMS }, (_, room) =>
      Promise.all([
        cluster.client(comet, 'tcp', { room_id: `live://${room}` }),
        cluster.client(comet, 'websocket', { room_id: `live://${room}` }),
      ]),
    ),
  );
}

/**
 * Pushes numbered messages to each room, in order, at `PER_SECOND` over all rooms. A push that is not accepted is tried
 * again until it is, as the API allows.
 */
async function pushToRooms(messagesPerRoom: number): Promise<void> {
  const startedAt = performance.now();
  const perRoomAndMs = PER_SECOND / ROOMS / 1_000;
  await Promise.all(
    Array.from({ length: ROOMS }, async (_, room) => {
      for (let n = 0; n < messagesPerRoom; n++) {
        const early = startedAt + n / perRoomAndMs - performance.now();
        if (early > 0) await delay(early);
        await eventually('a push is accepted', DELIVERY_TIMEOUT_MS, async () => {
          const { status } = await pusher.room(OP, `live://${room}`, String(n));
          if (status !== 200) refusals++;
          return status === 200;
        });
      }
    }),
  );
}

/** Each message came at least once, and the first time in its order. */
async function expectEverything(rooms: readonly GoimClient[][], messagesPerRoom: number): Promise<void> {
  const expected = Array.from({ length: messagesPerRoom }, (_, n) => String(n));
  const last = expected.at(-1)!;
  await Promise.all(
    rooms.flat().map((client) => client.until((pushes) => pushes.at(-1)?.body === last, DELIVERY_TIMEOUT_MS)),
  );
  for (const member of rooms.flat()) {
    const firsts = [...new Set(member.pushes.map(({ body }) => body))];
    expect(firsts).toEqual(expected);
  }
}

/** Each client is still connected: one that is not would not be answered. */
async function expectAnswers(rooms: readonly GoimClient[][]): Promise<void> {
  const online = await Promise.all(rooms.flat().map((client) => client.heartbeat()));
  expect(online).toEqual(rooms.flat().map(() => MEMBERS));
}

/** Resolves when a good part of the messages has come, and the rest has not been pushed yet. */
async function inTheMiddle(rooms: readonly GoimClient[][]): Promise<void> {
  await rooms[0]![0]!.until((pushes) => pushes.length > MESSAGES / ROOMS / 4, DELIVERY_TIMEOUT_MS);
}

describe('nothing that was accepted is lost', () => {
  it(
    'when job is killed in the middle and started again',
    async () => {
      const rooms = await joinRooms();
      const pushing = pushToRooms(MESSAGES / ROOMS);
      await inTheMiddle(rooms);
      await job.kill();
      job = await cluster.add('job', RETRY_SOON);
      await pushing;
      expect(refusals).toBe(0);
      await expectEverything(rooms, MESSAGES / ROOMS);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'when nats-server is killed in the middle and started again: clients stay connected, pushes are refused meanwhile',
    async () => {
      const rooms = await joinRooms();
      const pushing = pushToRooms(MESSAGES / ROOMS);
      await inTheMiddle(rooms);
      await cluster.broker.kill();
      await eventually('pushes are refused', DELIVERY_TIMEOUT_MS, () => expect(refusals).toBeGreaterThan(0));
      await cluster.broker.restart();
      await pushing;
      await expectEverything(rooms, MESSAGES / ROOMS);
      await expectAnswers(rooms);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'and nothing comes twice or out of order when jobs join and leave in order',
    async () => {
      const rooms = await joinRooms();
      const messagesPerRoom = 200;
      const pushing = pushToRooms(messagesPerRoom);
      const second = await cluster.add('job', RETRY_SOON);
      await eventually('the second job holds half of the partitions', DELIVERY_TIMEOUT_MS, async () => {
        expect(await second.metric('goim_partitions_held')).toBe(8);
      });
      expect(await job.stop()).toBe(0);
      await pushing;
      await expectEverything(rooms, messagesPerRoom);
      for (const member of rooms.flat()) expect(member.pushes).toHaveLength(messagesPerRoom);
    },
    TEST_TIMEOUT_MS,
  );
});
