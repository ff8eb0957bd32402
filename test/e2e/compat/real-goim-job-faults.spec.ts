import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { pushTask, PushTask, PushType } from '#contracts';
import { readFrames } from '#protocol';
import { Cluster, eventually, RealGoim, type Pusher } from '#test-support';
import { FakeGoimComet, GoimCaller, type ReceivedCall } from '../goim-grpc.js';

/** A folder with goim's `discovery` and `job` (of its NATS edition): without it this is not run. */
const PROGRAMS = process.env['GOIM_BIN'] ?? '';
const OP = 1000;
const WITHIN_MS = 30_000;
/** A room's pushes are joined until there are so many, or for so long. */
const BATCH = 2;
const SIGNAL_MS = 300;
/** Of a room's push, of a key's: each comet has one worker, for which one call may wait. */
const ONE_WORKER = '[comet]\nroutineSize = 1\nroutineChan = 1\n';
const BATCHED = `[room]\nbatch = ${BATCH}\nsignal = "${SIGNAL_MS}ms"\nidle = "15m"\n`;
const LONGEST_BODY = 1 << 20;
const RENEWED_EVERY_MS = 5_000;
const START_TRIES = 20;
const START_TRY_MS = 2_000;

let goim: RealGoim;
let folder: string;
let cluster: Cluster;
let pusher: Pusher;
/** In the zone of goim's job, both of them; the third is in another. */
let near: FakeGoimComet;
let beside: FakeGoimComet;
let far: FakeGoimComet;
let caller: GoimCaller;
let renewal: NodeJS.Timeout;
let publish: (topic: string, task: Partial<PushTask>) => void;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goim-real-job-'));
  [near, beside, far] = [await FakeGoimComet.start(), await FakeGoimComet.start(), await FakeGoimComet.start()];
  goim = await RealGoim.start(PROGRAMS, folder);
  const comets = { near, beside, far };
  const addresses = Object.entries(comets).map(([name, { port }]) => `${name}=127.0.0.1:${port}`);
  cluster = await Cluster.start(['logic'], {
    LOGIC__GRPC__ENABLED: 'true',
    LOGIC__GOIM_COMETS__ADDRESSES: addresses.join(),
  });
  const logic = cluster.apps[0]!;
  caller = new GoimCaller('goim.logic.Logic', logic.address('grpc'));
  for (const [name, { port }] of Object.entries(comets)) {
    await goim.register('goim.comet', name, `127.0.0.1:${port}`, name === 'far' ? { zone: 'bj001' } : {});
    // Ours know a comet of goim's by its clients.
    const token = Buffer.from(JSON.stringify({ key: `at-${name}`, room_id: 'live://all', accepts: [OP] }));
    await caller.call('Connect', { server: name, token });
  }
  // As a comet of goim's does every 10 s; one that calls no more is out of every answer after 30 s.
  renewal = setInterval(() => {
    for (const server of Object.keys(comets)) void caller.call('RenewOnline', { server, roomCount: {} });
  }, RENEWED_EVERY_MS);
  const job = await cluster.add('job', {
    JOB__ROOM_BATCH__BATCH: String(BATCH),
    JOB__ROOM_BATCH__SIGNAL: `${SIGNAL_MS}ms`,
    JOB__QUEUE__RETRY_DELAY: '200ms',
  });
  pusher = cluster.pusher(logic);
  await eventually("our job knows goim's comets", WITHIN_MS, async () => {
    expect(await job.metric('goim_comets')).toBe(3);
  });
  const bus = await cluster.broker.connect();
  publish = (topic, task) => bus.publish(topic, PushTask.encode(pushTask({ operation: OP, ...task })).finish());
});

afterEach(() => {
  for (const comet of [near, beside, far]) {
    comet.calls.length = 0;
    comet.failWith = status.OK;
  }
});

afterAll(async () => {
  clearInterval(renewal);
  caller.close();
  await cluster.stop();
  for (const comet of [near, beside, far]) comet.stop();
  await goim.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Starts a job of goim's with a subject of its own, and resolves when it delivers, and has nothing under way. */
async function startTheirs(topic: string, settings = ''): Promise<void> {
  await goim.job(cluster.broker.url, topic, settings);
  for (let n = 1, hasCome = false; !hasCome; n++) {
    if (n > START_TRIES) throw new Error(`goim's job delivers nothing; it wrote:\n${goim.log}`);
    publish(topic, { type: PushType.Broadcast, msg: Buffer.from(`first ${n}`) });
    hasCome = await eventually('it has come', START_TRY_MS, () => bodiesOf(near.calls).includes(`first ${n}`)).then(
      () => true,
      () => false,
    );
  }
  near.calls.length = 0;
}

function bodiesOf(calls: readonly ReceivedCall[]): string[] {
  return calls.flatMap(({ request }) =>
    readFrames(request.proto!.body, LONGEST_BODY).map(({ body }) => body.toString()),
  );
}

/**
 * What of it is of a test, in the order in which it came first: ours tries again what a comet does not answer in time, as while
 * it is held.
 */
function bodies(comet: FakeGoimComet, prefix: string): string[] {
  return [...new Set(bodiesOf(comet.calls).filter((body) => body.startsWith(prefix)))];
}

/** Has a comet answer nothing until the returned function is called. */
function hold(comet: FakeGoimComet): () => void {
  let release!: () => void;
  comet.held = new Promise((resolve) => {
    release = resolve;
  });
  return release;
}

/** Pushes to a room, one after the other: to goim's job, or to ours. */
type ToRoom = (room: string, text: string) => Promise<void>;

const toTheirs =
  (topic: string): ToRoom =>
  async (room, text) =>
    publish(topic, { type: PushType.Room, room, msg: Buffer.from(text) });

const toOurs: ToRoom = async (room, text) => {
  await pusher.room(OP, room, text);
};

async function pushAll(toRoom: ToRoom, room: string, texts: readonly string[]): Promise<void> {
  for (const text of texts) await toRoom(room, text);
}

const numbered = (prefix: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) => `${prefix}${from + n}.`);

describe('faults of goim that ours has not', () => {
  it("3: a signal that is late ends a room's batching, with messages in it", async () => {
    await startTheirs('stale', ONE_WORKER + BATCHED);
    /** The room's third batch waits for the comet, and its signal comes meanwhile: before what is pushed then. */
    const wakeLate = async (toRoom: ToRoom, prefix: string): Promise<void> => {
      const release = hold(near);
      await pushAll(toRoom, 'live://stale', numbered(prefix, 1, 2));
      await near.until(1);
      await pushAll(toRoom, 'live://stale', numbered(prefix, 3, 6));
      await delay(2 * SIGNAL_MS);
      await pushAll(toRoom, 'live://stale', numbered(prefix, 7, 8));
      if (prefix === 'goim ') {
        await eventually("goim's job has the last of them", WITHIN_MS, () => goim.log.includes(`msg:"${prefix}8."`));
      }
      release();
    };
    await wakeLate(toTheirs('stale'), 'goim ');
    await eventually("the room's batching ends", WITHIN_MS, () =>
      goim.log.includes('room:live://stale goroutine exit'),
    );
    await pushAll(toTheirs('stale'), 'live://stale', numbered('goim ', 9, 10));
    await eventually('a later push has come', WITHIN_MS, () => bodies(near, 'goim ').includes('goim 10.'));
    expect(bodies(near, 'goim ')).toEqual([...numbered('goim ', 1, 6), ...numbered('goim ', 9, 10)]);

    near.calls.length = 0;
    await wakeLate(toOurs, 'ours ');
    await pushAll(toOurs, 'live://stale', numbered('ours ', 9, 10));
    await eventually('the last push has come', WITHIN_MS, () => bodies(near, 'ours ').includes('ours 10.'));
    expect(bodies(near, 'ours ')).toEqual(numbered('ours ', 1, 10));
  });

  it('4: what a room has no place for is dropped', async () => {
    const MANY = 40;
    await startTheirs('full', ONE_WORKER + BATCHED);
    const pushMany = async (toRoom: ToRoom, prefix: string): Promise<void> => {
      const release = hold(near);
      await pushAll(toRoom, 'live://full', numbered(prefix, 1, MANY));
      if (prefix === 'goim ') {
        await eventually("goim's job has the last of them", WITHIN_MS, () => goim.log.includes(`msg:"goim ${MANY}."`));
      }
      release();
    };
    await pushMany(toTheirs('full'), 'goim ');
    await eventually('a later push has come', WITHIN_MS, async () => {
      await toTheirs('full')('live://full', 'goim later');
      expect(bodies(near, 'goim ')).toContain('goim later');
    });
    expect(bodies(near, 'goim ').filter((body) => body !== 'goim later').length).toBeLessThan(MANY);

    await pushMany(toOurs, 'ours ');
    await eventually('all have come', WITHIN_MS, () => bodies(near, 'ours ').length >= MANY);
    expect(bodies(near, 'ours ')).toEqual(numbered('ours ', 1, MANY));
  });

  it('5: a push is done with whatever became of it, and one for a comet that is not known is skipped', async () => {
    await startTheirs('lost');
    const toNear = (server: string, text: string): void =>
      publish('lost', { type: PushType.Keys, server, keys: ['at-near'], msg: Buffer.from(text) });
    near.failWith = status.UNAVAILABLE;
    toNear('near', 'goim refused');
    await eventually('the comet has refused it', WITHIN_MS, () => bodiesOf(near.refused).includes('goim refused'));
    near.failWith = status.OK;
    toNear('gone', 'goim for one that is gone');
    toNear('near', 'goim later');
    await eventually('a later push has come', WITHIN_MS, () => bodies(near, 'goim ').includes('goim later'));
    expect(bodies(near, 'goim ')).toEqual(['goim later']);

    near.failWith = status.UNAVAILABLE;
    await pusher.keys(OP, ['at-near'], 'ours refused');
    await eventually('the comet has refused it', WITHIN_MS, () => bodiesOf(near.refused).includes('ours refused'));
    near.failWith = status.OK;
    // As it is in the queue when its comet goes.
    const bus = await cluster.broker.connect();
    const task = { operation: OP, type: PushType.Keys, server: 'gone', keys: ['at-near'] };
    const late = pushTask({ ...task, msg: Buffer.from('ours for one that is gone') });
    await jetstream(bus.connection).publish('goim.push.0', PushTask.encode(late).finish());
    await eventually('both have come', WITHIN_MS, () => {
      expect(bodies(near, 'ours ').toSorted()).toEqual(['ours for one that is gone', 'ours refused']);
    });
  });

  it('6: a speed below the number of comets is no limit', async () => {
    await startTheirs('slow');
    publish('slow', { type: PushType.Broadcast, speed: 1, msg: Buffer.from('goim slow') });
    await pusher.all(OP, 'ours slow', 1);
    const speeds = (text: string): unknown[] =>
      [near, beside].flatMap(({ calls }) => calls.filter((call) => bodiesOf([call]).includes(text))).map(speedOf);
    await eventually('both comets have it of both', WITHIN_MS, () => {
      expect(speeds('goim slow')).toEqual([0, 0]);
      expect(speeds('ours slow')).toEqual([1, 1]);
    });
  });

  it('6: a broadcast ends a job that knows no comet', async () => {
    const alone = await RealGoim.start(PROGRAMS, folder);
    try {
      await alone.job(cluster.broker.url, 'none');
      await eventually("goim's job has ended", WITHIN_MS, () => {
        publish('none', { type: PushType.Broadcast, speed: 1, msg: Buffer.from('to nobody') });
        expect(alone.log).toContain('integer divide by zero');
      });
      await alone.ended('job');
    } finally {
      await alone.stop();
    }
    // Ours waits for one: test/e2e/failures.spec.ts.
  });

  it("7: a comet has a room's second push before it is done with the first", async () => {
    await startTheirs('order', '[room]\nbatch = 1\nsignal = "10ms"\nidle = "15m"\n');
    const release = hold(near);
    await toTheirs('order')('live://order', 'goim 1');
    await eventually('the first has come', WITHIN_MS, () => bodies(near, 'goim ').includes('goim 1'));
    await toTheirs('order')('live://order', 'goim 2');
    await eventually('so has the second', WITHIN_MS, () => bodies(near, 'goim ').includes('goim 2'));
    release();

    const releaseOurs = hold(near);
    await toOurs('live://order', 'ours 1');
    await eventually('the first has come', WITHIN_MS, () => bodies(near, 'ours ').includes('ours 1'));
    await toOurs('live://order', 'ours 2');
    await eventually('the other comet has both', WITHIN_MS, () => bodies(beside, 'ours ').includes('ours 2'));
    expect(bodies(near, 'ours ')).toEqual(['ours 1']);
    releaseOurs();
    await eventually('the comet has both, in order', WITHIN_MS, () => {
      expect(bodies(near, 'ours ')).toEqual(['ours 1', 'ours 2']);
    });
  });

  it('17: a job knows the comets of its own zone only', async () => {
    await startTheirs('zone');
    publish('zone', { type: PushType.Broadcast, msg: Buffer.from('goim to all') });
    await pusher.all(OP, 'ours to all');
    await eventually('all have come', WITHIN_MS, () => {
      for (const comet of [near, beside]) {
        expect([...bodies(comet, 'goim to'), ...bodies(comet, 'ours to')]).toEqual(['goim to all', 'ours to all']);
      }
      expect(bodies(far, 'ours to')).toEqual(['ours to all']);
    });
    expect(bodies(far, 'goim')).toEqual([]);
  });
});

function speedOf({ request }: ReceivedCall): unknown {
  return request['speed'];
}
