import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, type JetStreamManager } from '@nats-io/jetstream';
import {
  CONFIG_BUCKET,
  DEAD_LETTER_STREAM,
  IDEMPOTENCY_BUCKET,
  LEASE_BUCKET,
  NODE_BUCKET,
  partitionConsumer,
  PUSH_STREAM,
  SESSION_BUCKET,
  UPSTREAM_STREAM,
} from '#contracts';
import { Cluster, eventually, type AppProcess, type GoimClient, type PushAnswer, type Pusher } from '#test-support';

const OP = 1000;
const CLIENTS = 20;
const PARTITIONS = 4;
/** Pushes of each kind a second. */
const PER_SECOND = 50;
/** It takes some seconds; a busy machine takes longer, and what has not recovered by then never does. */
const RECOVERS_WITHIN_MS = 60_000;
const ARRIVES_WITHIN_MS = 60_000;
/** Until it is pushed again: what was pushed before its session was known again is not for it. */
const PUSHED_AGAIN_MS = 1_000;
/** Longer than the life of a lease (6 s) and of a node's entry (12 s): what is not renewed is missed by then. */
const ALL_LIVES_MS = 13_000;
const BETWEEN_MS = 500;
const TEST_TIMEOUT_MS = 300_000;

const BUCKETS = [SESSION_BUCKET, NODE_BUCKET, LEASE_BUCKET, CONFIG_BUCKET, IDEMPOTENCY_BUCKET];
const CONSUMERS = Array.from({ length: PARTITIONS }, (_, partition) => partitionConsumer(partition));

const STREAMS = [PUSH_STREAM, UPSTREAM_STREAM, DEAD_LETTER_STREAM, ...BUCKETS.map((bucket) => `KV_${bucket}`)];

interface Member {
  readonly client: GoimClient;
  readonly key: string;
  readonly mid: number;
  readonly room: string;
  /** The bodies that it must get: each was answered with code 0. */
  readonly accepted: string[];
}

let cluster: Cluster;
let logic: AppProcess;
let comets: AppProcess[];
let pusher: Pusher;
let manager: JetStreamManager;
let members: Member[];

beforeAll(async () => {
  cluster = await Cluster.start(['logic', 'comet', 'comet', 'job'], { JOB__QUEUE__RETRY_DELAY: '20ms' });
  logic = cluster.apps[0]!;
  comets = cluster.apps.slice(1, 3);
  pusher = cluster.pusher(logic);
  manager = await jetstream((await cluster.broker.connect()).connection).jetstreamManager();
  members = await Promise.all(Array.from({ length: CLIENTS }, (_, n) => connect(n)));
}, TEST_TIMEOUT_MS);

afterAll(() => cluster.stop());

async function connect(n: number): Promise<Member> {
  const who = { key: `key-${n}`, mid: n + 1, room: `live://${n}` };
  const token = { key: who.key, mid: who.mid, room_id: who.room, accepts: [OP] };
  return { ...who, accepted: [], client: await cluster.client(comets[n % 2]!, n % 3 ? 'tcp' : 'websocket', token) };
}

/** Pushes by room, key and member, to one member after another, until it is stopped. */
class Load {
  private stopped = false;
  private readonly running: Promise<number>[];
  refused = 0;

  constructor() {
    this.running = [
      this.push('room', (to, body) => pusher.room(OP, to.room, body)),
      this.push('key', (to, body) => pusher.keys(OP, [to.key], body)),
      this.push('mid', (to, body) => pusher.mids(OP, [to.mid], body)),
    ];
  }

  /** @returns how many were accepted */
  async stop(): Promise<number> {
    this.stopped = true;
    const accepted = await Promise.all(this.running);
    return accepted.reduce((sum, count) => sum + count, 0);
  }

  private async push(kind: string, send: (to: Member, body: string) => Promise<PushAnswer>): Promise<number> {
    const from = performance.now();
    let accepted = 0;
    for (let n = 0; !this.stopped; n++) {
      const to = members[n % members.length]!;
      const body = `${kind} ${from} ${n}`;
      const { status, code } = await send(to, body);
      if (status === 200 && code === 0) {
        to.accepted.push(body);
        accepted++;
      } else this.refused++;
      const early = from + (n * 1_000) / PER_SECOND - performance.now();
      if (early > 0) await delay(early);
    }
    return accepted;
  }
}

async function deleteConsumers(): Promise<void> {
  await Promise.all(CONSUMERS.map((consumer) => manager.consumers.delete(PUSH_STREAM, consumer)));
}

/** @returns milliseconds until a push of each kind reaches a client that connects now, and all apps are ready */
async function recovery(name: string): Promise<number> {
  const from = performance.now();
  const key = `probe-${from}`;
  const token = { key, mid: 1_000, room_id: `live://${key}`, accepts: [OP] };
  const client = await eventually('a client can connect', RECOVERS_WITHIN_MS, () =>
    cluster.client(comets[0]!, 'tcp', token),
  );
  const kinds = ['by room', 'by key', 'by member'];
  await eventually(`pushes arrive after the loss of ${name}`, RECOVERS_WITHIN_MS, async () => {
    await Promise.all([
      pusher.room(OP, token.room_id, kinds[0]!),
      pusher.keys(OP, [key], kinds[1]!),
      pusher.mids(OP, [token.mid], kinds[2]!),
    ]);
    await client.until((pushes) => kinds.every((kind) => pushes.some(({ body }) => body === kind)), PUSHED_AGAIN_MS);
  });
  await eventually('all apps are ready', RECOVERS_WITHIN_MS, async () => {
    for (const app of cluster.apps) expect(await readiness(app)).toBe(200);
  });
  client.close();
  return performance.now() - from;
}

async function readiness(app: AppProcess): Promise<number> {
  const { ops, http } = app.addresses;
  return (await fetch(`${ops ?? http}/health/ready`)).status;
}

/** Each member got everything that was accepted for it, and is still there. */
async function expectAll(): Promise<void> {
  await eventually('every member has what was accepted for it', ARRIVES_WITHIN_MS, () => {
    const missing = members.flatMap(({ client, accepted }) => {
      const got = new Set(client.pushes.map(({ body }) => body));
      return accepted.filter((body) => !got.has(body));
    });
    expect(missing).toEqual([]);
  });
  for (const { client } of members) expect(client.isOpen).toBe(true);
}

describe('what JetStream keeps for goim is deleted under a load of pushes', () => {
  it(
    'each by itself: all is as before soon, and nothing that was accepted is lost',
    async () => {
      const load = new Load();
      await delay(BETWEEN_MS);
      const took: Record<string, number> = {};
      await deleteConsumers();
      took['the consumers'] = await recovery('the consumers');
      for (const stream of STREAMS) {
        await manager.streams.delete(stream);
        took[stream] = await recovery(stream);
        await delay(BETWEEN_MS);
      }
      await delay(ALL_LIVES_MS);
      took['everything in turn'] = await recovery('everything in turn');
      expect(await load.stop()).toBeGreaterThan(0);
      await expectAll();
      expect(await logic.metric('goim_push_lost_tasks_total')).toBe(0);
      expect(await logic.metric('goim_push_offline_total')).toBe(0);
      const repairs = await Promise.all(cluster.apps.map((app) => app.metric('goim_bus_durable_repairs_total')));
      // Each is mended by whoever is first; the others see that it was created anew.
      expect(repairs.every((count) => count > 0)).toBe(true);
      process.stdout.write(`recovery: ${JSON.stringify(took)}\n`);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'all at once: the same',
    async () => {
      const load = new Load();
      await delay(BETWEEN_MS);
      await deleteConsumers();
      await Promise.all(STREAMS.map((stream) => manager.streams.delete(stream)));
      process.stdout.write(`recovery of all at once: ${await recovery('everything')}\n`);
      await delay(ALL_LIVES_MS);
      await recovery('everything, after all lives');
      expect(await load.stop()).toBeGreaterThan(0);
      await expectAll();
      expect(await logic.metric('goim_push_offline_total')).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );
});
