import { AppError, DEAD_LETTER_STREAM, partitionConsumer, PUSH_STREAM, subjects } from '#contracts';
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  jetstream,
  RetentionPolicy,
  StorageType,
  type ConsumerConfig,
} from '@nats-io/jetstream';
import type { Bus } from './bus.js';
import { attempt, ensureStream } from './ensure-stream.js';

export interface PushStreamOptions {
  /** Must be the same for every logic and job: it is checked against the stream. */
  partitions: number;
  replicas: number;
  /** The queue refuses tasks beyond, rather than to drop older ones. Bytes. */
  maxBytes: number;
}

const NANOS_PER_MS = 1_000_000;
/** How long JetStream remembers message ids, so that a repeated one is not stored again. */
const DUPLICATE_WINDOW_MS = 120_000;
const DEAD_LETTER_AGE_MS = 7 * 24 * 3_600_000;
const DEAD_LETTER_BYTES = 1024 * 1024 * 1024;

/**
 * A task that was given out and not acknowledged comes again after this. It is shorter than the life of a job's lease, so
 * that whoever takes over a partition gets the tasks of the job that died first, in their order.
 */
export const ACK_WAIT_MS = 4_000;
/** Tasks of a partition that may be given out without an acknowledgement. */
export const MAX_ACK_PENDING = 2_000;

/**
 * Creates the push queue, its consumers and the dead-letter stream where they are missing.
 *
 * Interest retention: a task stays until every consumer of its partition has it acknowledged, and then goes. So the
 * stream's size is the backlog, and the consumers must exist before the first task.
 *
 * @throws AppError `invalid-argument` where the stream exists with another number of partitions, `unavailable`
 */
export async function ensurePushStream(bus: Bus, options: PushStreamOptions): Promise<void> {
  const manager = await attempt('reach JetStream', () => jetstream(bus.connection).jetstreamManager());
  const partitions = Array.from({ length: options.partitions }, (_, partition) => partition);
  const existing = await attempt(`open the stream ${PUSH_STREAM}`, () =>
    ensureStream(manager, {
      name: PUSH_STREAM,
      subjects: partitions.map(subjects.pushPartition),
      retention: RetentionPolicy.Interest,
      storage: StorageType.File,
      discard: DiscardPolicy.New,
      max_bytes: options.maxBytes,
      num_replicas: options.replicas,
      duplicate_window: DUPLICATE_WINDOW_MS * NANOS_PER_MS,
    }),
  );
  const found = existing.config.subjects.length;
  if (found !== options.partitions) {
    throw new AppError(
      'invalid-argument',
      `queue.partitions is ${options.partitions}, but the stream ${PUSH_STREAM} has ${found}: ` +
        'every logic and job needs the same number',
    );
  }
  if (existing.config.max_bytes !== options.maxBytes) {
    await attempt(`change the size of ${PUSH_STREAM}`, () =>
      manager.streams.update(PUSH_STREAM, { max_bytes: options.maxBytes }),
    );
  }
  await attempt(`open the stream ${DEAD_LETTER_STREAM}`, () =>
    ensureStream(manager, {
      name: DEAD_LETTER_STREAM,
      subjects: [subjects.allDeadLetters],
      storage: StorageType.File,
      max_age: DEAD_LETTER_AGE_MS * NANOS_PER_MS,
      max_bytes: DEAD_LETTER_BYTES,
      num_replicas: options.replicas,
    }),
  );
  await Promise.all(
    partitions.map((partition) =>
      attempt(`open the consumer of partition ${partition}`, () =>
        manager.consumers.add(PUSH_STREAM, consumer(partition)),
      ),
    ),
  );
}

function consumer(partition: number): Partial<ConsumerConfig> {
  return {
    durable_name: partitionConsumer(partition),
    filter_subject: subjects.pushPartition(partition),
    deliver_policy: DeliverPolicy.All,
    ack_policy: AckPolicy.Explicit,
    ack_wait: ACK_WAIT_MS * NANOS_PER_MS,
    max_ack_pending: MAX_ACK_PENDING,
    // The job counts the tries itself, so that the last one ends as a dead letter and not in silence.
    max_deliver: -1,
  };
}
