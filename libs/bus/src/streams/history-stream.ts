import { AppError, HISTORY_CONSUMER, HISTORY_STREAM, HistoryBatch, subjects } from '#contracts';
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  jetstream,
  RetentionPolicy,
  StorageType,
  type NextMsgRequest,
  type SeqMsgRequest,
} from '@nats-io/jetstream';
import type { Bus } from '../connection/bus.js';
import { DurableAssets } from '../durable/durable-assets.js';
import { jetStreamApi, newestMessage, streamInfo } from './jetstream-api.js';
import { ACK_WAIT_MS } from './push-stream.js';
import { WorkConsumer } from '../consumers/work-consumer.js';

export interface HistoryStreamOptions {
  readonly replicas: number;
  /** Beyond it batches are refused, rather than older ones dropped. */
  readonly maxBytes: number;
}

/** Batches that the writer may have at a time, each of at most 256 KiB: what it holds in memory. */
const MAX_ACK_PENDING = 200;
const NANOS_PER_MS = 1_000_000;

/** Creates the stream where messages wait for the writer of the history, with its consumer, and keeps both. @throws AppError */
export function ensureHistoryStream(bus: Bus, { replicas, maxBytes }: HistoryStreamOptions): Promise<void> {
  return DurableAssets.of(bus).keep({
    config: {
      name: HISTORY_STREAM,
      subjects: [subjects.allHistory],
      retention: RetentionPolicy.Workqueue,
      storage: StorageType.File,
      discard: DiscardPolicy.New,
      max_bytes: maxBytes,
      num_replicas: replicas,
    },
    consumers: [
      {
        durable_name: HISTORY_CONSUMER,
        filter_subject: subjects.allHistory,
        deliver_policy: DeliverPolicy.All,
        ack_policy: AckPolicy.Explicit,
        ack_wait: ACK_WAIT_MS * NANOS_PER_MS,
        max_ack_pending: MAX_ACK_PENDING,
        max_deliver: -1,
      },
    ],
  });
}

/** Pulls the batches that wait for the writer of the history, in their order. */
export class HistoryConsumer extends WorkConsumer {
  constructor(bus: Bus) {
    super(bus, { stream: HISTORY_STREAM, consumer: HISTORY_CONSUMER, subject: subjects.allHistory });
  }
}

/** What is known of the stream where batches wait. */
export interface HistoryStreamPlace {
  /** When it was created, in milliseconds since 1970. */
  readonly createdAt: number;
  /** Every batch up to this sequence is out of it. 0 = none is. */
  readonly goneUpTo: number;
}

/** @throws AppError `unavailable` */
export async function historyStreamPlace(bus: Bus): Promise<HistoryStreamPlace> {
  try {
    const { created, state } = await streamInfo(await jetStreamApi(bus), HISTORY_STREAM);
    return { createdAt: Date.parse(created), goneUpTo: Math.max(state.first_seq - 1, 0) };
  } catch (cause) {
    DurableAssets.of(bus).suspect(HISTORY_STREAM);
    throw new AppError('unavailable', `cannot look at the stream ${HISTORY_STREAM}`, { cause });
  }
}

/** The newest batch of a partition that waits for the writer; null = none does, or no job was ever here. @throws AppError `unavailable` */
export async function newestBatch(bus: Bus, partition: number): Promise<HistoryBatch | null> {
  const found = await newestMessage(bus, HISTORY_STREAM, subjects.historyPartition(partition));
  return found && HistoryBatch.decode(found.data);
}

/** The batches of a partition that wait for the writer, as they were encoded, in their order. @throws AppError `unavailable` */
export async function* waitingBatches(bus: Bus, partition: number): AsyncGenerator<Uint8Array> {
  const next_by_subj = subjects.historyPartition(partition);
  for (let seq = 1; ;) {
    const query: NextMsgRequest & SeqMsgRequest = { seq, next_by_subj };
    let found;
    try {
      const manager = await jetstream(bus.connection).jetstreamManager(false);
      found = await manager.streams.getMessage(HISTORY_STREAM, query);
    } catch (cause) {
      throw new AppError('unavailable', `cannot read what waits of ${next_by_subj}`, { cause });
    }
    if (!found) return;
    yield found.data;
    seq = found.seq + 1;
  }
}
