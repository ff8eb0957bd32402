import { encodeDeliveries, TARGETED_VERSION, type PacketBatch } from './delivery.js';
import { HEADER_BYTES, PROTOCOL_VERSION, writeHeader } from './frame.js';
import { Operation } from './operation.js';

/** How a connection frames what is sent to it. For HTTP it is kept as for TCP, until the client asks for it. */
export type Framing = 'tcp' | 'websocket' | 'http';

const FINAL_BINARY_FRAME = 0x82;
const LENGTH_IN_16_BITS = 126;
const LENGTH_IN_64_BITS = 127;

function websocketHeaderBytes(payloadBytes: number): number {
  if (payloadBytes < LENGTH_IN_16_BITS) return 2;
  return payloadBytes <= 0xffff ? 4 : 10;
}

/** Writes an unmasked final binary frame's header (RFC 6455, 5.2) and returns the offset behind it. */
function writeWebsocketHeader(target: Buffer, payloadBytes: number): number {
  target[0] = FINAL_BINARY_FRAME;
  if (payloadBytes < LENGTH_IN_16_BITS) {
    target[1] = payloadBytes;
    return 2;
  }
  if (payloadBytes <= 0xffff) {
    target[1] = LENGTH_IN_16_BITS;
    return target.writeUInt16BE(payloadBytes, 2);
  }
  target[1] = LENGTH_IN_64_BITS;
  target.writeUInt32BE(0, 2);
  return target.writeUInt32BE(payloadBytes, 6);
}

/** Pushes as one connection's framing has them. */
interface Framed {
  /** The packets, one after another. */
  readonly tcp: Buffer;
  /** One binary message: the outer packet of operation 9 around the same packets. Shares the memory of `tcp`. */
  readonly websocket: Buffer;
}

/**
 * Pushes of one target, encoded once for any number of connections of either framing. Version 2 is encoded when the first
 * of its clients is among the recipients.
 *
 * Cost: one allocation and one copy of the bytes a version, whatever the number of recipients.
 */
export class Downlink implements Framed {
  readonly tcp: Buffer;
  readonly websocket: Buffer;
  private second: Framed | undefined;
  /** What was asked for last: clients that come back at once have missed the same. */
  private rest: { readonly after: number; readonly framed: Framed } | undefined;

  /**
   * @param target as version 2 names it
   * @param framed the same packets as version 1 has them, which says nothing of the target, where they are framed already
   */
  constructor(
    private readonly batches: readonly PacketBatch[],
    readonly target: string,
    framed?: Downlink,
  ) {
    const { tcp, websocket } = framed ?? frame(batches, PROTOCOL_VERSION);
    this.tcp = tcp;
    this.websocket = websocket;
  }

  /** Of its pushes; 0 = they have none. */
  get epoch(): number {
    return this.batches[0]?.origin?.epoch ?? 0;
  }

  get targeted(): Framed {
    return (this.second ??= this.framedAfter(0));
  }

  /** As version 2 has them, without the messages up to an id. */
  targetedAfter(id: number): Framed {
    if (this.rest?.after !== id) this.rest = { after: id, framed: this.framedAfter(id) };
    return this.rest.framed;
  }

  private framedAfter(id: number): Framed {
    return frame([{ packets: encodeDeliveries(this.batches, this.target, id) }], TARGETED_VERSION);
  }
}

function frame(batches: readonly { readonly packets: Uint8Array }[], version: number): Framed {
  let bodyBytes = 0;
  for (const { packets } of batches) bodyBytes += packets.length;
  const payloadBytes = HEADER_BYTES + bodyBytes;
  const websocket = Buffer.allocUnsafe(websocketHeaderBytes(payloadBytes) + payloadBytes);
  const packetsAt = writeHeader(
    websocket,
    writeWebsocketHeader(websocket, payloadBytes),
    bodyBytes,
    version,
    Operation.Raw,
    0,
  );
  let offset = packetsAt;
  for (const { packets } of batches) {
    websocket.set(packets, offset);
    offset += packets.length;
  }
  return { tcp: websocket.subarray(packetsAt), websocket };
}

/** Encodes one packet to one connection: a reply, which on WebSocket is a message without the outer packet. */
export function encodeReply(framing: Framing, ver: number, op: number, seq: number, body: Uint8Array): Buffer {
  const packetBytes = HEADER_BYTES + body.length;
  const prefixBytes = framing === 'websocket' ? websocketHeaderBytes(packetBytes) : 0;
  const reply = Buffer.allocUnsafe(prefixBytes + packetBytes);
  if (framing === 'websocket') writeWebsocketHeader(reply, packetBytes);
  reply.set(body, writeHeader(reply, prefixBytes, body.length, ver, op, seq));
  return reply;
}
