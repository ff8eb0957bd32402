import type { PushTask } from '#contracts';
import { type IdempotencyRecord, IdempotencyStore } from '../src/idempotency/idempotency-store.js';
import { PushQueue } from '../src/push/push-queue.js';

interface Published extends Omit<PushTask, 'msg'> {
  readonly msg: string;
  readonly orderedBy: string;
  readonly messageId: string | undefined;
}

/** A queue that keeps what it is given, and fails where the test says so. */
export class FakeQueue extends PushQueue {
  readonly published: Published[] = [];
  /** Called for each task before it is stored; what it throws, or rejects with, is the task's failure. */
  store: (task: PushTask) => Promise<void> | void = () => undefined;

  async publish({ msg, ...task }: PushTask, orderedBy: string, messageId?: string): Promise<void> {
    await this.store({ ...task, msg });
    this.published.push({ ...task, msg: Buffer.from(msg).toString(), orderedBy, messageId });
  }
}

/** Records in a map. */
export class FakeIdempotencyStore extends IdempotencyStore {
  readonly records = new Map<string, IdempotencyRecord>();
  /** What the next calls fail with. */
  failure: Error | undefined;

  async claim(id: string, record: IdempotencyRecord): Promise<IdempotencyRecord | null> {
    if (this.failure) throw this.failure;
    const known = this.records.get(id);
    if (!known) this.records.set(id, record);
    return known ?? null;
  }

  async settle(id: string, record: IdempotencyRecord): Promise<void> {
    if (this.failure) throw this.failure;
    this.records.set(id, record);
  }
}
