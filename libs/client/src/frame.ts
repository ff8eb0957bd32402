/** Operations of the wire that the client itself uses (docs/protocol.md). */
export const Op = {
  heartbeat: 2,
  heartbeatReply: 3,
  sendMessage: 4,
  auth: 7,
  raw: 9,
  changeRoom: 12,
  joinRoom: 18,
  leaveRoom: 20,
  resume: 22,
  verdicts: 23,
  ack: 24,
  history: 26,
  withdrawn: 28,
  notice: 30,
  refresh: 32,
} as const;

/** int32 packLen, int16 headerLen, int16 ver, int32 op, int32 seq. */
const HEADER_BYTES = 16;
/** Of a body that the server takes; it ends the connection for good over a longer one. */
export const MAX_BODY_BYTES = 4_096;
export const MAX_PACKET_BYTES = HEADER_BYTES + MAX_BODY_BYTES;
/** A delivery's header goes on: int64 id, int64 prev, uint16 targetLen, target. */
const TARGET_AT = 34;
export const VERSION = 2;
/** Of the first packet: by this and the version beside it a client asks for the version. */
export const HELLO_SEQ = 0x676f_696d;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export interface Packet {
  readonly op: number;
  readonly ver: number;
  readonly seq: number;
  readonly body: Uint8Array;
  /** Of deliveries. */
  readonly delivery?: { readonly id: bigint; readonly prev: bigint; readonly target: string };
}

export function encodePacket(op: number, seq: number, body: string | Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = typeof body === 'string' ? encoder.encode(body) : body;
  const packet = new Uint8Array(HEADER_BYTES + bytes.length);
  const view = new DataView(packet.buffer);
  view.setInt32(0, packet.length);
  view.setInt16(4, HEADER_BYTES);
  view.setInt16(6, VERSION);
  view.setInt32(8, op);
  view.setInt32(12, seq);
  packet.set(bytes, HEADER_BYTES);
  return packet;
}

/**
 * The packets of a WebSocket message, those within an outer packet in its place.
 *
 * @throws RangeError where the bytes are no packets
 */
export function* readPackets(bytes: Uint8Array): Generator<Packet> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length;) {
    const end = at + view.getInt32(at);
    const headerBytes = view.getInt16(at + 4);
    const op = view.getInt32(at + 8);
    if (headerBytes < HEADER_BYTES || end > bytes.length || at + headerBytes > end) throw new RangeError('no packet');
    const body = bytes.subarray(at + headerBytes, end);
    if (op === Op.raw) yield* readPackets(body);
    else {
      yield {
        op,
        ver: view.getInt16(at + 6),
        seq: view.getInt32(at + 12),
        body,
        ...(headerBytes >= TARGET_AT && {
          delivery: {
            id: view.getBigInt64(at + 16),
            prev: view.getBigInt64(at + 24),
            target: decoder.decode(bytes.subarray(at + TARGET_AT, at + TARGET_AT + view.getUint16(at + 32))),
          },
        }),
      };
    }
    at = end;
  }
}
