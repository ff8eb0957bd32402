import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { Bucket } from '#bus';
import { LEASE_BUCKET } from '#contracts';
import { Broker, eventually } from '#test-support';
import { JobConfig } from '../../apps/job/src/config/job.config.js';
import { LEASE_TTL_MS, partitionKey } from '../../apps/job/src/queue/lease-table.js';
import { QueueConsumer, type QueueHistory } from '../../apps/job/src/queue/queue-consumer.js';
import type { Settlement } from '../../apps/job/src/queue/settlement.js';

const WITHIN_MS = 30_000;

beforeAll(() => Logger.overrideLogger(false));
afterAll(() => Logger.overrideLogger(new ConsoleLogger()));

/** A writer whose last statement takes as long as it is told. */
class FakeWriting {
  isWriting = false;
  endStatement!: () => void;
  private readonly statement = new Promise<void>((resolve) => (this.endStatement = resolve));

  begin(): void {
    this.isWriting = true;
  }

  async end(): Promise<void> {
    this.isWriting = false;
    await this.statement;
  }
}

describe('a job that stops while a statement of the history is in flight', () => {
  let broker: Broker;
  let writing: FakeWriting;
  let consumer: QueueConsumer;

  beforeEach(async () => {
    broker = await Broker.start();
    writing = new FakeWriting();
    const feed = { open: () => ({ ready: async () => undefined, end: async () => undefined }) };
    consumer = new QueueConsumer(
      await broker.connect(),
      { current: JobConfig.parse({}) },
      { forget: () => undefined } as unknown as Settlement,
      { dispatch: async () => ({}) as never, ready: async () => undefined, forget: () => undefined },
      { partitions: new Set<number>() },
      { feed, writing } as unknown as QueueHistory,
    );
    await consumer.onApplicationBootstrap();
    await eventually('it writes', WITHIN_MS, () => expect(writing.isWriting).toBe(true));
  });

  afterEach(() => broker.stop());

  it('has the next one write at once, and ends when its statement has', async () => {
    const bucket = await Bucket.open(await broker.connect(), LEASE_BUCKET, { ttlMs: LEASE_TTL_MS, replicas: 1 });
    const freed: string[] = [];
    bucket.bus.subscribe(`${bucket.subjectPrefix}${partitionKey(0)}`, (message) => {
      freed.push(message.header('KV-Operation') ?? 'written');
    });
    await bucket.bus.flush();
    let isOver = false;
    const over = consumer.beforeApplicationShutdown().then(() => (isOver = true));
    // Not by its time, of which the bucket says nothing.
    await eventually('the lease is given back', WITHIN_MS, () => expect(freed).toContain('DEL'));
    expect([writing.isWriting, isOver]).toEqual([false, false]);
    writing.endStatement();
    await over;
  });
});
