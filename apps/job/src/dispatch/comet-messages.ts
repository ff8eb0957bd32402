import type { LeaseEpoch, ProtoMessage, PushRoomMessage, PushTask } from '#contracts';
import { encodeFrame, Operation, PROTOCOL_VERSION } from '#protocol';
import type { ReceivedTask } from './received-task.js';

/** @param sources the tasks whose messages the packets are, in their order */
export function roomMessage(
  roomID: string,
  packets: Uint8Array,
  sources: readonly ReceivedTask[],
  lease: LeaseEpoch | null,
): PushRoomMessage {
  const ids: number[] = [];
  const transient: number[] = [];
  let prev: number | undefined;
  for (const [place, source] of sources.entries()) {
    ids.push(source.id);
    if (source.task.transient) transient.push(place);
    else prev ??= source.prevs[0] ?? 0;
  }
  const { epoch, task } = sources[0]!;
  const { receipt, former } = task;
  return { roomID, proto: raw(packets), epoch, ids, prev: prev ?? 0, transient, lease, receipt, former };
}

/** A task's message as comets get it: packed, under operation 9. */
export function packed({ operation, msg }: Pick<PushTask, 'operation' | 'msg'>): ProtoMessage {
  return raw(encodeFrame(operation, 0, msg));
}

/** Packed packets as comets get them. */
function raw(packets: Uint8Array): ProtoMessage {
  return { ver: PROTOCOL_VERSION, op: Operation.Raw, seq: 0, body: packets };
}
