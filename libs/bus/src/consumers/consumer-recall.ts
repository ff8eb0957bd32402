import { jetstream, type ConsumerInfo, type NextMsgRequest, type SeqMsgRequest } from '@nats-io/jetstream';
import { AppError } from '#contracts';
import type { Bus } from '../connection/bus.js';
import type { WorkQueue } from './consumer-repair.js';

const NAK = Buffer.from('-NAK');

export interface Recall {
  /** The consumer, before anything is pulled. */
  readonly info: ConsumerInfo;
  /** Stream sequences of what this process has in hand, and will settle. */
  readonly inHand: ReadonlySet<number>;
  /** Whether it is still wanted. */
  readonly isWanted: () => boolean;
}

/**
 * Has a consumer give out again at once, in the order of the stream, what it has given out and nobody acknowledged: without it,
 * that takes the acknowledgement time from each message's last delivery on. Whoever had the messages must have ended, or
 * have no right to them any more.
 *
 * A work queue holds what is not acknowledged and nothing else, so the messages are found in the stream, up to where the
 * consumer has come. The server takes a NAK for any message that is pending, whoever sends it.
 *
 * @returns the messages that come again, about: a server that was killed may hold some that were acknowledged
 * @throws AppError `unavailable`
 */
export async function recall(bus: Bus, queue: WorkQueue, { info, inHand, isWanted }: Recall): Promise<number> {
  const { ack_floor, delivered, num_ack_pending } = info;
  if (num_ack_pending <= inHand.size) return 0;
  let count = 0;
  const { stream, consumer, subject } = queue;
  try {
    const manager = await jetstream(bus.connection).jetstreamManager(false);
    for (let seq = ack_floor.stream_seq + 1; isWanted() && seq <= delivered.stream_seq; seq++) {
      const query: NextMsgRequest & SeqMsgRequest = { seq, next_by_subj: subject };
      const found = await manager.streams.getMessage(stream, query);
      if (!found || found.seq > delivered.stream_seq) break;
      ({ seq } = found);
      if (inHand.has(seq)) continue;
      // Of the numbers the server reads the stream sequence, and whether the consumer's is one that it has given.
      bus.connection.publish(`$JS.ACK.${stream}.${consumer}.1.${seq}.${delivered.consumer_seq}.0.0`, NAK);
      count++;
    }
  } catch (cause) {
    throw new AppError('unavailable', `cannot read what ${consumer} of ${stream} has given out`, { cause });
  }
  return Math.min(count, num_ack_pending - inHand.size);
}
