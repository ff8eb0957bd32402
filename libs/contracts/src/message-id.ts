/**
 * Names a stored message: the sequence of the stream's message that held it, times 1,024, plus its position in there.
 * An int64, and a `bigint` everywhere in the program: exact over the whole range, and compared as it is. JSON has it as
 * a decimal string. Ids grow within an epoch, with gaps.
 */
export type MessageId = bigint;

/** How many pushes one message of the stream can hold. */
export const POSITIONS = 1_024;
const POSITIONS_EXACT = BigInt(POSITIONS);
const LARGEST = 2n ** 63n - 1n;
const DECIMAL = /^(?:0|[1-9]\d{0,18})$/;

/** @param position of the push in its stream message, 0 to 1,023 */
export function messageId(sequence: number | bigint, position = 0): MessageId {
  return BigInt(sequence) * POSITIONS_EXACT + BigInt(position);
}

/** The id as a number, where it is counted with and not compared across programs: exact up to 8.7e12 messages of a stream. */
export function numericId(sequence: number, position = 0): number {
  return sequence * POSITIONS + position;
}

/** Whether the ids, as numbers, are of pushes that were stored in one message. */
export function isStoredWith(id: number, other: number): boolean {
  return Math.floor(id / POSITIONS) === Math.floor(other / POSITIONS);
}

/** The stream sequence of the message that held it. */
export function sequenceOf(id: MessageId): number {
  return Number(id / POSITIONS_EXACT);
}

/** The id that a decimal text names; undefined where it names none. */
export function parseMessageId(text: string): MessageId | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const id = BigInt(text);
  return id <= LARGEST ? id : undefined;
}

/**
 * A place in a target's messages. The epoch is the incarnation of the push stream: the second of Unix time at which the
 * stream was created. Ids of different epochs are never compared with each other.
 */
export interface Cursor {
  readonly epoch: number;
  readonly id: MessageId;
}

/**
 * The epoch of a stream: the second of its creation. Every process finds the same one, without asking anybody.
 *
 * @param created RFC 3339, as JetStream gives it
 */
export function epochOf(created: string): number {
  return Math.floor(Date.parse(created) / 1_000);
}

const LARGEST_EPOCH = 2 ** 31 - 1;

/** `1764360000:1048576` */
export function formatCursor({ epoch, id }: Cursor): string {
  return `${epoch}:${id}`;
}

/** The cursor that a text names; undefined where it names none. */
export function parseCursor(text: string): Cursor | undefined {
  const [epochText = '', idText = '', more] = text.split(':');
  if (more !== undefined || !DECIMAL.test(epochText)) return undefined;
  const epoch = Number(epochText);
  const id = parseMessageId(idText);
  return epoch > LARGEST_EPOCH || id === undefined ? undefined : { epoch, id };
}
