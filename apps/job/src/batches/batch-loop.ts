import { setTimeout as delay } from 'node:timers/promises';
import { ACK_WAIT_MS, type Bus, type QueuedTask, type WorkConsumer } from '#bus';

export interface BatchLoopOptions {
  readonly bus: Bus;
  readonly consumer: Pick<WorkConsumer, 'start' | 'stop'>;
  /** Milliseconds that this process may go on from now, by its lease; 0 = not at all. */
  mayGoOnFor(): number;
  /** Messages that are fetched ahead. */
  prefetch(): number;
  /** What is worked at a time; without it, all that is here. */
  readonly batch?: BatchBounds;
  /** Waits for more where something has come. */
  linger(): Linger;
  /** Resolves when it makes sense to fetch. */
  ready(): Promise<void>;
  /** Works the messages and settles each. Where it throws, they come again. */
  work(batch: readonly QueuedTask[]): Promise<void>;
  /** Messages of earlier batches that are to be settled yet. */
  late?(): Iterable<QueuedTask>;
  onError(error: unknown): void;
}

interface BatchBounds {
  /** The sizes of a batch's messages are this in sum at most, unless one message alone is larger. */
  most(): number;
  /** What a message counts as, 1 at least. */
  sizeOf(message: QueuedTask): number;
}

export interface Linger {
  /** Milliseconds; 0 = it does not wait. */
  readonly ms: number;
  /** Is told of each message that is there, in their order, until it says that there is no need to wait any longer. */
  readonly isEnough?: (message: QueuedTask) => boolean;
}

const RETRY_WAIT_MS = 500;
/**
 * How long a batch waits to be full where the server says that it has more to give out. Each message of a backlog waits for those
 * before it anyway, and the fuller a batch is, the more of it is joined. The server sends a full one in less.
 */
const FULL_WITHIN_MS = 5;
/**
 * How long the loop waits for what somebody else had. It is asked for at once; where that comes to nothing it is due after the
 * acknowledgement time, and a server that is short of CPU time notices up to 0.4 s late that it is (nats-server 2.9.10, stopped
 * for 0.4 s at a time beside a load of 8).
 */
const LATE_MS = ACK_WAIT_MS + 1_000;
/** Messages held longer than this are reported as in progress, so that JetStream does not redeliver them meanwhile. */
const PROGRESS_INTERVAL_MS = ACK_WAIT_MS / 4;

/**
 * Works what a consumer gives out, a batch at a time, in the order of the stream: a batch is whatever has arrived while the
 * one before it was worked.
 *
 * Order across failures: where the bus breaks, or a batch fails as a whole, the loop drops everything that it fetched and
 * fetches it anew, before anything newer, so that a message never overtakes one that was worked before it.
 */
export class BatchLoop {
  private inbox: QueuedTask[] = [];
  private inFlight: readonly QueuedTask[] = [];
  private arrived: (() => void) | undefined;
  /**
   * Messages that were given out before, and that are to be worked before any newer one. Newer ones may come before them.
   */
  private owed = 0;
  private isOrdered = true;
  private stopping = false;
  private broken = false;
  private requestStop!: () => void;
  private readonly stopRequested = new Promise<void>((resolve) => (this.requestStop = resolve));
  private readonly ended: Promise<void>;
  private readonly breakOff = (): void => {
    this.broken = true;
    this.letGo();
  };

  constructor(private readonly options: BatchLoopOptions) {
    options.bus.on('disconnect', this.breakOff);
    this.ended = this.run();
  }

  /** Finishes the batch in flight and drops the rest. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.requestStop();
    this.letGo();
    await this.ended;
  }

  private async run(): Promise<void> {
    const progress = setInterval(() => this.reportProgress(), PROGRESS_INTERVAL_MS);
    while (!this.isOver()) {
      try {
        this.broken = false;
        await this.resume();
        while (!this.isOver() && !this.broken) await this.workNext();
      } catch (error) {
        this.options.onError(error);
        this.broken = true;
        await delay(RETRY_WAIT_MS);
      }
      this.letGo();
    }
    clearInterval(progress);
    this.options.bus.off('disconnect', this.breakOff);
  }

  private isAllowed(): boolean {
    return this.options.mayGoOnFor() > 0;
  }

  private isOver(): boolean {
    return this.stopping || !this.isAllowed();
  }

  /** Fetches, as soon as it makes sense: what was given out before is to be worked first. */
  private async resume(): Promise<void> {
    // What is awaited in vain must not hold up the end of this loop.
    await Promise.race([this.options.ready(), this.stopRequested]);
    if (this.isOver()) return;
    this.isOrdered = false;
    this.owed = 0;
    const arrived = (queued: QueuedTask): void => {
      if (queued.info.deliveryCount > 1) this.owed--;
      this.inbox.push(queued);
      this.arrived?.();
    };
    const again = await this.options.consumer.start(this.options.prefetch(), arrived, {
      onLost: this.breakOff,
      mayPullFor: () => this.options.mayGoOnFor(),
      inHand: this.options.late?.() ?? [],
    });
    // Some of it may have come by now.
    this.owed += again;
    this.isOrdered = this.owed <= 0 && this.inbox.length === 0;
  }

  private async workNext(): Promise<void> {
    if (this.inbox.length === 0) {
      await new Promise<void>((resolve) => (this.arrived = resolve));
      this.arrived = undefined;
      const linger = this.options.linger();
      if (linger.ms > 0) await this.lingers(linger);
    }
    if (!this.isOrdered) await this.restoreOrder();
    if (this.isOver() || this.broken) return;
    const count = await this.nextBatch();
    if (this.isOver() || this.broken) return;
    const queued = this.inbox.splice(0, count);
    this.inFlight = queued;
    try {
      await this.options.work(queued);
    } finally {
      this.inFlight = [];
    }
  }

  /**
   * Waits for a full batch where there is a backlog, and for nothing where there is none.
   *
   * @returns how many of the messages that are here are the next batch
   */
  private async nextBatch(): Promise<number> {
    const { batch } = this.options;
    if (!batch) return this.inbox.length;
    const most = batch.most();
    let count = 0;
    let size = 0;
    const isFull = (): boolean => {
      while (size < most && count < this.inbox.length) size += batch.sizeOf(this.inbox[count++]!);
      return size >= most || !this.isMoreWaiting();
    };
    await this.gather(FULL_WITHIN_MS, isFull);
    return size > most && count > 1 ? count - 1 : count;
  }

  /** The server had more to give out when it sent the newest of those that are here. */
  private isMoreWaiting(): boolean {
    const newest = this.inbox.at(-1);
    return newest !== undefined && newest.info.pending > 0;
  }

  private lingers({ ms, isEnough = () => false }: Linger): Promise<void> {
    let told = 0;
    return this.gather(ms, () => {
      while (told < this.inbox.length) if (isEnough(this.inbox[told++]!)) return true;
      return false;
    });
  }

  /** Waits for what was given out before. Some of it may come much later: what somebody put off. */
  private async restoreOrder(): Promise<void> {
    await this.gather(LATE_MS, () => this.owed <= 0);
    this.isOrdered = true;
    this.inbox.sort((a, b) => a.seq - b.seq);
  }

  /** Looks at the inbox whenever something arrives. Cost: a call of `isDone` a message, and a timer where it has to wait. */
  private async gather(withinMs: number, isDone: () => boolean): Promise<void> {
    const isSettled = (): boolean => isDone() || this.broken || this.isOver();
    if (isSettled()) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(late);
        this.arrived = undefined;
        resolve();
      };
      const late = setTimeout(end, withinMs);
      this.arrived = () => {
        if (isSettled()) end();
      };
    });
  }

  /** JetStream redelivers what was fetched and is not worked yet, here or elsewhere, since it is not acknowledged. */
  private letGo(): void {
    this.options.consumer.stop();
    this.inbox = [];
    this.arrived?.();
  }

  private reportProgress(): void {
    if (!this.isAllowed()) return;
    // They stay in hand where the loop fetches anew, and are settled all the same.
    for (const queued of this.options.late?.() ?? []) queued.working();
    // Whoever may go on gets what was not worked before anything newer: it waits no longer than until it is given out again.
    if (this.broken) return;
    for (const queued of this.inFlight) queued.working();
    for (const queued of this.inbox) queued.working();
  }
}
