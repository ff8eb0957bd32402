import { HISTORY_STREAM, numericId, partitionConsumer, POSITIONS, PUSH_STREAM } from '#contracts';
import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import type { Bus } from '../connection/bus.js';
import { ConsumerLook } from '../consumers/consumer-look.js';
import { newestBatch } from './history-stream.js';
import { jetStreamApi, streamInfo } from './jetstream-api.js';

/** What the history was to get of a partition before somebody took that over. */
export interface HandedOver {
  /** Incarnation of the push stream. */
  readonly epoch: number;
  /** Every message up to this id was handed over, or is lost. 0 = whatever was handed over is written. */
  readonly upTo: number;
  /** Some of it may be lost, and whoever lost it may not have said so. */
  readonly isInDoubt: boolean;
}

/** With less room than this the stream may have refused a batch: what the greatest message has by default. */
const LEAST_ROOM_BYTES = 1_024 * 1_024;
/** Of a stream that is short anyway, a part. */
const LEAST_ROOM_PART = 1 / 4;

/**
 * Looks how far the partition was handed over to the history. The push queue knows up to where tasks are settled, but counts
 * over those of other partitions behind the last one of this one: taken for what was handed over, it would make a gap of
 * nothing each time a partition changes hands. So it counts only where something may be lost: where the history's stream is
 * new, or full. Else the newest batch that waits there says it, and what is not there is written; so it is taken to be where
 * the stream does not answer in time, as where servers elect a leader.
 *
 * @throws AppError `unavailable` where the push queue does not answer
 */
export async function handedOver(bus: Bus, partition: number): Promise<HandedOver> {
  const { epoch, upTo } = await settled(bus, partition);
  const newest = upTo === 0 ? 0 : await newestOf(bus, partition, epoch);
  if (newest !== undefined) return { epoch, upTo: newest, isInDoubt: false };
  return { epoch, upTo, isInDoubt: true };
}

/**
 * Every message of the partition up to an id was delivered, or given up. Counts on over the tasks of other partitions. 0 = none was.
 *
 * @throws AppError `unavailable`
 */
export async function settled(bus: Bus, partition: number): Promise<{ readonly epoch: number; readonly upTo: number }> {
  const look = new ConsumerLook(bus, PUSH_STREAM, partitionConsumer(partition));
  const { epoch, info } = await look.withEpoch();
  const sequence = info.ack_floor.stream_seq;
  return { epoch, upTo: sequence === 0 ? 0 : numericId(sequence, POSITIONS - 1) };
}

/** Up to where the batches go that wait for the writer; undefined where there may have been others. */
async function newestOf(bus: Bus, partition: number, epoch: number): Promise<number | undefined> {
  try {
    const { state, config } = await streamInfo(await jetStreamApi(bus), HISTORY_STREAM);
    const leastRoom = Math.min(LEAST_ROOM_BYTES, config.max_bytes * LEAST_ROOM_PART);
    const isFull = config.max_bytes > 0 && config.max_bytes - state.bytes < leastRoom;
    if (state.last_seq === 0 || isFull) return undefined;
    const batch = await newestBatch(bus, partition);
    return batch?.epoch === epoch ? Math.max(batch.upTo, batch.after) : 0;
  } catch (error) {
    const isGone = error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
    return isGone ? undefined : 0;
  }
}
