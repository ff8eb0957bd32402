import cluster, { type Worker } from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import { errorText } from '#contracts';
import type { ReadyMessage } from '#lifecycle';

const FIRST_RESTART_WAIT_MS = 500;
const LONGEST_RESTART_WAIT_MS = 30_000;
/** A worker that lived this long was well: when it is lost, the waits begin with the first again. */
const STEADY_MS = 60_000;

export interface WorkerPoolEvents {
  /** A worker ended by itself. */
  onLost(pid: number, how: string): void;
  /** A worker sent something else than that it is ready. */
  onMessage(worker: Worker, message: unknown): void;
  /** A worker ended, whether it was ready or not. */
  onEnd(worker: Worker): void;
}

/**
 * Keeps a number of comet processes running on the same ports. They accept by themselves, from one shared listening
 * socket: connections handed over by this process would cost 30 to 44 us each.
 */
export class WorkerPool {
  private readonly workers = new Set<Worker>();
  private readonly readyWorkers = new Set<Worker>();
  private restartWait = FIRST_RESTART_WAIT_MS;
  private stopping = false;
  /** Workers that ended by themselves since the start. */
  lost = 0;

  constructor(
    private readonly size: number,
    private readonly events: WorkerPoolEvents,
  ) {
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    // Pushes go to the workers as bytes; JSON, the default, has none.
    cluster.setupPrimary({ silent: true, serialization: 'advanced' });
  }

  /** The workers that serve. */
  get serving(): ReadonlySet<Worker> {
    return this.readyWorkers;
  }

  /**
   * Starts the workers, one after the other, so that the first one takes the ports, or says why it can't.
   *
   * @returns what the first one listens on
   * @throws Error with what the worker said, where one does not come up: those before it, which have clients, have shut down
   *   by then. Also where `stop` was called meanwhile
   */
  async start(): Promise<ReadyMessage['addresses']> {
    let addresses: ReadyMessage['addresses'] | undefined;
    try {
      for (let count = 0; count < this.size; count++) {
        if (this.stopping) throw new Error('the workers were stopped while they started');
        const started = await this.fork();
        addresses ??= started;
      }
    } catch (error) {
      await this.stop();
      throw error;
    }
    return addresses!;
  }

  /** Has all workers read their configuration again. */
  reload(): void {
    for (const worker of this.readyWorkers) worker.process.kill('SIGHUP');
  }

  /** From now on nobody replaces a worker that ends: a signal to the whole group of processes has the workers end, too. */
  replaceNone(): void {
    this.stopping = true;
  }

  /** Asks all workers to shut down, and resolves when they have. */
  async stop(): Promise<void> {
    this.replaceNone();
    await Promise.all([...this.workers].map(ended));
  }

  private async fork(): Promise<ReadyMessage['addresses']> {
    const worker = cluster.fork();
    this.workers.add(worker);
    worker.process.stdout?.pipe(process.stdout, { end: false });
    // A message to a worker that is just ending fails; its 'exit' says all that matters.
    worker.on('error', () => undefined);
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
    };
    worker.process.stderr?.on('data', listen);
    const startedAt = performance.now();
    return new Promise((resolve, reject) => {
      worker.on('message', (message: ReadyMessage | undefined) => {
        if (message?.type !== 'ready') {
          this.events.onMessage(worker, message);
          return;
        }
        this.readyWorkers.add(worker);
        worker.process.stderr?.off('data', listen).pipe(process.stderr, { end: false });
        resolve(message.addresses);
      });
      worker.once('exit', (code, signal) => {
        this.workers.delete(worker);
        this.events.onEnd(worker);
        const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
        if (!this.readyWorkers.delete(worker)) {
          reject(new Error(said.replace(/^comet: /, '').trim() || `a worker ${how} before it was ready`));
        } else if (!this.stopping) {
          this.lost++;
          this.events.onLost(worker.process.pid ?? 0, how);
          void this.replace(performance.now() - startedAt);
        }
      });
    });
  }

  private async replace(livedMs: number): Promise<void> {
    if (livedMs > STEADY_MS) this.restartWait = FIRST_RESTART_WAIT_MS;
    await delay(this.restartWait);
    this.restartWait = Math.min(this.restartWait * 2, LONGEST_RESTART_WAIT_MS);
    if (this.stopping) return;
    try {
      await this.fork();
    } catch (error) {
      this.events.onLost(0, `did not come up: ${errorText(error)}`);
      await this.replace(0);
    }
  }
}

/** Asks a worker to shut down. Not by `once`: a message that it is still sent is an 'error', which would end the wait. */
function ended(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once('exit', () => resolve());
    worker.process.kill('SIGTERM');
  });
}
