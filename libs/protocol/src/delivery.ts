import { HEADER_BYTES, readPacketHeader } from './frame.js';

// A delivery of version 2, big-endian, behind the 16 bytes of goim's header, whose headerLen counts all of it:
// int64 id | int64 prev | uint16 length of the target | target
const ID_AT = HEADER_BYTES;
const PREV_AT = ID_AT + 8;
const TARGET_LENGTH_AT = PREV_AT + 8;
const TARGET_AT = TARGET_LENGTH_AT + 2;
/** What a delivery has around its body, besides the name of its target. */
export const AROUND_DELIVERY_BYTES = TARGET_AT;

/** The version of clients that are told which message of which target each push is. */
export const TARGETED_VERSION = 2;
/**
 * The seq of operation 7 by which a client asks for that version, beside its ver: `goim`. Clients of goim's put into ver what
 * they like, since goim repeats any, and could not read what is pushed by version 2.
 */
export const TARGETED_HELLO_SEQ = 0x676f_696d;

/** Where pushes come from: the incarnation of the push stream, and each packet's message in it. */
export interface Origin {
  readonly epoch: number;
  /** Of each packet, ascending. */
  readonly ids: readonly number[];
  /** Id of the target's message before the first packet that has a history; 0 = not known. */
  readonly prev: number;
  /** Places in `ids` of those that have no history. */
  readonly transient: readonly number[];
  /** Where the message, which is alone then, was in a push stream that was lost: it may have been delivered from there. */
  readonly former?: FormerPlace | null | undefined;
}

/** A message's place in a push stream that is no more. */
export interface FormerPlace {
  readonly epoch: number;
  readonly id: number;
}

/** Packed packets of version 1, one after another, of one target. */
export interface PacketBatch {
  readonly packets: Uint8Array;
  /** Undefined: their place in the stream is not known. */
  readonly origin?: Origin | undefined;
}

/**
 * Packs pushes as version 2 has them. A message without history, or of unknown place, has id and prev 0.
 *
 * @param after leaves out the messages up to this id, but none that has no history
 */
export function encodeDeliveries(batches: readonly PacketBatch[], target: string, after = 0): Buffer {
  const name = Buffer.from(target);
  const packets: Buffer[] = [];
  for (const { packets: bytes, origin } of batches) {
    let prev = origin?.prev ?? 0;
    let offset = 0;
    for (let at = 0; offset < bytes.length; at++) {
      const packet = viewOf(bytes, offset);
      offset += packet.length;
      const id = origin && !origin.transient.includes(at) ? (origin.ids[at] ?? 0) : 0;
      if (id === 0 || id > after) packets.push(encodeDelivery(packet, name, id, id === 0 ? 0 : prev));
      if (id !== 0) prev = id;
    }
  }
  return packets.length === 1 ? packets[0]! : Buffer.concat(packets);
}

/** The packets of a batch whose ids are above one, as version 1 has them; undefined where none is. */
export function cutBatch({ packets, origin }: PacketBatch, after: number): PacketBatch | undefined {
  if (!origin) return { packets };
  const first = origin.ids.findIndex((id) => id > after);
  if (first < 0) return undefined;
  let offset = 0;
  for (let at = 0; at < first; at++) offset += viewOf(packets, offset).length;
  return {
    packets: packets.subarray(offset),
    origin: {
      epoch: origin.epoch,
      ids: origin.ids.slice(first),
      prev: first === 0 ? origin.prev : after,
      transient: origin.transient.filter((at) => at >= first).map((at) => at - first),
    },
  };
}

/** The packets of a batch whose ids are picked, of which nobody knows what came before; undefined where none is. */
export function pickFromBatch(
  { packets, origin }: PacketBatch,
  isPicked: (id: number) => boolean,
): PacketBatch | undefined {
  if (!origin) return undefined;
  const { epoch, ids, transient } = origin;
  const places = ids.flatMap((id, at) => (isPicked(id) ? [at] : []));
  if (places.length === 0) return undefined;
  const all: Uint8Array[] = [];
  for (let offset = 0; offset < packets.length; offset += all.at(-1)!.length) all.push(viewOf(packets, offset));
  const picked = places.flatMap((at, place) => (transient.includes(at) ? [place] : []));
  return {
    packets: Buffer.concat(places.map((at) => all[at]!)),
    origin: { epoch, ids: places.map((at) => ids[at]!), prev: 0, transient: picked },
  };
}

/** A push of version 2 as a client reads it. */
export interface Delivery {
  readonly op: number;
  /** 0 = it has no history. */
  readonly id: bigint;
  /** 0 = not known. */
  readonly prev: bigint;
  readonly target: string;
  readonly body: Buffer;
}

/** Reads packed deliveries of version 2. @throws RangeError where the bytes are none */
export function readDeliveries(packets: Buffer): Delivery[] {
  const deliveries: Delivery[] = [];
  for (let offset = 0; offset < packets.length;) {
    const { packetBytes, headerBytes, op } = readPacketHeader(packets, offset);
    const packet = packets.subarray(offset, offset + packetBytes);
    deliveries.push({
      op,
      id: packet.readBigInt64BE(ID_AT),
      prev: packet.readBigInt64BE(PREV_AT),
      target: packet.toString('utf8', TARGET_AT, TARGET_AT + packet.readUInt16BE(TARGET_LENGTH_AT)),
      body: packet.subarray(headerBytes),
    });
    offset += packetBytes;
  }
  return deliveries;
}

function encodeDelivery(packet: Buffer, target: Buffer, id: number, prev: number): Buffer {
  const added = TARGET_AT - HEADER_BYTES + target.length;
  const delivery = Buffer.allocUnsafe(packet.length + added);
  packet.copy(delivery, 0, 0, HEADER_BYTES);
  delivery.writeInt32BE(delivery.length, 0);
  delivery.writeInt16BE(HEADER_BYTES + added, 4);
  delivery.writeInt16BE(TARGETED_VERSION, 6);
  delivery.writeBigInt64BE(BigInt(id), ID_AT);
  delivery.writeBigInt64BE(BigInt(prev), PREV_AT);
  delivery.writeUInt16BE(target.length, TARGET_LENGTH_AT);
  target.copy(delivery, TARGET_AT);
  packet.copy(delivery, TARGET_AT + target.length, HEADER_BYTES);
  return delivery;
}

/** The packet that begins at `offset`. */
function viewOf(bytes: Uint8Array, offset: number): Buffer {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return whole.subarray(offset, offset + whole.readInt32BE(offset));
}
