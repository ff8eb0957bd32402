import type { QueuedTask } from '#bus';
import { numericId, PushTask, PushType, tasksIn } from '#contracts';
import type { ReceivedTask } from '../dispatch/received-task.js';

/** A task of a message of the queue that is not settled. */
export interface OpenTask {
  /** In its message. */
  readonly position: number;
  /** Encoded. */
  readonly data: Uint8Array;
  /** Undefined where the task cannot be decoded. */
  readonly received: ReceivedTask | undefined;
}

/** A message of the queue, which is a task or a group of them, with those that are to be worked. */
export interface OpenMessage {
  readonly queued: QueuedTask;
  readonly tasks: readonly OpenTask[];
}

const KNOWN_TYPES: ReadonlySet<number> = new Set(Object.values(PushType));
const NOTHING_BEFORE: readonly number[] = Object.freeze([]);

/**
 * @param isOpen says of a position of a message that came before whether its task is still to be worked
 * @param isLastTry says whether that is its last try
 */
export function openTasks(
  queued: QueuedTask,
  isOpen: (position: number) => boolean,
  isLastTry: (position: number) => boolean = () => false,
): OpenMessage {
  const { seq, epoch, storedAt } = queued;
  const tasks: OpenTask[] = [];
  for (const [position, data] of encodedTasks(queued).entries()) {
    if (!isOpen(position)) continue;
    const task = decodeTask(data);
    const id = numericId(seq, position);
    const known = { id, epoch, storedAt, bytes: data.length, prevs: NOTHING_BEFORE, isLastTry: isLastTry(position) };
    const received = task && { task, ...known };
    tasks.push({ position, data, received });
  }
  return { queued, tasks };
}

/** Tasks that a message of the queue holds. */
export function tasksOf(queued: Pick<QueuedTask, 'data'>): number {
  return encodedTasks(queued).length;
}

/**
 * One room's pushes fill a message to the comets: the whole partition goes out then, since it is worked in its order.
 *
 * @param batch pushes of a room in one message, at most
 * @returns what says of each message in turn whether it fills one
 */
export function untilRoomHas(batch: number): (queued: Pick<QueuedTask, 'data'>) => boolean {
  const counts = new Map<string, number>();
  return (queued) => {
    let isFull = false;
    for (const data of encodedTasks(queued)) {
      const task = decodeTask(data);
      if (task?.type !== PushType.Room) continue;
      const count = (counts.get(task.room) ?? 0) + 1;
      counts.set(task.room, count);
      isFull ||= count >= batch;
    }
    return isFull;
  };
}

/** What begins as a group and is none is one task, which cannot be decoded. */
function encodedTasks({ data }: Pick<QueuedTask, 'data'>): readonly Uint8Array[] {
  try {
    return tasksIn(data);
  } catch {
    return [data];
  }
}

/** @returns undefined where it is none */
function decodeTask(data: Uint8Array): PushTask | undefined {
  try {
    const task = PushTask.decode(data);
    return KNOWN_TYPES.has(task.type) ? task : undefined;
  } catch {
    return undefined;
  }
}
