import { AppError, envelopeBytes, PushTask } from '#contracts';

/** Bytes that a task has, with its headers, beside its message and its recipients, at most. */
const TASK_BYTES = 2 * 1_024;
/** `NATS/1.0`, the name of the header with the id, and the ends of the lines. */
const HEADER_BYTES = 27;

/** Bytes of recipients that a task has room for beside its message. */
export function roomForRecipients(maxTaskBytes: number, messageBytes: number): number {
  return maxTaskBytes - messageBytes - TASK_BYTES - envelopeBytes(1);
}

/**
 * Refuses a task that NATS would not take, or whose messages to the comets it would not take, before anything is stored: what
 * nobody can be sent would come to nothing after it was accepted.
 *
 * Cost: an addition; a task within 2 KiB of what NATS takes is encoded once more.
 *
 * @param id of the task, where it has one
 * @param recipientsBytes of the recipients, at most
 * @throws AppError `invalid-argument`
 */
export function assertFits(
  task: PushTask,
  id: string | undefined,
  recipientsBytes: number,
  { maxTaskBytes }: { readonly maxTaskBytes: number },
): void {
  const envelope = envelopeBytes(task.recipients.length);
  if (task.msg.length + recipientsBytes + TASK_BYTES + envelope <= maxTaskBytes) return;
  const header = id === undefined ? 0 : HEADER_BYTES + Buffer.byteLength(id);
  const bytes = PushTask.encode(task).finish().length + Math.max(envelope, header);
  if (bytes <= maxTaskBytes) return;
  throw new AppError(
    'invalid-argument',
    `the push is too long: with what is put around it, it has ${bytes} bytes, and NATS takes ${maxTaskBytes} (max_payload)`,
  );
}
