import { z } from 'zod';
import { text } from '../http/values.js';

const app = z.enum(['comet', 'logic', 'job'], { error: 'expected comet, logic or job' });

export const InstancesQuery = z.object({
  app: text.pipe(app).optional().meta({ description: 'Those of this app alone', example: 'comet' }),
});
export type InstancesQuery = z.output<typeof InstancesQuery>;

const time = z.number().int().describe('Milliseconds since 1970');
const count = z.number().int().min(0);

const InstanceView = z
  .strictObject({
    id: z.string().describe("Of this run of the process; a comet's is that of its node"),
    app,
    version: z.string(),
    host: z.string(),
    pid: count.optional().describe('Absent of a legacy comet, which reports nothing of itself'),
    primary: count.optional().describe('Process id of the primary, of a worker of a comet with several'),
    since: time.describe('When the process started: milliseconds since 1970'),
    seen: time.describe('When it last told of itself: milliseconds since 1970'),
    state: z
      .enum(['online', 'offline', 'silent'])
      .describe('`offline`: a comet that takes no new clients. `silent`: it has told nothing for 15 s'),
    ready: z.boolean().describe('Whether it is to get new work'),
    problems: z.array(z.string()).describe('What is wrong, of one that is ready as well'),
    cpu: z.number().min(0).optional().describe('Cores in use, over the last seconds'),
    rss: count.optional().describe('Bytes of memory'),
    heap: count.optional().describe("Bytes of JavaScript's memory in use"),
    eventLoopLag: z
      .number()
      .min(0)
      .optional()
      .describe('Milliseconds that the event loop was late at most, 99 of 100 times, over the last seconds'),
    connections: count.optional().describe('Sessions, of a comet'),
    maxConnections: count
      .optional()
      .describe(
        'Connections that a comet takes at most, by its configuration or by the files that it may open; absent where it takes any number, and of a legacy comet',
      ),
    weight: z.number().optional().describe('Of a comet, as the list of nodes has it'),
    partitions: z.array(count).optional().describe('Partitions of the queue that a job works'),
  })
  .meta({ id: 'Instance' });
export type InstanceView = z.output<typeof InstanceView>;

export const InstanceList = z.strictObject({ instances: z.array(InstanceView) }).meta({
  id: 'InstanceList',
  example: {
    instances: [
      {
        id: 'comet-1-5f2a9c01',
        app: 'comet',
        version: '1.0.0',
        host: 'comet-1',
        pid: 4711,
        since: 1_764_360_000_000,
        seen: 1_764_363_600_000,
        state: 'online',
        ready: true,
        problems: [],
        cpu: 0.31,
        rss: 142_000_000,
        heap: 41_000_000,
        eventLoopLag: 1.4,
        connections: 5_000,
        maxConnections: 1_048_320,
        weight: 1,
      },
    ],
  },
});
export type InstanceList = z.output<typeof InstanceList>;
