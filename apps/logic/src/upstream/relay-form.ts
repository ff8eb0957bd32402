import { AppError, isUsableKey, MAX_KEY_BYTES, type RoomKey, type Mid, jsonMid } from '#contracts';
import { textOf } from '#protocol';

const OPENING_BRACE = 0x7b;
const LINE_FEED = 0x0a;
/** A room key and an id fit, however they are escaped. */
const MAX_HEADER_BYTES = 2_048;
const MAX_ID_LENGTH = 64;

/** A client's wish that a message be pushed to the members of a room. */
export interface RelayRequest {
  readonly room: RoomKey;
  /** Any bytes. */
  readonly message: Uint8Array;
  /** The client's own name for the message: the same one is stored and pushed once within 2 minutes. '' = none. */
  readonly id: string;
}

/**
 * Reads `{"room":"live://1000","id":"…"}`, a line feed, and the message as it is. A body of another form asks for no relay.
 *
 * @throws AppError `invalid-argument` where it has this form, and its room or its id can't be used
 */
export function readRelay(body: Uint8Array): RelayRequest | null {
  if (body[0] !== OPENING_BRACE) return null;
  const end = body.indexOf(LINE_FEED);
  if (end < 0 || end > MAX_HEADER_BYTES) return null;
  const line = textOf(Buffer.from(body.subarray(0, end)));
  const header = line === undefined ? null : parse(line);
  if (header === null || !('room' in header)) return null;
  const { room, id = '' } = header as { room: unknown; id?: unknown };
  if (typeof room !== 'string' || !isUsableKey(room)) {
    throw new AppError('invalid-argument', `room: expected text of 1 to ${MAX_KEY_BYTES} bytes`);
  }
  if (typeof id !== 'string' || id.length > MAX_ID_LENGTH) {
    throw new AppError('invalid-argument', `id: expected text of at most ${MAX_ID_LENGTH} characters`);
  }
  return { room: room as RoomKey, message: body.subarray(end + 1), id };
}

/** The body by which a client asks for a relay. */
export function writeRelay({ room, message, id }: Omit<RelayRequest, 'id'> & { readonly id?: string }): Uint8Array {
  return withHeader({ room, id: id || undefined }, message);
}

/** What the members of the room get: who sent it and when, a line feed, and the message as it is. */
export function relayedBody(sender: { room: RoomKey; mid: Mid; time: number }, message: Uint8Array): Uint8Array {
  const { room, mid, time } = sender;
  return withHeader({ room, mid: jsonMid(mid), time }, message);
}

function withHeader(header: object, message: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), message]);
}

function parse(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
