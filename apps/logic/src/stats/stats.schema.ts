import { z } from 'zod';
import { text, wholeNumber } from '../http/values.js';

const DEFAULT_STEP_S = 10;
const LONGEST_STEP_S = 3_600;

export const StatsQuery = z.object({
  from: wholeNumber(0, Number.MAX_SAFE_INTEGER, {
    description:
      'A time in the first step: milliseconds since 1970; an hour ago unless given, which is as far back as anything is known',
    example: 1_764_360_000_000,
  }).optional(),
  step: wholeNumber(DEFAULT_STEP_S, LONGEST_STEP_S, {
    description: `Seconds of each step, a multiple of ${DEFAULT_STEP_S} up to ${LONGEST_STEP_S}; ${DEFAULT_STEP_S} unless given`,
    example: 10,
  })
    .refine((step) => step % DEFAULT_STEP_S === 0, `expected a multiple of ${DEFAULT_STEP_S}`)
    .default(DEFAULT_STEP_S),
  nodes: z
    .enum(['true', 'false'], { error: 'expected true or false' })
    .default('true')
    .meta({ description: 'Whether each instance is told by itself as well', example: 'true' })
    .transform((value) => value === 'true'),
  app: text
    .pipe(z.enum(['comet', 'logic', 'job'], { error: 'expected comet, logic or job' }))
    .optional()
    .meta({ description: 'Of the instances, those of this app alone', example: 'comet' }),
});
export type StatsQuery = z.output<typeof StatsQuery>;

const time = z.number().int().describe('Milliseconds since 1970');
const count = z.number().int().min(0);
const perSecond = z.number().min(0).describe('A second');
const byReason = z.record(z.string(), z.number()).describe('A second, by reason');
const milliseconds = z.number().min(0).describe('Milliseconds');

const Latency = z
  .strictObject({ p50: milliseconds, p90: milliseconds, p99: milliseconds })
  .describe("From the queue's word that it has a push until the comets have it; null where none came")
  .nullable();

const StatsPoint = z
  .strictObject({
    time: time.describe('When the step begins: milliseconds since 1970'),
    connections: count.describe('Sessions of all comets'),
    rooms: count.describe('Rooms that have sessions'),
    sessionsBegun: perSecond.describe("A second; those at goim's own comets are not counted"),
    sessionsEnded: perSecond.describe('A second, of the same; those of a comet that was killed a minute later'),
    pushes: perSecond.describe('Tasks that the queue has stored, a second'),
    tasks: perSecond.describe('Tasks that were sent to comets, a second'),
    deliveries: perSecond.describe('Writes of pushes to connections, a second'),
    latency: Latency,
    backlog: count.describe('Messages of the push queue; a group of tasks is one'),
    oldestTask: z.number().min(0).describe('Seconds that the oldest of them has waited; 0 = there is none'),
    dropped: byReason.describe('What somebody did not get, a second, by reason'),
    refused: byReason.describe('Connections and requests that were refused, a second, by whom and why'),
  })
  .meta({ id: 'StatsPoint' });
export type StatsPoint = z.output<typeof StatsPoint>;

const values = z.array(z.number().nullable()).describe('One for each point of the series; null = not known');

const InstanceStats = z
  .strictObject({
    id: z.string(),
    app: z.enum(['comet', 'logic', 'job']),
    connections: values,
    pushes: values,
    tasks: values,
    deliveries: values,
    dropped: values,
    cpu: values,
    rss: values,
    eventLoopLag: values,
  })
  .meta({ id: 'InstanceStats' });
export type InstanceStats = z.output<typeof InstanceStats>;

export const Stats = z
  .strictObject({
    step: count.describe('Seconds'),
    from: time.describe('When the first step begins, on average over what is known of it: milliseconds since 1970'),
    to: time.describe('When the last step ends: milliseconds since 1970'),
    series: z.array(StatsPoint).describe('The oldest first; without the steps of which nothing is known'),
    nodes: z.array(InstanceStats).describe('Each instance that runs, in the order of their ids'),
  })
  .meta({
    id: 'Stats',
    example: {
      step: 10,
      from: 1_764_360_000_000,
      to: 1_764_360_010_000,
      series: [
        {
          time: 1_764_360_000_000,
          connections: 5_000,
          rooms: 120,
          sessionsBegun: 3.5,
          sessionsEnded: 3.4,
          pushes: 120,
          tasks: 120,
          deliveries: 24_000,
          latency: { p50: 1.2, p90: 2.4, p99: 6.1 },
          backlog: 3,
          oldestTask: 0.004,
          dropped: { slow: 0.2 },
          refused: { 'http: unknown-parameter': 0.1 },
        },
      ],
      nodes: [
        {
          id: 'comet-1-5f2a9c01',
          app: 'comet',
          connections: [5_000],
          pushes: [0],
          tasks: [0],
          deliveries: [24_000],
          dropped: [0.2],
          cpu: [0.31],
          rss: [142_000_000],
          eventLoopLag: [1.4],
        },
      ],
    },
  });
export type Stats = z.output<typeof Stats>;
