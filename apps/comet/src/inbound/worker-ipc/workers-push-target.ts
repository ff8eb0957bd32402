import { AppError, type RoomKey } from '#contracts';
import { PushTarget } from '../push-target.js';
import type { WorkerCall, WorkerCallMessage, WorkerReplyMessage } from './worker-call.js';

/** A ready worker, as far as calls need it. */
export interface CalledWorker {
  send(message: WorkerCallMessage): unknown;
}

interface OpenCall {
  readonly awaited: Set<CalledWorker>;
  readonly rooms: Set<RoomKey>;
  readonly done: () => void;
}

/**
 * All workers of a primary, which takes the pushes for them: nobody but a worker itself knows what it holds, so each call
 * goes to all of them. One that ends meanwhile has no connections any more, and is not waited for.
 */
export class WorkersPushTarget extends PushTarget {
  private readonly open = new Map<number, OpenCall>();
  private lastId = 0;

  /** @param timeoutMs how long a worker may take to confirm */
  constructor(
    private readonly workers: () => ReadonlySet<CalledWorker>,
    private readonly timeoutMs: number,
  ) {
    super();
  }

  async pushKeys(keys: readonly string[], operation: number | null, packets: Uint8Array): Promise<void> {
    await this.call({ method: 'pushKeys', args: [keys, operation, packets] });
  }

  async pushAll(operation: number | null, packets: Uint8Array, perSecond: number): Promise<void> {
    const share = perSecond === 0 ? 0 : Math.max(Math.round(perSecond / Math.max(this.workers().size, 1)), 1);
    await this.call({ method: 'pushAll', args: [operation, packets, share] });
  }

  async pushRoom(room: RoomKey, packets: Uint8Array): Promise<void> {
    await this.call({ method: 'pushRoom', args: [room, packets] });
  }

  async roomKeys(): Promise<RoomKey[]> {
    return [...(await this.call({ method: 'roomKeys', args: [] }))];
  }

  /** Takes what a worker sent. */
  heard(worker: CalledWorker, message: unknown): void {
    const { type, id, rooms = [] } = (message ?? {}) as Partial<WorkerReplyMessage>;
    const call = type === 'reply' && id !== undefined ? this.open.get(id) : undefined;
    if (!call) return;
    for (const room of rooms) call.rooms.add(room);
    this.answered(call, worker);
  }

  /** A worker ended. */
  ended(worker: CalledWorker): void {
    for (const call of this.open.values()) this.answered(call, worker);
  }

  private answered(call: OpenCall, worker: CalledWorker): void {
    if (call.awaited.delete(worker) && call.awaited.size === 0) call.done();
  }

  private async call(call: WorkerCall): Promise<ReadonlySet<RoomKey>> {
    const awaited = new Set(this.workers());
    if (awaited.size === 0) throw new AppError('unavailable', 'no worker serves');
    const id = ++this.lastId;
    const rooms = new Set<RoomKey>();
    try {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new AppError('unavailable', `${awaited.size} workers did not confirm within ${this.timeoutMs} ms`));
        }, this.timeoutMs);
        const done = (): void => {
          clearTimeout(timer);
          resolve();
        };
        this.open.set(id, { awaited, rooms, done });
        for (const worker of awaited) worker.send({ type: 'call', id, call });
      });
    } finally {
      this.open.delete(id);
    }
    return rooms;
  }
}
