import type { QueuedTask } from '#bus';
import { PushTask, PushType } from '#contracts';

/** @returns undefined where it is none */
export function decodeTask({ data }: Pick<QueuedTask, 'data'>): PushTask | undefined {
  try {
    const task = PushTask.decode(data);
    return Object.values(PushType).includes(task.type) ? task : undefined;
  } catch {
    return undefined;
  }
}

/**
 * One room's pushes fill a message to the comets: the whole partition goes out then, since it is worked in its order.
 *
 * @param batch pushes of a room in one message, at most
 * @returns what says of each task in turn whether it fills one
 */
export function untilRoomHas(batch: number): (queued: Pick<QueuedTask, 'data'>) => boolean {
  const counts = new Map<string, number>();
  return (queued) => {
    const task = decodeTask(queued);
    if (task?.type !== PushType.Room) return false;
    const count = (counts.get(task.room) ?? 0) + 1;
    counts.set(task.room, count);
    return count >= batch;
  };
}
