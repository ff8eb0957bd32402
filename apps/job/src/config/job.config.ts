import {
  BusSection,
  byteSize,
  duration,
  HistorySection,
  live,
  LogSection,
  OpsSection,
  pushQueueKeys,
  section,
} from '#config';
import { z } from 'zod';

const QueueSection = z
  .strictObject({
    ...pushQueueKeys,
    prefetch: z
      .number()
      .int()
      .min(1)
      .max(4_000)
      .default(2_000)
      .describe(
        'Tasks, or groups of them, of a partition that are fetched ahead, and the most tasks that are worked at a time.',
      ),
    maxTries: z
      .number()
      .int()
      .min(1)
      .max(100)
      .default(5)
      .describe('Tries of a task before it is a dead letter.')
      .meta(live),
    retryDelay: duration({ min: 10, max: 600_000 })
      .default(1_000)
      .describe('Wait before the second try; it doubles with every further one.')
      .meta(live),
    deadLetterMaxAge: duration({ min: 60_000, max: 365 * 24 * 3_600_000 })
      .default(7 * 24 * 3_600_000)
      .describe('Older dead letters are dropped from the stream GOIM_DEAD.'),
    deadLetterMaxBytes: byteSize({ min: 1024 * 1024, max: Number.MAX_SAFE_INTEGER })
      .optional()
      .describe('Size at which the oldest dead letters are dropped from the stream GOIM_DEAD; by default maxBytes.'),
  })
  .describe('Push queue in JetStream.');

const RoomBatchSection = z
  .strictObject({
    batch: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(20)
      .describe("Pushes of a room that are joined into one message to the comets (goim's batch).")
      .meta(live),
    signal: duration({ min: 0, max: 10_000 })
      .default(0)
      .describe(
        "How long to wait for more pushes to join (goim's signal), unless a room has `batch` of them before; 0 joins what is there already.",
      )
      .meta(live),
  })
  .describe('Joining of room pushes. Comets join again before they write; see hub.flushInterval there.');

const DispatchSection = z
  .strictObject({
    cometTimeout: duration({ min: 50, max: 1_500 })
      .default(1_000)
      .describe('How long a comet may take to confirm pushes by key, before they are tried again.')
      .meta(live),
    waitForComet: duration({ min: 0, max: 600_000 })
      .default(10_000)
      .describe(
        'How long a batch of pushes waits where no comet is there, before it goes back into the queue, in its order.',
      )
      .meta(live),
    logicTimeout: duration({ min: 50, max: 1_500 })
      .default(1_500)
      .describe(
        'How long logic may take to say where the recipients of a push are whose comet has gone, before it is tried again.',
      ),
  })
  .describe('Fan-out to the comets.');

const DAY_MS = 24 * 3_600_000;
/** Ten years, which no timer waits for. */
const LONGEST_KEPT_MS = 3_650 * DAY_MS;

const JobHistorySection = HistorySection.safeExtend({
  maxBacklog: byteSize({ min: 1024 * 1024, max: Number.MAX_SAFE_INTEGER })
    .default(1024 * 1024 * 1024)
    .describe(
      'Size of the stream GOIM_HISTORY, where messages wait for the database. While it is full they are delivered and not kept.',
    ),
  keepFor: duration({ min: 1_000, max: LONGEST_KEPT_MS })
    .default(30 * DAY_MS)
    .describe('Age at which messages are removed.')
    .meta(live),
  keepCount: z
    .number()
    .int()
    .min(1)
    .max(10_000_000)
    .default(100_000)
    .describe('Messages of a room, a member or a session that are kept; older ones are removed.')
    .meta(live),
}).describe('History of messages, in PostgreSQL.');

const JobBusSection = BusSection.safeExtend({
  streamsBy: z
    .enum(['nats', 'logic'])
    .default('nats')
    .describe(
      'Who makes and changes the streams of this job: "nats" = itself, "logic" = a logic, as this job is configured; one has to run before the first job starts. Then its user at NATS needs no right to, as in docs/nats-permissions.conf.',
    ),
}).describe('Connection to NATS, the only broker.');

export const JobConfig = z.strictObject({
  bus: section(JobBusSection),
  queue: section(QueueSection),
  roomBatch: section(RoomBatchSection),
  dispatch: section(DispatchSection),
  history: section(JobHistorySection),
  ops: section(OpsSection(3120)),
  log: section(LogSection),
});
export type JobConfig = z.output<typeof JobConfig>;
