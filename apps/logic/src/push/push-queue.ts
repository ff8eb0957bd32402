import type { PushTask } from '#contracts';

/** Where accepted pushes wait for a job. */
export abstract class PushQueue {
  /**
   * Stores a task; it is delivered at least once after this resolved.
   *
   * @param orderedBy tasks with the same name are delivered in the order in which they were stored
   * @param messageId a task whose id was stored in the last 2 minutes is not stored again
   * @throws AppError `unavailable` (stored or not, nobody knows), `queue-full` (not stored)
   */
  abstract publish(task: PushTask, orderedBy: string, messageId?: string): Promise<void>;
}
