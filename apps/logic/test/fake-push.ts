import {
  messageId as messageIdOf,
  partitionOf,
  type Cursor,
  type PushTask,
  type Recipient,
  type Target,
} from '#contracts';
import { fieldsOf } from '#test-support';
import { type IdempotencyRecord, IdempotencyStore, NO_ROOM } from '../src/idempotency/idempotency-store.js';
import { PushQueue } from '../src/push/push-queue.js';
import type { FollowedPush, ReceiptsService } from '../src/receipts/receipts.service.js';

interface Published extends Omit<PushTask, 'msg'> {
  readonly msg: string;
  readonly partition: number;
  readonly messageId: string | undefined;
}

export const EPOCH = 1_764_360_000;
const PARTITIONS = 16;

export function partitionIn(target: string): number {
  return partitionOf(target, PARTITIONS);
}

/** A task's recipients, in a line each: `key` or `mid:7`, with its places behind it. */
export function linesOf(recipients: readonly Recipient[]): string[] {
  return recipients.map(({ key, mid, places }) =>
    [key || `mid:${mid}`, ...places.map(({ server, keys }) => [server, ...keys].join('/'))].join(' '),
  );
}

/** A queue that keeps what it is given, and fails where the test says so. A task's sequence is its place. */
export class FakeQueue extends PushQueue {
  readonly published: Published[] = [];
  maxTaskBytes = 1_048_576;
  partitions = PARTITIONS;
  /** Called for each task before it is stored; what it throws, or rejects with, is the task's failure. */
  store: (task: PushTask) => Promise<void> | void = () => undefined;

  partitionOf(target: Target): number {
    return partitionIn(target);
  }

  async publish(task: PushTask, partition: number, messageId?: string): Promise<Cursor> {
    await this.store(task);
    this.published.push({ ...fieldsOf(task), msg: Buffer.from(task.msg).toString(), partition, messageId });
    return { epoch: EPOCH, id: messageIdOf(this.published.length) };
  }

  async wasAt(): Promise<void> {}
}

/** Keeps which pushes are followed. */
export class FakeReceipts {
  readonly followed: FollowedPush[] = [];
  readonly asService = {
    accepted: (push: FollowedPush) => this.followed.push(push),
  } as unknown as ReceiptsService;
}

/** Records in a map. */
export class FakeIdempotencyStore extends IdempotencyStore {
  readonly records = new Map<string, IdempotencyRecord>();
  /** What the next calls fail with. */
  failure: Error | undefined;
  /** No record is taken any more. */
  isFull = false;

  async claim(id: string, record: IdempotencyRecord): Promise<IdempotencyRecord | typeof NO_ROOM | null> {
    if (this.failure) throw this.failure;
    const known = this.records.get(id);
    if (!known && this.isFull) return NO_ROOM;
    if (!known) this.records.set(id, record);
    return known ?? null;
  }

  async settle(id: string, record: IdempotencyRecord): Promise<void> {
    if (this.failure) throw this.failure;
    this.records.set(id, record);
  }
}
