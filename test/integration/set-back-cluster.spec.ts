import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Bus } from '#bus';
import { PUSH_STREAM, pushTask, PushType, sequenceOf } from '#contracts';
import { Metrics } from '#observability';
import { BrokerCluster, eventually, OlderData } from '#test-support';
import { openRecords } from '../../apps/logic/src/idempotency/kv/kv-idempotency-store.js';
import { JetStreamPushQueue } from '../../apps/logic/src/push/jetstream/jetstream-push-queue.js';
import { SetBackNotes } from '../../apps/logic/src/push/jetstream/set-back-notes.js';

const TEST_TIMEOUT_MS = 120_000;
const WITHIN_MS = 60_000;
const SETTINGS = {
  partitions: 2,
  replicas: 1,
  gather: 0,
  groupMax: 1,
  maxPending: 5_000,
  maxBytes: 8 * 1024 * 1024,
  ackTimeout: 30_000,
};

let cluster: BrokerCluster;
let queue: JetStreamPushQueue;

beforeEach(async () => {
  cluster = await BrokerCluster.start();
}, TEST_TIMEOUT_MS);

afterEach(async () => {
  await queue.onApplicationShutdown();
  await cluster.stop();
}, TEST_TIMEOUT_MS);

async function open(bus: Bus, metrics: Metrics): Promise<JetStreamPushQueue> {
  const notes = new SetBackNotes(await openRecords(bus, { replicas: 1 }));
  return JetStreamPushQueue.open(bus, { current: SETTINGS }, metrics, notes);
}

/** Tried until it is stored. @returns the sequences */
async function push(...texts: string[]): Promise<number[]> {
  const sequences: number[] = [];
  for (const text of texts) {
    const task = pushTask({ type: PushType.Room, operation: 1000, room: 'a', msg: Buffer.from(text) });
    const { id } = await eventually('it is stored', WITHIN_MS, () => queue.publish(task, 1));
    sequences.push(sequenceOf(id));
  }
  return sequences;
}

describe('a push queue on another server of the cluster than the one that logic is connected to', () => {
  it(
    'gives no number again where that server has lost its newest messages, and stores those again',
    async () => {
      const metrics = new Metrics({ processMetrics: false });
      queue = await open(await cluster.connect(), new Metrics({ processMetrics: false }));
      await queue.onApplicationShutdown();
      const leader = await cluster.leaderOf({ stream: PUSH_STREAM });
      const bus = await cluster.others(leader)[0]!.connect();
      let disconnects = 0;
      bus.on('disconnect', () => disconnects++);
      queue = await open(bus, metrics);
      await push('kept');
      const older = await OlderData.of(leader, leader.folderOf(PUSH_STREAM));
      const given = await push('a', 'b', 'c', 'd', 'e');
      await older.putBack();
      await older.remove();
      const next = await push('next', 'as well');
      expect(Math.min(...next)).toBeGreaterThan(Math.max(...given));
      const [restored] = await metrics.read('goim_push_restored_tasks_total');
      expect([disconnects, restored!.value]).toEqual([0, 5]);
    },
    TEST_TIMEOUT_MS,
  );
});
