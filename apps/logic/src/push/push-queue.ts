import type { Cursor, PushTask, Target } from '#contracts';

/** The queue between logic and job. */
export abstract class PushQueue {
  /** Bytes that a task has at most, with its message. */
  abstract readonly maxTaskBytes: number;

  /** How many partitions it has. */
  abstract readonly partitions: number;

  /** The partition that a target's tasks belong into. */
  abstract partitionOf(target: Target): number;

  /**
   * Stores a task. Once this has resolved, the task is delivered at least once, in the order in which the tasks of its
   * partition were stored.
   *
   * @param messageId a task with an id that was stored within the last 2 minutes is not stored again
   * @returns the message's id, with the epoch of the queue; of a task that is not stored again, those of the first
   * @throws AppError `unavailable` (it may have been stored), `queue-full` (not stored)
   */
  abstract publish(task: PushTask, partition: number, messageId?: string): Promise<Cursor>;

  /**
   * A message had this id once, as somebody knows who outlives the queue's server: no id up to it is given again.
   *
   * @returns when it is known whether the queue has counted so far; where it had not, pushes wait until it has
   */
  abstract wasAt(place: Cursor): Promise<void>;
}
