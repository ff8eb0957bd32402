import { AppError, DEAD_LETTER_STREAM, epochOf, partitionConsumer, PUSH_STREAM, subjects } from '#contracts';
import { AckPolicy, DeliverPolicy, DiscardPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import type { Bus } from '../connection/bus.js';
import type { ConsumerAsset, StreamAsset } from '../durable/assets.js';
import { DurableAssets } from '../durable/durable-assets.js';

export interface PushStreamOptions {
  /** Checked against the stream; undefined: as many as it has, or `NEW_PARTITIONS` where it is created. */
  partitions?: number | undefined;
  replicas: number;
  /** The queue refuses tasks beyond, rather than to drop older ones. Bytes. */
  maxBytes: number;
  /** Limits of the stream of dead letters, for who stores them: without them it is neither created nor kept. */
  deadLetters?: DeadLetterOptions;
}

interface DeadLetterOptions {
  /** Older ones are dropped. Milliseconds. */
  maxAge: number;
  /** Beyond it the oldest ones are dropped. */
  maxBytes: number;
}

const NANOS_PER_MS = 1_000_000;
/**
 * Each partition costs messages of its own: pushes of one are stored, given out and settled together, those of two are not. With 16
 * of them a push took a third more of all processes than with 4, and these are still work for as many jobs.
 */
const NEW_PARTITIONS = 4;
/** How long JetStream remembers message ids, so that a repeated one is not stored again. */
const DUPLICATE_WINDOW_MS = 120_000;

/**
 * A task that was given out and not acknowledged comes again after this. It is shorter than the life of a job's lease, so
 * that whoever takes over a partition gets the tasks of the job that died first, in their order.
 */
export const ACK_WAIT_MS = 3_000;
/**
 * Tasks, or groups of them, that may be given out without an acknowledgement, of all partitions: those of a comet that hangs are
 * many. And of one of many partitions at least.
 */
const MAX_ACK_PENDING = 32_000;
const LEAST_ACK_PENDING = 2_000;

class OtherPartitions extends AppError {
  constructor(
    wanted: number,
    readonly found: number,
  ) {
    super(
      'invalid-argument',
      `queue.partitions is ${wanted}, but the stream ${PUSH_STREAM} has ${found}: every logic and job needs the same number`,
    );
  }
}

/**
 * Creates the push queue and its consumers where they are missing, with the stream of dead letters where its limits are
 * known, and keeps them. (JetStream reserves a stream's size: who knows no limits would reserve what there may not be.)
 *
 * Work-queue retention: a task stays until its partition's consumer has it acknowledged, and then goes, so the stream's size
 * is the backlog. With interest retention a task that is stored while the consumer is missing would be dropped at once, and
 * with the consumer its whole backlog would go.
 *
 * @returns the number of partitions
 * @throws AppError `invalid-argument` where the stream exists with another number of partitions, `unavailable`
 */
export async function ensurePushStream(bus: Bus, options: PushStreamOptions): Promise<number> {
  const assets = DurableAssets.of(bus);
  const { partitions = NEW_PARTITIONS } = options;
  try {
    await assets.keep(pushStream(partitions, options));
  } catch (error) {
    if (options.partitions !== undefined || !(error instanceof OtherPartitions)) throw error;
    return ensurePushStream(bus, { ...options, partitions: error.found });
  }
  if (options.deadLetters) await assets.keep(deadLetterStream(options.replicas, options.deadLetters));
  return partitions;
}

/** The epoch of the push queue, by the last look at it; 0 = it was not seen yet. */
export function pushEpoch(bus: Bus): number {
  const created = DurableAssets.of(bus).createdAt(PUSH_STREAM);
  return created === undefined ? 0 : epochOf(created);
}

function pushStream(count: number, { replicas, maxBytes }: PushStreamOptions): StreamAsset {
  const partitions = Array.from({ length: count }, (_, partition) => partition);
  const maxAckPending = Math.max(Math.floor(MAX_ACK_PENDING / count), LEAST_ACK_PENDING);
  return {
    config: {
      name: PUSH_STREAM,
      subjects: partitions.map(subjects.pushPartition),
      retention: RetentionPolicy.Workqueue,
      storage: StorageType.File,
      discard: DiscardPolicy.New,
      max_bytes: maxBytes,
      num_replicas: replicas,
      duplicate_window: DUPLICATE_WINDOW_MS * NANOS_PER_MS,
    },
    consumers: partitions.map((partition) => consumer(partition, maxAckPending)),
    verify({ subjects: found }) {
      if (found.length !== count) throw new OtherPartitions(count, found.length);
    },
  };
}

function deadLetterStream(replicas: number, { maxAge, maxBytes }: DeadLetterOptions): StreamAsset {
  return {
    config: {
      name: DEAD_LETTER_STREAM,
      subjects: [subjects.allDeadLetters],
      storage: StorageType.File,
      max_age: maxAge * NANOS_PER_MS,
      max_bytes: maxBytes,
      num_replicas: replicas,
    },
    mayBeSmaller: true,
  };
}

function consumer(partition: number, maxAckPending: number): ConsumerAsset {
  return {
    durable_name: partitionConsumer(partition),
    filter_subject: subjects.pushPartition(partition),
    deliver_policy: DeliverPolicy.All,
    ack_policy: AckPolicy.Explicit,
    ack_wait: ACK_WAIT_MS * NANOS_PER_MS,
    max_ack_pending: maxAckPending,
    // The job counts the tries itself, so that the last one ends as a dead letter and not in silence.
    max_deliver: -1,
  };
}
