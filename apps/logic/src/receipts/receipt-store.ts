import type { AcceptedPush, DeliveredMessage, DispatchedTask, ReceiptNews } from '#contracts';

/** How long a receipt can be asked for. */
export const KEPT_MS = 10 * 60_000;
const MAX_TASKS = 50_000;
const MAX_BYTES = 32 * 1024 * 1024;
/** What is counted for a task, and for a comet's news of it; names come on top. */
const TASK_BYTES = 400;
const COMET_BYTES = 300;

/** What is known of one task of a push. */
export interface TaskNews {
  /** Undefined: no logic has said yet that it was stored. */
  accepted?: AcceptedPush;
  dispatched?: DispatchedTask;
  readonly delivered: Map<string, DeliveredMessage>;
}

interface Kept extends TaskNews {
  /** By `performance.now()`. */
  readonly since: number;
  bytes: number;
}

/**
 * What was told of the pushes whose pushers asked. It comes in any order, and again; the last word of each process counts.
 * Beyond 50,000 tasks, or 32 MiB, the oldest go.
 */
export class ReceiptStore {
  private readonly tasks = new Map<string, Kept>();
  private bytes = 0;
  /** Tasks that were forgotten before their time. */
  dropped = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  get size(): number {
    return this.tasks.size;
  }

  take({ accepted, dispatched, delivered }: ReceiptNews): void {
    for (const push of accepted) {
      for (const message of push.messages) {
        const kept = this.open(message);
        // Its targets are kept once for all its tasks.
        if (!kept.accepted && message === push.messages[0]) this.grow(kept, bytesOf(push));
        kept.accepted = push;
      }
    }
    for (const task of dispatched) this.open(task.message).dispatched = task;
    for (const news of delivered) {
      const kept = this.open(news.message);
      if (!kept.delivered.has(news.comet)) this.grow(kept, COMET_BYTES);
      kept.delivered.set(news.comet, news);
    }
    this.forget();
  }

  /** @param message epoch:id */
  get(message: string): TaskNews | undefined {
    this.forget();
    return this.tasks.get(message);
  }

  private open(message: string): Kept {
    let kept = this.tasks.get(message);
    if (!kept) {
      kept = { since: this.now(), bytes: 0, delivered: new Map() };
      this.tasks.set(message, kept);
      this.grow(kept, TASK_BYTES);
    }
    return kept;
  }

  private grow(kept: Kept, bytes: number): void {
    kept.bytes += bytes;
    this.bytes += bytes;
  }

  private forget(): void {
    const before = this.now() - KEPT_MS;
    for (const [message, { since, bytes }] of this.tasks) {
      const isOver = since < before;
      if (!isOver && this.tasks.size <= MAX_TASKS && this.bytes <= MAX_BYTES) return;
      this.tasks.delete(message);
      this.bytes -= bytes;
      if (!isOver) this.dropped++;
    }
  }
}

function bytesOf({ targets, comets }: AcceptedPush): number {
  return [...targets, ...comets].reduce((sum, name) => sum + name.length + 16, 0);
}
