import { isUtf8 } from 'node:buffer';
import { AppError, disconnectOf, type Disconnect } from '#contracts';
import {
  encodeFrame,
  HEADER_BYTES,
  MAX_INBOUND_BODY_BYTES,
  Operation,
  PROTOCOL_VERSION,
  readDeliveries,
  readFrames,
  readPacketHeader,
  TARGETED_VERSION,
  type Delivery,
  type Frame,
} from '#protocol';
import { z } from 'zod';

const MAX_MESSAGES = 1_000;
/** A list of objects of texts and numbers. */
const MAX_DEPTH = 2;
const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const LONGEST_BODY = 0x7fff_ffff;
const ONLINE_COUNT_BYTES = 4;

const int32 = z.int().min(-2_147_483_648).max(2_147_483_647);
const int16 = z.int().min(-32_768).max(32_767);

/** What a client sends. */
const SentMessage = z
  .strictObject({
    op: int32,
    ver: int16.default(PROTOCOL_VERSION),
    seq: int32.default(0),
    body: z.string().optional(),
    base64: z.base64().optional(),
  })
  .refine(({ body, base64 }) => body === undefined || base64 === undefined, 'either body or base64, not both');
const SentMessages = z.array(SentMessage).min(1).max(MAX_MESSAGES);

/** A message as clients without a codec see it. */
export interface JsonMessage {
  op: number;
  ver: number;
  seq: number;
  /** These three of what is pushed to a client of version 2: decimal numbers, as the packet has them. */
  id?: string;
  prev?: string;
  target?: string;
  /** Where the body is text. */
  body?: string;
  /** Where it is not. */
  base64?: string;
  /** Of the answer to a heartbeat: sessions in the client's room. */
  online?: number;
}

/** Cuts packets into the messages that clients see. */
export function messagesOf(packets: Uint8Array): JsonMessage[] {
  const bytes = Buffer.from(packets.buffer, packets.byteOffset, packets.byteLength);
  const messages: JsonMessage[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const { packetBytes, headerBytes } = readPacketHeader(bytes, offset);
    const packet = bytes.subarray(offset, offset + packetBytes);
    if (headerBytes > HEADER_BYTES) messages.push(...readDeliveries(packet).map(toReceivedPush));
    else messages.push(...readFrames(packet, LONGEST_BODY).map(toReceivedMessage));
    offset += packetBytes;
  }
  return messages;
}

function toReceivedPush({ op, id, prev, target, body }: Delivery): JsonMessage {
  return { op, ver: TARGETED_VERSION, seq: 0, id: String(id), prev: String(prev), target, ...readable(body) };
}

function toReceivedMessage({ op, ver, seq, body }: Frame): JsonMessage {
  if (op === Operation.HeartbeatReply && body.length === ONLINE_COUNT_BYTES) {
    return { op, ver, seq, online: body.readInt32BE(0) };
  }
  return { op, ver, seq, ...readable(body) };
}

function readable(body: Buffer): Pick<JsonMessage, 'body' | 'base64'> {
  return isUtf8(body) ? { body: body.toString() } : { base64: body.toString('base64') };
}

/** Turns what a client sent as JSON, a message or a list of them, into packets. @throws AppError `invalid-argument` */
export function packetsFromJson(json: Buffer): Buffer {
  const value = parse(json);
  const { data, error } = SentMessages.safeParse(Array.isArray(value) ? value : [value]);
  if (error) throw new AppError('invalid-argument', explain(error));
  return Buffer.concat(
    data.map(({ op, ver, seq, body, base64 }, n) => {
      const bytes = base64 === undefined ? Buffer.from(body ?? '') : Buffer.from(base64, 'base64');
      if (bytes.length > MAX_INBOUND_BODY_BYTES) {
        throw new AppError('invalid-argument', `${n}: a body has at most ${MAX_INBOUND_BODY_BYTES} bytes`);
      }
      return encodeFrame(op, seq, bytes, ver);
    }),
  );
}

/** The end of a connection, as its client is given it. */
export function closeOf(reason: string, message: string): Disconnect {
  const why = disconnectOf(reason) ?? { code: 1000, reason, reconnect: false };
  return message === '' ? why : { ...why, message };
}

function parse(json: Buffer): unknown {
  if (!isUtf8(json)) throw new AppError('invalid-argument', 'the body is no UTF-8');
  if (isDeep(json)) throw new AppError('invalid-argument', 'the body is no message, and no list of messages');
  try {
    return JSON.parse(json.toString());
  } catch {
    throw new AppError('invalid-argument', 'the body is no JSON');
  }
}

/** Whether a text is nested deeper than what clients send: brackets alone take JSON.parse ten times as long as messages. */
function isDeep(json: Buffer): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]!;
    if (byte === QUOTE) at = endOfString(json, at);
    else if (OPENING.has(byte) && ++depth > MAX_DEPTH) return true;
    else if (CLOSING.has(byte)) depth--;
  }
  return false;
}

function endOfString(json: Buffer, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}

function explain({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; ');
}
