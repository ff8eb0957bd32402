import { encodeGroup, messageId as messageIdOf, type Cursor } from '#contracts';
import type { Rounds } from './rounds.js';

/** Where a message of the queue was stored. */
export interface Place {
  readonly epoch: number;
  readonly sequence: number;
}

/** A message of the queue: a task, or a group of them. */
export interface QueueMessage {
  readonly data: Uint8Array;
  readonly tasks: number;
  /** By which the queue refuses repetitions; a group has none. */
  readonly messageId: string | undefined;
}

export interface PartitionQueueOptions {
  /** Stores a message behind those that it was given before. @throws AppError */
  store(message: QueueMessage): Promise<Place>;
  /** Tasks of a group, at most; 1 = each is stored alone. */
  maxTasks(): number;
  /** Bytes of the tasks of a group, at most. A longer task is stored alone. */
  maxBytes(): number;
  readonly counts: GroupCounts;
  /** Those of all partitions of a lane. */
  readonly rounds: Rounds;
}

/** Counts that only grow; the metrics read them. */
export interface GroupCounts {
  groups: number;
  /** Tasks in groups. */
  tasks: number;
}

/** How long a task waits for the answer to the one before it, in milliseconds; then it is stored without. */
const LONGEST_WAIT_MS = 10;

/** A task that waits to be stored with others. */
interface Gathered {
  readonly data: Uint8Array;
  readonly resolve: (cursor: Cursor) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Stores tasks of one partition, in their order. Those that come in one round, and those that come while the queue has not
 * answered, are gathered, and stored as one message, a group: it is the message, not its length, that the queue takes long
 * for. A task that is alone waits for nobody.
 */
export class PartitionQueue {
  private gathered: Gathered[] = [];
  private bytes = 0;
  /** Messages that the queue has not answered for. */
  private unanswered = 0;
  private timer: NodeJS.Timeout | undefined;
  /** Stores what is gathered in the next round. */
  private isInRound = false;

  constructor(private readonly options: PartitionQueueOptions) {}

  /**
   * @param messageId a task with an id is stored alone: the queue knows the ids of messages
   * @throws AppError
   */
  publish(data: Uint8Array, messageId?: string): Promise<Cursor> {
    const maxTasks = this.options.maxTasks();
    const maxBytes = this.options.maxBytes();
    const isAlone = messageId !== undefined || maxTasks === 1 || data.length > maxBytes;
    if (isAlone || this.bytes + data.length > maxBytes) this.storeGathered();
    if (isAlone) return this.storeAlone(data, messageId);
    return new Promise((resolve, reject) => {
      this.gathered.push({ data, resolve, reject });
      this.bytes += data.length;
      this.options.rounds.came();
      if (this.gathered.length >= maxTasks) this.storeGathered();
      else if (this.unanswered === 0) this.join();
      else this.timer ??= setTimeout(() => this.storeGathered(), LONGEST_WAIT_MS);
    });
  }

  /** What is gathered waits no longer. */
  storeGathered(): void {
    const gathered = this.take();
    if (gathered.length > 0) void this.storeGroup(gathered);
  }

  private join(): void {
    if (this.isInRound) return;
    this.isInRound = true;
    this.options.rounds.join(this.roundEnds);
  }

  private readonly roundEnds = (): void => {
    this.isInRound = false;
    this.storeGathered();
  };

  private async storeAlone(data: Uint8Array, messageId?: string): Promise<Cursor> {
    const { epoch, sequence } = await this.store({ data, tasks: 1, messageId });
    return { epoch, id: messageIdOf(sequence) };
  }

  private take(): readonly Gathered[] {
    const { gathered } = this;
    if (gathered.length === 0) return gathered;
    this.gathered = [];
    this.bytes = 0;
    clearTimeout(this.timer);
    this.timer = undefined;
    return gathered;
  }

  /** Never rejects: each task does. */
  private async storeGroup(gathered: readonly Gathered[]): Promise<void> {
    const { counts } = this.options;
    const tasks = gathered.length;
    const data = tasks === 1 ? gathered[0]!.data : encodeGroup(gathered.map((one) => one.data));
    try {
      const { epoch, sequence } = await this.store({ data, tasks, messageId: undefined });
      if (tasks > 1) {
        counts.groups++;
        counts.tasks += tasks;
      }
      for (const [position, { resolve }] of gathered.entries()) {
        resolve({ epoch, id: messageIdOf(sequence, position) });
      }
    } catch (error) {
      for (const { reject } of gathered) reject(error);
    }
  }

  private async store(message: QueueMessage): Promise<Place> {
    this.unanswered++;
    try {
      return await this.options.store(message);
    } finally {
      this.unanswered--;
      if (this.gathered.length > 0) this.join();
    }
  }
}
