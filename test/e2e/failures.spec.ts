import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { Cluster, eventually, type AppProcess, type GoimClient, type Pusher } from '#test-support';

const OP = 1000;
const ROOMS = 10;
/** For 6 s: longer than a job takes to start. */
const MESSAGES = 2_400;
const PER_SECOND = 400;
/** Of each room, one by each transport. */
const MEMBERS = 2;
/** Push to a room at once, each its own messages in their order: so that all but the first of them are stored as a group. */
const PUSHERS = 4;
const PUSHER_NAMES = Array.from({ length: PUSHERS }, (_, n) => `pusher${n}`);
const DELIVERY_TIMEOUT_MS = 120_000;
const TEST_TIMEOUT_MS = 300_000;
const RETRY_SOON = { JOB__QUEUE__RETRY_DELAY: '20ms' };

let cluster: Cluster;
let logic: AppProcess;
let comet: AppProcess;
let job: AppProcess;
let pusher: Pusher;
/** How many answers to `pushToRooms` were not 200. */
let refusals: number;
/** Each test has rooms of its own, and leaves the apps as many as it found them. */
let test = 0;
let rooms: GoimClient[][];
/** What logic had counted before the test. */
let groupsBefore: number;

beforeAll(async () => {
  cluster = await Cluster.start(undefined, RETRY_SOON);
  [logic, comet, job] = cluster.apps as [AppProcess, AppProcess, AppProcess];
  pusher = cluster.pusher(logic);
});

afterAll(() => cluster.stop());

beforeEach(async () => {
  refusals = 0;
  test++;
  rooms = await joinRooms();
  groupsBefore = await logic.metric('goim_push_groups_total');
});

afterEach(() => {
  for (const client of rooms.flat()) client.close();
});

function roomOf(room: number): string {
  return `live://${test}-${room}`;
}

/** Two members of each room, one by each transport. */
async function joinRooms(): Promise<GoimClient[][]> {
  return Promise.all(
    Array.from({ length: ROOMS }, (_, room) =>
      Promise.all([
        cluster.client(comet, 'tcp', { room_id: roomOf(room) }),
        cluster.client(comet, 'websocket', { room_id: roomOf(room) }),
      ]),
    ),
  );
}

/**
 * Pushes numbered messages to each room, those of each pusher in order, at `PER_SECOND` over all rooms. A push that is not
 * accepted is tried again until it is, as the API allows.
 */
async function pushToRooms(messagesPerRoom: number): Promise<void> {
  const startedAt = performance.now();
  const perPusherAndMs = PER_SECOND / ROOMS / PUSHERS / 1_000;
  const all = Array.from({ length: ROOMS }, (_, room) => PUSHER_NAMES.map((name) => ({ room, name }))).flat();
  await Promise.all(
    all.map(async ({ room, name }) => {
      for (const [n, body] of bodiesOf(name, messagesPerRoom).entries()) {
        const early = startedAt + n / perPusherAndMs - performance.now();
        if (early > 0) await delay(early);
        await eventually('a push is accepted', DELIVERY_TIMEOUT_MS, async () => {
          const { status } = await pusher.room(OP, roomOf(room), body);
          if (status !== 200) refusals++;
          return status === 200;
        });
      }
    }),
  );
}

/** Of each room, what one of its pushers pushes. */
function bodiesOf(name: string, messagesPerRoom: number): string[] {
  return Array.from({ length: messagesPerRoom / PUSHERS }, (_, n) => `${name}-${n}`);
}

/** Each message came at least once, and those of each pusher the first time in their order. */
async function expectEverything(messagesPerRoom: number): Promise<void> {
  const lasts = PUSHER_NAMES.map((name) => bodiesOf(name, messagesPerRoom).at(-1)!);
  const has = (client: GoimClient, last: string): Promise<unknown> =>
    client.until((pushes) => pushes.some(({ body }) => body === last), DELIVERY_TIMEOUT_MS);
  await Promise.all(rooms.flat().flatMap((client) => lasts.map((last) => has(client, last))));
  for (const member of rooms.flat()) {
    const firsts = [...new Set(member.pushes.map(({ body }) => body))];
    for (const name of PUSHER_NAMES) {
      expect(firsts.filter((body) => body.startsWith(`${name}-`))).toEqual(bodiesOf(name, messagesPerRoom));
    }
  }
  const groups = (await logic.metric('goim_push_groups_total')) - groupsBefore;
  expect(groups).toBeGreaterThan(messagesPerRoom / PUSHERS);
}

/** Each client is still connected: one that is not would not be answered. */
async function expectAnswers(): Promise<void> {
  await eventually('the rooms are counted', DELIVERY_TIMEOUT_MS, async () => {
    const online = await Promise.all(rooms.flat().map((client) => client.heartbeat()));
    expect(online).toEqual(rooms.flat().map(() => MEMBERS));
  });
}

/** Resolves when a good part of the messages has come, and the rest has not been pushed yet. */
async function inTheMiddle(): Promise<void> {
  await rooms[0]![0]!.until((pushes) => pushes.length > MESSAGES / ROOMS / 4, DELIVERY_TIMEOUT_MS);
}

describe('nothing that was accepted is lost', () => {
  it(
    'when job is killed in the middle and started again',
    async () => {
      const pushing = pushToRooms(MESSAGES / ROOMS);
      await inTheMiddle();
      await job.kill();
      job = await cluster.add('job', RETRY_SOON);
      await pushing;
      expect(refusals).toBe(0);
      await expectEverything(MESSAGES / ROOMS);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'when logic is killed in the middle and started again: clients stay connected',
    async () => {
      const pushing = pushToRooms(MESSAGES / ROOMS);
      await inTheMiddle();
      await logic.kill();
      logic = await cluster.add('logic');
      groupsBefore = 0;
      pusher = cluster.pusher(logic);
      await pushing;
      await expectEverything(MESSAGES / ROOMS);
      expect(rooms.flat().map(({ isOpen }) => isOpen)).toEqual(rooms.flat().map(() => true));
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'when nats-server is killed in the middle and started again: clients stay connected, pushes are refused meanwhile',
    async () => {
      const pushing = pushToRooms(MESSAGES / ROOMS);
      await inTheMiddle();
      await cluster.broker.kill();
      await eventually('pushes are refused', DELIVERY_TIMEOUT_MS, () => expect(refusals).toBeGreaterThan(0));
      await cluster.broker.restart();
      await pushing;
      await expectEverything(MESSAGES / ROOMS);
      await expectAnswers();
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'and nothing comes twice or out of order when jobs join and leave in order',
    async () => {
      const messagesPerRoom = 200;
      const pushing = pushToRooms(messagesPerRoom);
      const second = await cluster.add('job', RETRY_SOON);
      await eventually('the second job holds half of the partitions', DELIVERY_TIMEOUT_MS, async () => {
        expect(await second.metric('goim_partitions_held')).toBe(2);
      });
      expect(await job.stop()).toBe(0);
      job = second;
      await pushing;
      await expectEverything(messagesPerRoom);
      for (const member of rooms.flat()) expect(member.pushes).toHaveLength(messagesPerRoom);
    },
    TEST_TIMEOUT_MS,
  );
});
