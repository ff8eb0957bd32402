import { AppError, type ProtoMessage } from '#contracts';
import { encodeFrame, FrameError, Operation, readFrames } from '#protocol';

const INT16_MAX = 2 ** 15 - 1;

/**
 * The packed packets of a pushed proto. goim's jobs pack them, and send them as the body of operation 9; a proto of any
 * other operation is one packet. They are looked at, since bytes that are none would garble a TCP client's whole stream.
 *
 * @throws AppError `invalid-argument`
 */
export function packetsOf(proto: ProtoMessage | null | undefined): Uint8Array {
  if (!proto) throw new AppError('invalid-argument', 'proto is missing');
  const { ver, op, seq, body } = proto;
  if (op !== Operation.Raw) {
    if (Math.abs(ver) > INT16_MAX) throw new AppError('invalid-argument', `proto.ver is ${ver}, no int16`);
    return encodeFrame(op, seq, body, ver);
  }
  try {
    readFrames(Buffer.from(body.buffer, body.byteOffset, body.byteLength), body.byteLength);
  } catch (cause) {
    if (!(cause instanceof FrameError)) throw cause;
    throw new AppError('invalid-argument', `proto.body has to be packets, since proto.op is 9: ${cause.message}`, {
      cause,
    });
  }
  return body;
}

/** The operation of each packet. @param packets as `packetsOf` has checked them */
export function operationsOf(packets: Uint8Array): number[] {
  const bytes = Buffer.from(packets.buffer, packets.byteOffset, packets.byteLength);
  return readFrames(bytes, bytes.length).map(({ op }) => op);
}
