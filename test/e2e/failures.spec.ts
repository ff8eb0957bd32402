import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { Cluster, eventually, type AppProcess, type GoimClient, type Pusher } from '#test-support';

const OP = 1000;
const ROOMS = 10;
const MESSAGES = 6_000;
const PER_SECOND = 1_000;
/** Of each room, one by each transport. */
const MEMBERS = 2;
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

beforeEach(async () => {
  refusals = 0;
  cluster = await Cluster.start(undefined, RETRY_SOON);
  [logic, comet, job] = cluster.apps as [AppProcess, AppProcess, AppProcess];
  pusher = cluster.pusher(logic);
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
          expect(status).toBe(200);
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
      const messagesPerRoom = 500;
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

describe('while NATS is away', () => {
  it('pushes are answered with 503 soon, and go on by themselves when it is back', async () => {
    const client = await cluster.client(comet, 'tcp', { room_id: 'live://1' });
    await cluster.broker.kill();
    const answer = await pusher.room(OP, 'live://1', 'lost');
    expect(answer).toMatchObject({ status: 503, code: -500, message: expect.stringContaining('retry is safe') });
    expect(await client.heartbeat()).toBe(1);

    await cluster.broker.restart();
    await eventually('a push is accepted', 30_000, async () => {
      expect(await pusher.room(OP, 'live://1', 'kept')).toMatchObject({ status: 200 });
    });
    await client.until((pushes) => pushes.some(({ body }) => body === 'kept'), 30_000);
  });

  it('a server that hangs is answered for as well', async () => {
    await cluster.broker.freeze();
    const answer = await pusher.room(OP, 'live://1', 'lost');
    cluster.broker.thaw();
    expect(answer.status).toBe(503);
  });

  it('a client that comes is told to come back later', async () => {
    await cluster.broker.kill();
    await expect(cluster.client(comet, 'websocket', { key: 'early' })).rejects.toThrow('unavailable');
    await cluster.broker.restart();
    await eventually('a client is let in', 30_000, () => cluster.client(comet, 'websocket', { key: 'late' }));
  });
});

describe('a comet that is killed', () => {
  it('takes its sessions out of the answers, and what was queued for it becomes a dead letter with the reason', async () => {
    const client = await cluster.client(comet, 'tcp', { key: 'gone', mid: 7, accepts: [OP] });
    expect(await pusher.keys(OP, ['gone'], 'while it was there')).toMatchObject({ status: 200 });
    await client.until((pushes) => pushes.length === 1, 30_000);
    // Killed before it has confirmed this one as well, it would make two dead letters.
    await eventually('job has settled the push', 30_000, async () => {
      expect(await job.metric('goim_settled_tasks_total', 'outcome="acknowledged"')).toBe(1);
    });

    await comet.kill();
    expect(await pusher.keys(OP, ['gone'], 'to nobody')).toMatchObject({ status: 200 });
    await eventually('the push is a dead letter', 40_000, async () => {
      expect(await job.metric('goim_settled_tasks_total', 'outcome="dead-letter"')).toBe(1);
    });
    expect(await job.metric('goim_settled_tasks_total', 'outcome="retried"')).toBe(4);
    await job.logged(/comet .* did not confirm.*gave up a task/);

    await eventually('logic knows that the session is gone', 40_000, async () => {
      await pusher.keys(OP, ['gone'], 'to nobody');
      expect(await logic.metric('goim_push_offline_total')).toBeGreaterThan(0);
    });
  });

  it('does not keep what was queued for it from a client that has come back at another comet', async () => {
    await job.kill();
    await cluster.add('job', { JOB__QUEUE__MAX_TRIES: '100', JOB__QUEUE__RETRY_DELAY: '10ms' });
    const other = await cluster.add('comet');
    const token = { key: 'moved', mid: 7, accepts: [OP] };
    await cluster.client(comet, 'tcp', token);
    await comet.kill();
    expect(await pusher.keys(OP, ['moved'], 'catch me')).toMatchObject({ status: 200 });
    const client = await cluster.client(other, 'tcp', token);
    await client.until((pushes) => pushes.some(({ body }) => body === 'catch me'), 40_000);
    expect(client.pushes).toHaveLength(1);
  });

  it('does not hold up the end of a job that still waits for it to answer', async () => {
    await Promise.all([comet.kill(), job.kill()]);
    const successor = await cluster.add('job');
    await eventually('a job holds partitions', 40_000, async () => {
      expect(await successor.metric('goim_partitions_held')).toBeGreaterThan(0);
    });
    expect(await successor.metric('goim_comets')).toBe(1);
    const asked = performance.now();
    expect(await successor.stop()).toBe(0);
    // The comet's entry has some 5 s left by now.
    expect(performance.now() - asked).toBeLessThan(2_000);
  });
});
