import { encodeGroup, numericId, PushTask, tasksIn } from '#contracts';
import type { QueueMessage } from './partition-queue.js';

/** A message of the queue, as JetStream has stored it. */
export interface RecentMessage extends QueueMessage {
  /** Of the queue. */
  readonly epoch: number;
  readonly sequence: number;
  readonly subject: string;
}

const MAX_TASKS = 100_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** Settled messages that are kept in the array before it is cut. */
const CUT_FROM = 4_096;

/**
 * The tasks that this logic has stored and of which it does not know yet that they were worked, for the case that the stream
 * is lost: a second's worth of them, or the backlog, up to 100,000 tasks and 64 MiB.
 *
 * Cost: an object and a place in an array a message.
 */
export class RecentTasks {
  private messages: RecentMessage[] = [];
  private head = 0;
  private tasks = 0;
  private bytes = 0;
  private dropped = 0;
  private lastDropped = 0;

  /** @param message of a greater sequence than those before, give or take what is under way */
  add(message: RecentMessage): void {
    this.messages.push(message);
    this.tasks += message.tasks;
    this.bytes += message.data.length;
    while (this.bytes > MAX_BYTES || this.tasks > MAX_TASKS) {
      const { tasks, sequence } = this.messages[this.head]!;
      this.dropped += tasks;
      this.lastDropped = sequence;
      this.forgetFirst();
    }
  }

  /** Every message below this sequence was worked. */
  settledBelow(sequence: number): void {
    while (this.head < this.messages.length && this.messages[this.head]!.sequence < sequence) this.forgetFirst();
    if (sequence > this.lastDropped) this.dropped = 0;
  }

  /** The stream is lost. @returns what to store again, and how many tasks there were too many to keep */
  take(): { messages: RecentMessage[]; tasks: number; dropped: number } {
    const taken = { messages: this.messages.slice(this.head), tasks: this.tasks, dropped: this.dropped };
    this.messages = [];
    this.head = 0;
    this.tasks = 0;
    this.bytes = 0;
    this.dropped = 0;
    return taken;
  }

  /** The stream lost its newest messages. @returns what to store again of them */
  takeLost(isLost: (sequence: number) => boolean): { messages: RecentMessage[]; tasks: number } {
    const left = this.messages.slice(this.head);
    const messages = left.filter(({ sequence }) => isLost(sequence));
    const { dropped, lastDropped } = this;
    this.take();
    for (const message of left) if (!isLost(message.sequence)) this.add(message);
    Object.assign(this, { dropped, lastDropped });
    return { messages, tasks: messages.reduce((sum, { tasks }) => sum + tasks, 0) };
  }

  private forgetFirst(): void {
    const { tasks, data } = this.messages[this.head]!;
    this.tasks -= tasks;
    this.bytes -= data.length;
    this.head++;
    if (this.head < CUT_FROM || this.head < this.messages.length / 2) return;
    this.messages = this.messages.slice(this.head);
    this.head = 0;
  }
}

/** The message as it is stored again: each of its tasks says where it was. */
export function withFormerPlaces({ data, epoch, sequence }: RecentMessage): Uint8Array {
  const tasks = tasksIn(data).map((each, position) => {
    const task = PushTask.decode(each);
    task.former = { epoch, id: numericId(sequence, position) };
    return PushTask.encode(task).finish();
  });
  return tasks.length === 1 ? tasks[0]! : encodeGroup(tasks);
}
