import {
  parseCursor,
  type AcceptedPush,
  type DeliveredMessage,
  type DispatchedTask,
  type ReceiptNews,
} from '#contracts';

/** How long a receipt can be asked for. */
export const KEPT_MS = 10 * 60_000;
const MAX_TASKS = 50_000;
const MAX_BYTES = 32 * 1024 * 1024;
/** What is counted for a task, for a comet's news of it, and for a comet that job names; names come on top. */
const TASK_BYTES = 400;
const COMET_BYTES = 300;
const SHARE_BYTES = 100;
/** Of a name, beside its characters. */
const NAME_BYTES = 32;
/** Characters of a comet's id, at most: a host name, with what tells its runs apart, or what goim's own call themselves. */
const MAX_COMET_LENGTH = 300;
/** Characters of the longest cursor: an epoch of 10 digits, a colon, and an id of 19. */
const MAX_CURSOR_LENGTH = 30;

/** What is known of one task of a push. */
export interface TaskNews {
  /** Undefined: no logic has said yet that it was stored. */
  accepted?: AcceptedPush;
  /** The last word of a job. */
  dispatched?: DispatchedTask;
  /** The last one that is no expiry: what was handed to comets stays handed where the next try comes too late. */
  tried?: DispatchedTask;
  readonly delivered: Map<string, DeliveredMessage>;
}

/** A push, which all its tasks hold: it is counted once, and until the last of them is forgotten. */
interface SharedPush {
  readonly push: AcceptedPush;
  readonly bytes: number;
  holders: number;
}

interface Kept extends TaskNews {
  /** By `performance.now()`. */
  readonly since: number;
  shared?: SharedPush;
  /** Without those of the push. */
  bytes: number;
}

/**
 * What was told of the pushes whose pushers asked. It comes in any order, and again; the last word of each process counts.
 * Beyond 50,000 tasks, or 32 MiB, the oldest go. Whoever may publish news chooses how long its texts are: each is counted by its
 * length, and news that name no message, or a comet by more than its id can have, are left out.
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
      if (!push.messages.every(isMessage)) continue;
      const shared = { push, bytes: bytesOfPush(push), holders: 0 };
      for (const message of push.messages) this.accept(this.open(message), shared);
    }
    for (const task of dispatched) {
      if (isMessage(task.message)) this.hear(this.open(task.message), task);
    }
    for (const news of delivered) {
      if (!isMessage(news.message) || news.comet.length > MAX_COMET_LENGTH) continue;
      const kept = this.open(news.message);
      // The name is the key, and in each news once more.
      if (!kept.delivered.has(news.comet)) this.grow(kept, COMET_BYTES + 2 * news.comet.length);
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

  private accept(kept: Kept, shared: SharedPush): void {
    // A push that is repeated has the same ids. What was known when it was stored goes on to hold.
    if (kept.shared === shared || (kept.accepted && kept.accepted.time <= shared.push.time)) return;
    this.release(kept);
    if (shared.holders++ === 0) this.bytes += shared.bytes;
    kept.shared = shared;
    kept.accepted = shared.push;
  }

  private hear(kept: Kept, task: DispatchedTask): void {
    const before = bytesOfWords(kept);
    kept.dispatched = task;
    if (task.outcome !== 'expired') kept.tried = task;
    this.grow(kept, bytesOfWords(kept) - before);
  }

  private release({ shared }: Kept): void {
    if (shared && --shared.holders === 0) this.bytes -= shared.bytes;
  }

  private grow(kept: Kept, bytes: number): void {
    kept.bytes += bytes;
    this.bytes += bytes;
  }

  private forget(): void {
    const before = this.now() - KEPT_MS;
    for (const [message, kept] of this.tasks) {
      const isOver = kept.since < before;
      if (!isOver && this.tasks.size <= MAX_TASKS && this.bytes <= MAX_BYTES) return;
      this.tasks.delete(message);
      this.bytes -= kept.bytes;
      this.release(kept);
      if (!isOver) this.dropped++;
    }
  }
}

/** Its length first: a text of a megabyte is not to be taken apart. */
function isMessage(text: string): boolean {
  return text.length <= MAX_CURSOR_LENGTH && parseCursor(text) !== undefined;
}

function bytesOfPush({ messages, targets, comets }: AcceptedPush): number {
  return bytesOfNames(messages) + bytesOfNames(targets) + bytesOfNames(comets);
}

function bytesOfWords({ dispatched, tried }: TaskNews): number {
  const last = dispatched ? bytesOfTask(dispatched) : 0;
  return tried && tried !== dispatched ? last + bytesOfTask(tried) : last;
}

function bytesOfTask({ outcome, reason, shares }: DispatchedTask): number {
  return shares.reduce((sum, { comet }) => sum + SHARE_BYTES + comet.length, outcome.length + reason.length);
}

function bytesOfNames(names: readonly string[]): number {
  return names.reduce((sum, name) => sum + NAME_BYTES + name.length, 0);
}
