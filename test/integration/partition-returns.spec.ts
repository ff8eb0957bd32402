import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { encodeGroup, PushTask, pushTask, subjects } from '#contracts';
import { Broker, eventually } from '#test-support';
import { Misses } from '../../apps/job/src/comets/comet-link.js';
import { JobConfig } from '../../apps/job/src/config/job.config.js';
import type { ReceivedTask } from '../../apps/job/src/dispatch/received-task.js';
import { QueueConsumer } from '../../apps/job/src/queue/queue-consumer.js';
import { Settlement } from '../../apps/job/src/queue/settlement.js';

const WITHIN_MS = 30_000;
const PARTITIONS = 2;

beforeAll(() => Logger.overrideLogger(false));
afterAll(() => Logger.overrideLogger(new ConsoleLogger()));

/** A job of which some comet misses what the test says. */
class Job {
  readonly sent: string[][] = [];
  readonly consumer: QueueConsumer;
  private isRunning = true;

  constructor(bus: Awaited<ReturnType<Broker['connect']>>, missed: string) {
    // Nothing comes again by its time.
    const config = { current: JobConfig.parse({ queue: { partitions: PARTITIONS, retryDelay: '10m' } }) };
    const letters = { publish: async () => ({ sequence: 1, duplicate: false }) };
    this.consumer = new QueueConsumer(
      bus,
      config,
      new Settlement(letters, config, () => undefined),
      {
        dispatch: async (tasks: readonly ReceivedTask[]) => {
          this.sent.push(tasks.map(({ task }) => Buffer.from(task.msg).toString()));
          const misses = new Misses();
          for (const { task, id } of tasks) if (Buffer.from(task.msg).toString() === missed) misses.note(id, 'missed');
          return misses;
        },
        ready: async () => undefined,
        forget: () => undefined,
      },
      { partitions: new Set<number>() },
    );
  }

  async stop(): Promise<void> {
    if (this.isRunning) await this.consumer.beforeApplicationShutdown();
    this.isRunning = false;
  }
}

describe('a partition that comes back to a job', () => {
  let broker: Broker;
  let jobs: [Job, Job];

  beforeEach(async () => {
    broker = await Broker.start();
    jobs = [new Job(await broker.connect(), 'b'), new Job(await broker.connect(), 'c')];
  });

  afterEach(async () => {
    for (const job of jobs) await job.stop();
    await broker.stop();
  });

  // What it knew of the group was from before: it acknowledged all of it when that was sent, and the other task was lost.
  it('is worked as the other job left it: another task of a group has failed there', async () => {
    const [one, other] = jobs;
    await one.consumer.onApplicationBootstrap();
    await eventually('it has both', WITHIN_MS, () => expect(one.consumer.heldPartitions).toBe(PARTITIONS));
    const bus = await broker.connect();
    const texts = ['a', 'b', 'c'];
    const group = encodeGroup(
      texts.map((text) => PushTask.encode(pushTask({ operation: 1000, msg: Buffer.from(text) })).finish()),
    );
    for (let partition = 0; partition < PARTITIONS; partition++) bus.publish(subjects.pushPartition(partition), group);
    await eventually('they are sent', WITHIN_MS, () => expect(one.sent).toEqual([texts, texts]));
    await other.consumer.onApplicationBootstrap();
    await eventually('the other works one', WITHIN_MS, () => expect(other.sent).toEqual([texts]));
    await other.stop();
    await eventually('it has both again', WITHIN_MS, () => expect(one.sent.length).toBe(3));
    expect(one.sent[2]).toContain('c');
  });
});
