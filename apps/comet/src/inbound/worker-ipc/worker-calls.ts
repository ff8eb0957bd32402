import { AppError } from '#contracts';
import type { WorkerCall, WorkerCallMessage, WorkerReplyMessage } from './worker-call.js';

/** A ready worker, as far as calls need it. */
export interface CalledWorker {
  send(message: WorkerCallMessage): unknown;
}

interface OpenCall {
  readonly awaited: Set<CalledWorker>;
  readonly answers: WorkerReplyMessage[];
  readonly done: () => void;
}

/** What a primary asks its workers: all of them, since nobody but a worker itself knows what it holds, and how it is. */
export class WorkerCalls {
  private readonly open = new Map<number, OpenCall>();
  private lastId = 0;

  /** @param timeoutMs how long a worker may take to answer */
  constructor(
    private readonly workers: () => ReadonlySet<CalledWorker>,
    private readonly timeoutMs: number,
  ) {}

  /** Workers that would be asked now. */
  get count(): number {
    return this.workers().size;
  }

  /** Takes what a worker sent. */
  heard(worker: CalledWorker, message: unknown): void {
    const answer = (message ?? {}) as Partial<WorkerReplyMessage>;
    const call = answer.type === 'reply' && answer.id !== undefined ? this.open.get(answer.id) : undefined;
    if (!call?.awaited.has(worker)) return;
    call.answers.push(answer as WorkerReplyMessage);
    this.answered(call, worker);
  }

  /** A worker ended. */
  ended(worker: CalledWorker): void {
    for (const call of this.open.values()) this.answered(call, worker);
  }

  /**
   * @returns what they answered. One that ends meanwhile has no connections any more, and is not waited for
   * @throws AppError `unavailable` where none serves, or one does not answer in time
   */
  async ask(call: WorkerCall, timeoutMs = this.timeoutMs): Promise<readonly WorkerReplyMessage[]> {
    const awaited = new Set(this.workers());
    if (awaited.size === 0) throw new AppError('unavailable', 'no worker serves');
    const id = ++this.lastId;
    const answers: WorkerReplyMessage[] = [];
    try {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new AppError('unavailable', `${awaited.size} workers did not confirm within ${timeoutMs} ms`));
        }, timeoutMs);
        const done = (): void => {
          clearTimeout(timer);
          resolve();
        };
        this.open.set(id, { awaited, answers, done });
        for (const worker of awaited) worker.send({ type: 'call', id, call });
      });
    } finally {
      this.open.delete(id);
    }
    return answers;
  }

  private answered(call: OpenCall, worker: CalledWorker): void {
    if (call.awaited.delete(worker) && call.awaited.size === 0) call.done();
  }
}
