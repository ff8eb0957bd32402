import { PushGroup } from './proto/messages.js';

/** No type that a PushMsg has. */
const GROUP_TYPE = 101;
/** How a group begins: the tag of its type, and the type. No other message of the queue begins so. */
const BEGIN = [0x08, GROUP_TYPE] as const;
const MAX_BYTES = 32 * 1_024;
/**
 * A share of the longest message that the bus takes. The rows that job makes of a group for the history are up to five times as
 * long, and have to fit into one message with others.
 */
const SHARE = 1 / 16;

/** Bytes of the tasks of a group, at most. A task that is longer is stored alone. */
export function maxGroupBytes(maxMessageBytes: number): number {
  return Math.min(MAX_BYTES, Math.floor(maxMessageBytes * SHARE));
}

/** A group of tasks, each encoded. @param tasks at most 1,024 */
export function encodeGroup(tasks: readonly Uint8Array[]): Uint8Array {
  return PushGroup.encode({ type: GROUP_TYPE, tasks: [...tasks] }).finish();
}

/**
 * The tasks that a message of the push queue holds, each encoded, in their order: those of a group, or the one that it is.
 *
 * @throws Error where it begins as a group and is none
 */
export function tasksIn(message: Uint8Array): readonly Uint8Array[] {
  return message[0] === BEGIN[0] && message[1] === BEGIN[1] ? PushGroup.decode(message).tasks : [message];
}
