import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { headers } from '@nats-io/transport-node';
import { Bucket, ConfigBucket, ensurePushStream, PartitionConsumer, type Bus } from '#bus';
import { CONFIG_BUCKET, subjects } from '#contracts';
import { Broker, eventually } from '#test-support';

const STREAM = { partitions: 1, replicas: 1, maxBytes: 16 * 1024 * 1024 };
const WITHIN_MS = 10_000;
const STATUSES = [
  [100, 'Idle Heartbeat'],
  [409, 'Consumer Deleted'],
  [503, 'No Responders'],
] as const;

let broker: Broker;
let bus: Bus;

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
});

afterEach(() => broker.stop());

/** Whoever may make a consumer of any stream has the server send its heartbeats to any subject. */
describe('a message that was stored with a status, and no body', () => {
  it.each(STATUSES)('is a task as any other: %i %s', async (code, description) => {
    await ensurePushStream(bus, STREAM);
    for (let n = 0; n < 4; n++) {
      bus.connection.publish(subjects.pushPartition(0), undefined, { headers: headers(code, description) });
    }
    bus.publish(subjects.pushPartition(0), Buffer.from('behind them'));
    await bus.flush();
    const texts: string[] = [];
    const lost: string[] = [];
    const reader = new PartitionConsumer(bus, 0);
    const take = (task: { data: Uint8Array; ack(): void }): void => {
      texts.push(Buffer.from(task.data).toString());
      task.ack();
    };
    await reader.start(100, take, { onLost: () => lost.push('lost') });
    await eventually('all came', WITHIN_MS, () => expect(texts).toEqual(['', '', '', '', 'behind them']));
    expect(lost).toEqual([]);
    reader.stop();
  });

  it.each(STATUSES)('is an entry as any other: %i %s', async (code, description) => {
    const bucket = await Bucket.open(bus, CONFIG_BUCKET, { ttlMs: 0 });
    bus.connection.publish(`${bucket.subjectPrefix}foreign`, undefined, { headers: headers(code, description) });
    await bucket.put('logic', Buffer.from('behind it'));
    const config = await ConfigBucket.open(bus);
    expect(Object.fromEntries(config.entries)).toEqual({ foreign: '', logic: 'behind it' });
    config.close();
  });
});
