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
const DOT = '.'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);
/** Of the older form. */
const DOTS = 8;
const DOTS_BEFORE_COUNT = 4;

/**
 * `$JS.ACK.<stream>.<consumer>.<count>.<stream sequence>.<consumer sequence>.<nanoseconds>.<pending>`; a newer form has the
 * domain and the account before the stream, and may have more behind. Cost: no string but that of the time, which is longer than a
 * number is exact.
 */
export function parseDelivery(reply: string): DeliveryInfo {
  let dots = 0;
  for (let at = 0; at < reply.length; at++) if (reply.charCodeAt(at) === DOT) dots++;
  const count = behind(reply, 0, dots === DOTS ? DOTS_BEFORE_COUNT : DOTS_BEFORE_COUNT + 2);
  const streamSequence = behind(reply, count, 1);
  const consumerSequence = behind(reply, streamSequence, 1);
  const nanos = behind(reply, consumerSequence, 1);
  const pending = behind(reply, nanos, 1);
  return {
    deliveryCount: integerAt(reply, count),
    streamSequence: integerAt(reply, streamSequence),
    consumerSequence: integerAt(reply, consumerSequence),
    storedAt: Number(reply.slice(nanos, pending - 1)) / NANOS_PER_MS,
    pending: integerAt(reply, pending),
  };
}

/** The place behind so many dots from `from` on. */
function behind(reply: string, from: number, dots: number): number {
  let at = from;
  for (let n = 0; n < dots; n++) at = reply.indexOf('.', at) + 1;
  return at;
}

/** The whole number that begins there, which is exact up to 2^53. */
function integerAt(reply: string, from: number): number {
  let value = 0;
  for (let at = from; at < reply.length; at++) {
    const digit = reply.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return value;
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
