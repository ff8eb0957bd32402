import { numericId, PushTask, PushType, pushTask, type Recipient } from '#contracts';
import type { ReceivedTask } from '../src/dispatch/received-task.js';

export const EPOCH = 1_764_360_000;
const STORED_AT = 1_764_360_001_000.5;

/** A task as it comes from the queue: absent fields are on the message's prototype. */
export function received(
  sequence: number,
  task: Partial<PushTask>,
  prevs: readonly number[] = [],
  position = 0,
): ReceivedTask {
  const bytes = PushTask.encode(pushTask({ operation: 1000, msg: Buffer.from('x'), ...task })).finish();
  const id = numericId(sequence, position);
  return { task: PushTask.decode(bytes), id, epoch: EPOCH, storedAt: STORED_AT, bytes: bytes.length, prevs };
}

export function toRoom(sequence: number, room: string, more: Partial<PushTask> = {}): ReceivedTask {
  return received(sequence, { type: PushType.Room, room, ...more });
}

/** To sessions by their keys, and to members by their numbers. */
export function toRecipients(sequence: number, ...names: (string | number)[]): ReceivedTask {
  const recipients: Recipient[] = names.map((name) =>
    typeof name === 'string' ? { key: name, mid: 0, places: [] } : { key: '', mid: name, places: [] },
  );
  return received(sequence, { type: PushType.Keys, recipients });
}
