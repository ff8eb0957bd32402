import type { PushTask } from '#contracts';

/** A task of the queue that a handler works. */
export interface ReceivedTask {
  readonly task: PushTask;
  /** Its id: the stream sequence. */
  readonly sequence: number;
  /** Length of the task in the queue. */
  readonly bytes: number;
  /** 1 at the first. */
  readonly tries: number;
}

/**
 * The tasks of one partition that a handler works at a time, in their order. When the handler returns, every task that it
 * did not fail is acknowledged; when it throws, none is, and all come again.
 */
export class PushBatch {
  private readonly failures = new Map<ReceivedTask, string>();

  constructor(
    readonly partition: number,
    readonly tasks: readonly ReceivedTask[],
  ) {}

  /** This task is to be tried again later, the others are not. @param reason for the log and the dead letter */
  fail(task: ReceivedTask, reason: string): void {
    this.failures.set(task, reason);
  }

  failureOf(task: ReceivedTask): string | undefined {
    return this.failures.get(task);
  }
}
