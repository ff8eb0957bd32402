import { FrameError } from './frame-error.js';

// goim's packet, big-endian: int32 packLen | int16 headerLen | int16 ver | int32 op | int32 seq | body
const PACKET_LENGTH_AT = 0;
const HEADER_LENGTH_AT = 4;
const VERSION_AT = 6;
const OPERATION_AT = 8;
const SEQUENCE_AT = 12;

export const HEADER_BYTES = 16;
/** The longest body that goim's servers accept from a client. */
export const MAX_INBOUND_BODY_BYTES = 4096;
/** The version that servers put into what they send of their own accord. */
export const PROTOCOL_VERSION = 1;

export interface Frame {
  readonly ver: number;
  readonly op: number;
  readonly seq: number;
  /** A view of the bytes that were read; copy what outlives the handling of the frame. */
  readonly body: Buffer;
}

export const EMPTY_BODY: Buffer = Buffer.alloc(0);

/** Writes a header of 16 bytes for a body of `bodyBytes` at `offset`, and returns the offset behind it. */
export function writeHeader(
  target: Buffer,
  offset: number,
  bodyBytes: number,
  ver: number,
  op: number,
  seq: number,
): number {
  target.writeInt32BE(HEADER_BYTES + bodyBytes, offset + PACKET_LENGTH_AT);
  target.writeInt16BE(HEADER_BYTES, offset + HEADER_LENGTH_AT);
  target.writeInt16BE(ver, offset + VERSION_AT);
  target.writeInt32BE(op, offset + OPERATION_AT);
  target.writeInt32BE(seq, offset + SEQUENCE_AT);
  return offset + HEADER_BYTES;
}

/** Encodes one packet: header and body in a buffer of their own. */
export function encodeFrame(op: number, seq: number, body: Uint8Array, ver: number = PROTOCOL_VERSION): Buffer {
  const packet = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  packet.set(body, writeHeader(packet, 0, body.length, ver, op, seq));
  return packet;
}

/** A message that is to be packed as one packet. */
export interface Packable {
  readonly operation: number;
  readonly msg: Uint8Array;
}

/** Bytes that a message has as a packet. */
export function packedBytes({ msg }: Packable): number {
  return HEADER_BYTES + msg.length;
}

/** Packs messages one behind another, in one buffer. @param bytes that their packets have in sum */
export function packAll(messages: readonly Packable[], bytes: number): Buffer {
  const packets = Buffer.allocUnsafe(bytes);
  let offset = 0;
  for (const { operation, msg } of messages) {
    const at = writeHeader(packets, offset, msg.length, PROTOCOL_VERSION, operation, 0);
    packets.set(msg, at);
    offset = at + msg.length;
  }
  return packets;
}

/** What a whole packet says of itself, whatever its version: it is not checked. @throws RangeError beyond the bytes */
export function readPacketHeader(
  bytes: Buffer,
  offset: number,
): { packetBytes: number; headerBytes: number; op: number } {
  return {
    packetBytes: bytes.readInt32BE(offset + PACKET_LENGTH_AT),
    headerBytes: bytes.readInt16BE(offset + HEADER_LENGTH_AT),
    op: bytes.readInt32BE(offset + OPERATION_AT),
  };
}

/**
 * Reads the packet that starts at `offset`.
 *
 * @returns the frame, or null while the buffer holds only a part of it; its length is `HEADER_BYTES + body.length`
 * @throws FrameError as soon as the bytes at hand can't become a frame, even if it isn't complete
 */
export function readFrame(bytes: Buffer, offset: number, maxBodyBytes: number): Frame | null {
  const available = bytes.length - offset;
  if (available < 4) return null;
  const packetBytes = bytes.readInt32BE(offset + PACKET_LENGTH_AT);
  if (packetBytes < HEADER_BYTES) {
    throw new FrameError('packet-too-short', `packLen is ${packetBytes}, below the ${HEADER_BYTES} bytes of a header`);
  }
  if (packetBytes > HEADER_BYTES + maxBodyBytes) {
    throw new FrameError('packet-too-long', `packLen is ${packetBytes}, above ${HEADER_BYTES + maxBodyBytes}`);
  }
  if (available < 6) return null;
  const headerBytes = bytes.readInt16BE(offset + HEADER_LENGTH_AT);
  if (headerBytes !== HEADER_BYTES) {
    throw new FrameError('bad-header-length', `headerLen is ${headerBytes}, not ${HEADER_BYTES}`);
  }
  if (available < packetBytes) return null;
  return {
    ver: bytes.readInt16BE(offset + VERSION_AT),
    op: bytes.readInt32BE(offset + OPERATION_AT),
    seq: bytes.readInt32BE(offset + SEQUENCE_AT),
    body: bytes.subarray(offset + HEADER_BYTES, offset + packetBytes),
  };
}

/**
 * Reads every packet of one whole message (a WebSocket message, a pushed batch).
 *
 * @throws FrameError also where the message ends inside a packet
 */
export function readFrames(message: Buffer, maxBodyBytes: number): Frame[] {
  const frames: Frame[] = [];
  let offset = 0;
  do {
    const frame = readFrame(message, offset, maxBodyBytes);
    if (frame === null) {
      throw new FrameError('truncated', `the message ends ${message.length - offset} bytes into a packet`);
    }
    frames.push(frame);
    offset += HEADER_BYTES + frame.body.length;
  } while (offset < message.length);
  return frames;
}
