import type { PushTask } from '#contracts';

/** The queue between logic and job. */
export abstract class PushQueue {
  /**
   * Stores a task. Once this has resolved, the task is delivered at least once.
   *
   * @param orderedBy tasks with the same value are delivered in the order in which they were stored
   * @param messageId a task with an id that was stored within the last 2 minutes is not stored again
   * @throws AppError `unavailable` (it may have been stored), `queue-full` (not stored)
   */
  abstract publish(task: PushTask, orderedBy: string, messageId?: string): Promise<void>;
}
