import type { ProtoMessage, PushTask } from '#contracts';
import { encodeFrame, Operation, PROTOCOL_VERSION } from '#protocol';

/** A task's message as comets get it: packed, under operation 9. */
export function packed({ operation, msg }: Pick<PushTask, 'operation' | 'msg'>): ProtoMessage {
  return raw(encodeFrame(operation, 0, msg));
}

/** Packed packets as comets get them. */
export function raw(packets: Uint8Array): ProtoMessage {
  return { ver: PROTOCOL_VERSION, op: Operation.Raw, seq: 0, body: packets };
}
