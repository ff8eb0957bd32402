// goim's packet, big-endian: int32 packLen | int16 headerLen | int16 ver | int32 op | int32 seq | body
export const HEADER_BYTES = 16;
export const HEADER_LENGTH_AT = 4;
export const OPERATION_AT = 8;
// A delivery of version 2 has a longer header: int64 id | int64 prev | uint16 targetLen | target
const ID_AT = 16;

export const Operation = {
  heartbeat: 2,
  heartbeatReply: 3,
  disconnect: 6,
  auth: 7,
  authReply: 8,
  raw: 9,
  resume: 22,
  verdicts: 23,
  push: 1_000,
};

// What the benchmark pushes: uint32 stream | uint32 sequence in the stream | float64 microseconds of sending | padding
export const BODY_BYTES = 16;
/** Of the packet by which a client asks for version 2. */
const HELLO_SEQ = 0x676f_696d;
const STREAM_AT = 0;
const SEQUENCE_AT = 4;
const SENT_AT = 8;

/**
 * @param {number} op
 * @param {Uint8Array | string} [body]
 * @param {1 | 2} [version]
 */
export function encodePacket(op, body = '', version = 1) {
  const bytes = Buffer.from(body);
  const packet = Buffer.alloc(HEADER_BYTES + bytes.length);
  packet.writeInt32BE(packet.length, 0);
  packet.writeInt16BE(HEADER_BYTES, HEADER_LENGTH_AT);
  packet.writeInt16BE(version, 6);
  packet.writeInt32BE(op, OPERATION_AT);
  if (op === Operation.auth && version === 2) packet.writeInt32BE(HELLO_SEQ, 12);
  packet.set(bytes, HEADER_BYTES);
  return packet;
}

/**
 * @typedef {object} Message
 * @property {number} stream whose numbering `sequence` belongs to: a room, or a key
 * @property {number} sequence
 * @property {number} sentAt microseconds
 */

/**
 * @param {Message} message
 * @param {number} bytes length of the body, at least BODY_BYTES
 */
export function encodeBody({ stream, sequence, sentAt }, bytes) {
  const body = Buffer.alloc(bytes);
  body.writeUInt32BE(stream, STREAM_AT);
  body.writeUInt32BE(sequence, SEQUENCE_AT);
  body.writeDoubleBE(sentAt, SENT_AT);
  return body;
}

/** @param {Buffer} bytes @param {number} at where the body begins */
export function streamOf(bytes, at) {
  return bytes.readUInt32BE(at + STREAM_AT);
}

/** @param {Buffer} bytes @param {number} at where the body begins */
export function sequenceOf(bytes, at) {
  return bytes.readUInt32BE(at + SEQUENCE_AT);
}

/** @param {Buffer} bytes @param {number} at where the body begins */
export function sentAtOf(bytes, at) {
  return bytes.readDoubleBE(at + SENT_AT);
}

/** The id of a delivery of version 2. Exact up to 2^53. @param {Buffer} bytes @param {number} at where the packet begins */
export function idOf(bytes, at) {
  return bytes.readUInt32BE(at + ID_AT) * 2 ** 32 + bytes.readUInt32BE(at + ID_AT + 4);
}
