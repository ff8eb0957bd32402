import { z } from 'zod';

const count = z.number().int().min(0);
const seconds = z.number().min(0).nullable();

const PartitionView = z
  .strictObject({
    partition: count,
    backlog: count.describe('Messages that no job was given yet; a group of tasks is one'),
    inFlight: count.describe('Given to a job, and not settled'),
    redelivered: count.describe('Those of them that were given out more than once'),
    oldest: seconds.describe('Seconds that the oldest message has waited; null = none waits'),
    lease: z
      .strictObject({
        job: z.string().describe('Its id among the instances'),
        epoch: count.describe('Grows with each'),
      })
      .nullable()
      .describe('Which job works it, as that job last reported; null = none does'),
  })
  .meta({ id: 'Partition' });
export type PartitionView = z.output<typeof PartitionView>;

const StreamView = z
  .strictObject({
    name: z.string(),
    messages: count,
    bytes: count,
    maxBytes: z.number().int().describe('-1 = any'),
    oldest: seconds.describe('Seconds since the oldest message was stored; null = there is none'),
  })
  .meta({ id: 'Stream' });

const ConsumerView = z
  .strictObject({
    stream: z.string(),
    name: z.string(),
    pending: count.describe('Messages that it was not given yet'),
    inFlight: count.describe('Given out, and not settled'),
    redelivered: count.describe('Those of them that were given out more than once'),
    waiting: count.describe('Requests that wait for messages; 0 = nobody works it'),
  })
  .meta({ id: 'Consumer' });

export const Queue = z
  .strictObject({
    partitions: z.array(PartitionView),
    streams: z.array(StreamView).describe('Those that there are'),
    consumers: z.array(ConsumerView).describe('Durable ones of these streams'),
  })
  .meta({
    id: 'Queue',
    example: {
      partitions: [
        {
          partition: 0,
          backlog: 3,
          inFlight: 1,
          redelivered: 0,
          oldest: 0.004,
          lease: { job: 'job-host-1-5f2a9c01', epoch: 12 },
        },
      ],
      streams: [{ name: 'GOIM_PUSH', messages: 4, bytes: 812, maxBytes: 1_073_741_824, oldest: 0.004 }],
      consumers: [{ stream: 'GOIM_PUSH', name: 'job-0', pending: 3, inFlight: 1, redelivered: 0, waiting: 1 }],
    },
  });
export type Queue = z.output<typeof Queue>;
