import type { Msg } from '@nats-io/transport-node';

/** What JetStream says of a message that a consumer delivers, in the subject of its acknowledgement. */
export interface DeliveryInfo {
  /** 1 at the first. */
  readonly deliveryCount: number;
  readonly streamSequence: number;
  /** Grows by 1 with each message that the consumer delivers. */
  readonly consumerSequence: number;
  /** When the message was stored, in milliseconds since 1970, by the server's clock. */
  readonly storedAt: number;
  /** Messages that the consumer has not delivered yet. */
  readonly pending: number;
}

const NANOS_PER_MS = 1_000_000;

/**
 * `$JS.ACK.<stream>.<consumer>.<count>.<stream sequence>.<consumer sequence>.<nanoseconds>.<pending>`; a newer form has the
 * domain and the account before the stream, and may have more behind.
 */
export function parseDelivery(reply: string): DeliveryInfo {
  const tokens = reply.split('.');
  const first = tokens.length === 9 ? 4 : 6;
  return {
    deliveryCount: Number(tokens[first]),
    streamSequence: Number(tokens[first + 1]),
    consumerSequence: Number(tokens[first + 2]),
    storedAt: Number(tokens[first + 3]) / NANOS_PER_MS,
    pending: Number(tokens[first + 4]),
  };
}

/** What is no message of the stream but a word of the server to whoever consumes it. */
export const ConsumerStatus = {
  /** A heartbeat, or flow control. */
  Idle: 100,
  /** The pull request has ended. */
  Expired: 408,
  /** The consumer is gone, or has moved, or the request was refused. */
  Conflict: 409,
  /** Nobody answers for the consumer. */
  NoResponders: 503,
} as const;

/** Begins the subject on which a message of a stream is acknowledged: the server's own words ask for nothing there. */
const ACKNOWLEDGEMENTS = '$JS.ACK.';

/**
 * @returns the status; undefined where it is a message of the stream. Such a one may have been stored with a status: whoever has
 * the server deliver its words to a subject of the stream would else have them never acknowledged, or ends the consumer.
 */
export function statusOf({ data, headers, reply }: Msg): number | undefined {
  if (data.length > 0 || headers === undefined || headers.code === 0) return undefined;
  return reply?.startsWith(ACKNOWLEDGEMENTS) ? undefined : headers.code;
}
